import { setMaxListeners } from "node:events";
import type { DeliveryKey } from "../model/delivery.ts";
import type { Chance, Clock } from "../model/io.ts";
import type { Journal } from "../model/journal.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Shipment } from "../model/shipment.ts";
import { type Attempted, type AttemptOptions, attemptShipment } from "./attempt.ts";
import { createCircuit } from "./circuit.ts";
import type { HubClient } from "./hub-client.ts";
import type { Pace } from "./pace.ts";

export interface ShipOptions {
  readonly client: HubClient;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly concurrency: number;
  /** Shared by all that a run sends to the same hub. */
  readonly pace: Pace;
  /** A signal that asks to stop: nothing new leaves, what is in flight gets {@link stopGraceMs}. */
  readonly stop: AbortSignal;
  /** Told of each shipment that has its outcome, and whether any of it came to the hub. */
  readonly settled?: (shipment: Shipment, outcome: Outcome, hasLeft: boolean) => void;
  /** Why this one may not leave at this time; asked before each attempt and at its first byte. */
  readonly refusal?: (shipment: Shipment, nowMs: number) => string | undefined;
}

export interface ShipResult {
  readonly outcomes: ReadonlyMap<DeliveryKey, Outcome>;
  /** Why the rest was not even taken up; `undefined` when nothing was left. */
  readonly leftover: string | undefined;
  /** Why the circuit opened, when it did. */
  readonly circuitCause: string | undefined;
  /** Set when the journal failed: what happened is known here and nowhere else. */
  readonly journalError: unknown;
  /** Set when the source failed before its end. */
  readonly sourceError: unknown;
}

/** Shipments, as far as they are wanted: what waits for its turn need not be in memory. */
export interface ShipmentSource {
  /** The next ones, up to `count`; none when there are no more. */
  take(count: number): Promise<readonly Shipment[]> | readonly Shipment[];
}

/** How long a request in flight may still take after a stop. */
export const stopGraceMs = 4_000;

/** Sends a list of shipments; those that were not taken up are unsent. */
export async function ship(shipments: readonly Shipment[], options: ShipOptions): Promise<ShipResult> {
  let next = 0;
  const take = (count: number) => {
    const taken = shipments.slice(next, next + count);
    next += taken.length;
    return taken;
  };
  const result = await shipFrom({ take }, options);
  if (result.leftover === undefined) return result;
  const outcomes = new Map(result.outcomes);
  // No intent was written, so there is nothing to close in the journal.
  for (const { keys } of shipments.slice(next))
    for (const key of keys) outcomes.set(key, unsent(result.leftover));
  return { ...result, outcomes };
}

/**
 * Sends shipments: the intent is durable before the first byte leaves, and each outcome is recorded as it comes.
 * Intents are written in groups, at most twice the concurrency ahead of what is in flight, so that a crash leaves few
 * unknowns. What stopped the run is no error; a bug is thrown when all that was in flight has ended.
 */
export async function shipFrom(source: ShipmentSource, options: ShipOptions): Promise<ShipResult> {
  const { client, journal, clock, chance, concurrency, pace, stop } = options;
  const outcomes = new Map<DeliveryKey, Outcome>();
  const circuit = createCircuit();
  const abandon = new AbortController();
  const halted = new AbortController();
  // Every request in flight listens to both.
  setMaxListeners(0, abandon.signal, halted.signal);
  let journalError: unknown;
  const halt = (reason: string) => {
    if (!halted.signal.aborted) halted.abort(reason);
  };
  const onStop = () => {
    halt("the run was stopped before it left");
    void clock.sleep(stopGraceMs, finished.signal).then(() => abandon.abort());
  };
  const finished = new AbortController();
  stop.addEventListener("abort", onStop);
  if (stop.aborted) onStop();

  const settle = (shipment: Shipment, outcome: Outcome, hasLeft: boolean) => {
    for (const key of shipment.keys) outcomes.set(key, outcome);
    options.settled?.(shipment, outcome, hasLeft);
    try {
      journal.record(shipment, outcome);
    } catch (error) {
      journalError ??= error;
      halt("the ledger could not be written");
    }
  };

  const intended: Shipment[] = [];
  let isExhausted = false;
  let sourceError: unknown;
  let lastAcceptedAtMs = Number.NEGATIVE_INFINITY;
  let intending: Promise<void> | undefined;
  const maxAhead = 2 * concurrency;
  /** The fewer are left when the next group is written, the larger it is, and each costs a flush; half is still there to send meanwhile. */
  const lastLeft = concurrency / 2;
  /** What cannot be read any more ends like a list does: what is in flight goes on. */
  const takeGroup = async () => {
    try {
      return await source.take(maxAhead - intended.length);
    } catch (error) {
      sourceError = error;
      return [];
    }
  };
  const intendGroup = async () => {
    const group = await takeGroup();
    if (group.length === 0) {
      isExhausted = true;
      return;
    }
    try {
      const refused = await journal.intend(group);
      for (const shipment of group) {
        const cause = refused.get(shipment);
        if (cause === undefined) intended.push(shipment);
        else settle(shipment, unsent(cause), false);
      }
    } catch (error) {
      journalError ??= error;
      halt("the ledger could not be written");
      for (const shipment of group) {
        const outcome = unsent("the ledger could not be written");
        for (const key of shipment.keys) outcomes.set(key, outcome);
        options.settled?.(shipment, outcome, false);
      }
    }
  };
  const keepAhead = (): Promise<void> | undefined => {
    const mayLeave = !halted.signal.aborted && circuit.cause() === undefined;
    if (intending === undefined && !isExhausted && intended.length <= lastLeft && mayLeave) {
      intending = intendGroup().finally(() => {
        intending = undefined;
      });
    }
    return intending;
  };

  const attemptOptions: AttemptOptions = {
    client,
    clock,
    chance,
    pace,
    abandon: abandon.signal,
    halted: halted.signal,
    lastAcceptedAtMs: () => lastAcceptedAtMs,
    refusal: (shipment, nowMs) =>
      halted.signal.aborted
        ? String(halted.signal.reason)
        : (circuit.cause() ?? options.refusal?.(shipment, nowMs)),
  };
  const work = async () => {
    for (;;) {
      const ahead = keepAhead();
      if (intended.length === 0 && ahead !== undefined) {
        await ahead;
        continue;
      }
      const shipment = intended.shift();
      if (shipment === undefined) return;
      if (!pace.tryEnter()) await pace.enter(halted.signal);
      let attempted: Attempted;
      try {
        attempted = concealMembers(shipment, await attemptShipment(shipment, attemptOptions));
      } finally {
        pace.leave();
      }
      const { outcome } = attempted;
      if (outcome.kind === "accepted") {
        pace.speedUp();
        lastAcceptedAtMs = clock.nowMs();
      }
      // What a stop abandons says nothing of the hub.
      if (!abandon.signal.aborted) circuit.note(attempted);
      settle(shipment, outcome, attempted.neverLeft !== true);
    }
  };

  const workers = Array.from({ length: concurrency }, () =>
    work().catch((error: unknown) => {
      halt("the run broke off before it left");
      throw error;
    }),
  );
  const ends = await Promise.allSettled(workers);
  try {
    await journal.flush();
  } catch (error) {
    journalError ??= error;
  }
  finished.abort();
  stop.removeEventListener("abort", onStop);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  const cause = halted.signal.aborted ? String(halted.signal.reason) : circuit.cause();
  const leftover = isExhausted ? undefined : (cause ?? "the run ended before it left");
  return { outcomes, leftover, circuitCause: circuit.cause(), journalError, sourceError };
}

function concealMembers({ members }: Shipment, attempted: Attempted): Attempted {
  const { outcome } = attempted;
  if (members === undefined || outcome.cause === undefined) return attempted;
  return { ...attempted, outcome: { ...outcome, cause: members.conceal(outcome.cause) } };
}

function unsent(cause: string): Outcome {
  return { kind: "unsent", attempts: 0, cause, hint: "Run again." };
}
