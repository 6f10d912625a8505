import { type ClaimScope, isOfScope, type LedgerBackend } from "../ledger/backend.ts";
import { ClaimLostError } from "../ledger/claim-lost-error.ts";
import type { Delivery, DeliveryKey } from "../model/delivery.ts";
import type { Clock } from "../model/io.ts";
import type { Journal } from "../model/journal.ts";
import type {
  CancelledEntry,
  IntentDelivery,
  IntentEntry,
  LedgerEntry,
  OutcomeEntry,
  ScheduledEntry,
} from "../model/ledger-entry.ts";
import type { Memory } from "../model/memory.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Shipment, Step } from "../model/shipment.ts";

export interface LedgerJournal extends Journal {
  /** All that this run had to say, whether the ledger kept it or not. */
  entries(): readonly LedgerEntry[];
}

export interface JournalOptions {
  readonly ledger: LedgerBackend;
  readonly run: string;
  readonly deliveries: readonly Delivery[];
  /** Knows what is to be cancelled when no file does. */
  readonly memory: Memory;
  readonly clock: Clock;
  /** What is taken back stays so, whatever its file says. */
  readonly cancelsForGood: boolean;
}

/** How long an outcome waits for others that come at the same time. */
const writeDelayMs = 2;

/** Writes intents and outcomes of a run into its ledger. */
export function createJournal(options: JournalOptions): LedgerJournal {
  const { ledger, run, deliveries, memory, clock } = options;
  const facts = new Map<DeliveryKey, IntentDelivery>(
    deliveries.map(({ key, rendered, source, notification, audienceHash }) => [
      key,
      {
        key,
        rendered,
        source,
        platform: notification.platform,
        ...(audienceHash === undefined ? {} : { audience: audienceHash }),
      },
    ]),
  );
  const said: LedgerEntry[] = [];
  const waiting: LedgerEntry[] = [];
  let writing: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  const now = () => new Date(clock.nowMs()).toISOString();

  const toIntents = (shipments: readonly Shipment[]): IntentEntry[] => {
    const at = now();
    return [...groupByStep(shipments)].map(([step, group]) => ({
      entry: "intent",
      run,
      at,
      ...(step === "send" ? {} : { step }),
      deliveries: group.flatMap(({ keys, collapses }) =>
        keys.map((key) => ({
          ...(facts.get(key) ?? remembered(key)),
          ...(collapses ? { collapses } : {}),
        })),
      ),
    }));
  };

  const takeWaiting = (): readonly LedgerEntry[] => {
    if (failure !== undefined) throw failure.error;
    return waiting.splice(0);
  };

  /** Goes on until nothing waits, so that whoever awaits it knows that all is written, or why not. */
  const writeWaiting = async (): Promise<void> => {
    try {
      while (waiting.length > 0) await ledger.append(takeWaiting(), { durable: false });
    } catch (error) {
      failure ??= { error };
    }
    writing = undefined;
  };

  const remembered = (key: DeliveryKey): IntentDelivery => {
    const { rendered = "", source = "" } = memory.deliveries.get(key) ?? {};
    return { key, rendered, source };
  };

  return {
    intend: async (shipments) => {
      const intents = toIntents(shipments);
      const lost = await appendIntents(ledger, [...takeWaiting(), ...intents]);
      said.push(...intents);
      return new Map(
        shipments
          .filter(({ keys }) => keys.some((key) => lost.some((scope) => isOfScope(key, scope))))
          .map((shipment) => [shipment, "another run has taken over its campaign while this one slept"]),
      );
    },
    record: async (shipment, outcome) => {
      const entry = toEntry(shipment, outcome, { ...options, at: now() });
      said.push(entry);
      waiting.push(entry);
      // Not one by one: a moment's outcomes are written together, and one that a crash takes reads as unknown.
      writing ??= clock.sleep(writeDelayMs).then(writeWaiting);
    },
    flush: async () => {
      await writing;
      if (failure !== undefined) throw failure.error;
    },
    entries: () => said,
  };
}

/** A claim concerns its own campaign: the others of a group go on. */
async function appendIntents(
  ledger: LedgerBackend,
  entries: readonly LedgerEntry[],
): Promise<readonly ClaimScope[]> {
  try {
    await ledger.append(entries, { durable: true });
    return [];
  } catch (error) {
    if (error instanceof ClaimLostError) return error.scopes;
    throw error;
  }
}

function groupByStep(shipments: readonly Shipment[]): ReadonlyMap<Step, readonly Shipment[]> {
  const groups = new Map<Step, Shipment[]>();
  for (const shipment of shipments) {
    const group = groups.get(shipment.step);
    if (group === undefined) groups.set(shipment.step, [shipment]);
    else group.push(shipment);
  }
  return groups;
}

function toEntry(
  { keys, step, deliverAt }: Shipment,
  outcome: Outcome,
  { run, at, cancelsForGood }: Pick<JournalOptions, "run" | "cancelsForGood"> & { readonly at: string },
): OutcomeEntry | ScheduledEntry | CancelledEntry {
  const { kind, attempts, status, notificationId, trackingId, cause } = outcome;
  const common = {
    run,
    at,
    keys,
    attempts,
    ...(status === undefined ? {} : { status }),
    ...(trackingId === undefined ? {} : { trackingId }),
  };
  if (kind === "accepted" && step === "cancel")
    return { entry: "cancelled", ...common, ...(cancelsForGood ? { forGood: true } : {}) };
  const ids = notificationId === undefined ? {} : { notificationId };
  if (kind === "accepted" && step === "schedule" && deliverAt !== undefined)
    return { entry: "scheduled", ...common, deliverAt, ...ids };
  return { entry: "outcome", ...common, kind, ...ids, ...(cause === undefined ? {} : { cause }) };
}
