import { onTestFinished } from "vitest";
import { createHubClient, type HubClient } from "../../src/dispatch/hub-client.ts";
import { createPace } from "../../src/dispatch/pace.ts";
import { type ShipOptions, type ShipResult, ship } from "../../src/dispatch/ship.ts";
import type { DeliveryKey } from "../../src/model/delivery.ts";
import type { Exchange } from "../../src/model/http.ts";
import type { Chance, Clock } from "../../src/model/io.ts";
import type { Journal } from "../../src/model/journal.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import type { Connection } from "../../src/model/project.ts";
import { Secret } from "../../src/model/secret.ts";
import type { Shipment } from "../../src/model/shipment.ts";
import { buildSendRequest } from "../../src/nh/send-request.ts";
import { fakeClock } from "../support/fake-io.ts";
import type { FaultServer } from "../support/fault-server.ts";

export const startMs = Date.parse("2026-11-24T10:00:00Z");

export const evenChance: Chance = { fraction: () => 0.5, hex: (byteCount) => "ab".repeat(byteCount) };

export function connectionTo(host: string, changes: Partial<Connection> = {}): Connection {
  return {
    protocol: "http:",
    host,
    ruleName: "Send",
    key: new Secret("c2VjcmV0LWtleS1vZi10aGUtdGVzdC1zdWl0ZS0wMDI="),
    entityPath: undefined,
    ...changes,
  };
}

export interface ClientOptions {
  readonly clock?: Clock;
  readonly concurrency?: number;
  readonly answerTimeoutMs?: number;
  readonly protocol?: Connection["protocol"];
}

/** The real client, closed when the test ends. */
export function clientOf(server: Pick<FaultServer, "host">, options: ClientOptions = {}): HubClient {
  const { clock = fakeClock(), concurrency = 1, answerTimeoutMs, protocol = "http:" } = options;
  const client = createHubClient({
    connection: connectionTo(server.host, { protocol }),
    clock,
    concurrency,
    proxy: { httpsProxy: undefined, noProxy: undefined },
    ...(answerTimeoutMs === undefined ? {} : { answerTimeoutMs }),
  });
  onTestFinished(() => client.close());
  return client;
}

/** A request whose delivery the server knows by its tags. */
export function shipmentOf(
  name: string,
  { expiresAtMs, keys = [name] }: { readonly expiresAtMs?: number; readonly keys?: readonly string[] } = {},
): Shipment {
  const message = {
    platform: "apple",
    contentType: "application/json;charset=utf-8",
    headers: {},
    body: '{"aps":{"alert":"Hello"}}',
  } as const;
  const address = { kind: "tags", expression: name } as const;
  return {
    step: "send",
    collapses: false,
    deliverAt: undefined,
    keys,
    expiresAtMs,
    build: () => buildSendRequest({ hub: "newsroom", message, address }),
  };
}

export function shipmentsOf(count: number): readonly Shipment[] {
  return Array.from({ length: count }, (_, index) => shipmentOf(`d${index}`));
}

export interface TestJournal extends Journal {
  /** Each call, in order. */
  readonly intents: (readonly DeliveryKey[])[];
  readonly recorded: Map<DeliveryKey, Outcome>;
  /** The most intents that stood without an outcome at any time. */
  readonly mostOpen: () => number;
}

/** A journal in memory, which fails where the test says. */
export function createTestJournal(
  faults: {
    readonly intend?: (callCount: number) => void;
    readonly record?: (callCount: number) => void;
  } = {},
): TestJournal {
  const intents: (readonly DeliveryKey[])[] = [];
  const recorded = new Map<DeliveryKey, Outcome>();
  let recordCalls = 0;
  let open = 0;
  let mostOpen = 0;
  return {
    intents,
    recorded,
    mostOpen: () => mostOpen,
    intend: async (shipments) => {
      const keys = shipments.flatMap((shipment) => shipment.keys);
      intents.push(keys);
      faults.intend?.(intents.length);
      open += keys.length;
      mostOpen = Math.max(mostOpen, open);
      return new Map();
    },
    record: ({ keys }, outcome) => {
      faults.record?.(++recordCalls);
      open -= keys.length;
      for (const key of keys) recorded.set(key, outcome);
    },
    flush: async () => undefined,
  };
}

export type ShipChanges = Partial<ShipOptions> & Pick<ClientOptions, "answerTimeoutMs" | "protocol">;

/** Ships to the server as a run does, one at a time unless told. */
export function shipTo(
  server: Pick<FaultServer, "host">,
  shipments: readonly Shipment[],
  changes: ShipChanges = {},
): Promise<ShipResult> {
  const { answerTimeoutMs, protocol, ...options } = changes;
  const { clock = fakeClock(), concurrency = 1 } = options;
  const client = clientOf(server, {
    clock,
    concurrency,
    ...(answerTimeoutMs === undefined ? {} : { answerTimeoutMs }),
    ...(protocol === undefined ? {} : { protocol }),
  });
  return ship(shipments, {
    client,
    journal: createTestJournal(),
    clock,
    chance: evenChance,
    concurrency,
    pace: createPace({ clock, concurrency }),
    stop: new AbortController().signal,
    ...options,
  });
}

export async function shipOne(server: FaultServer, changes: ShipChanges = {}): Promise<Outcome> {
  const { outcomes } = await shipTo(server, [shipmentOf("d0")], changes);
  return outcomeOf(outcomes, "d0");
}

export function outcomeOf(outcomes: ReadonlyMap<DeliveryKey, Outcome>, key: DeliveryKey): Outcome {
  const outcome = outcomes.get(key);
  if (outcome === undefined) throw new Error(`${key} has no outcome`);
  return outcome;
}

export function kindsOf(outcomes: ReadonlyMap<DeliveryKey, Outcome>): Record<string, string> {
  return Object.fromEntries([...outcomes].map(([key, { kind }]) => [key, kind]));
}

/** How often each kind occurs. */
export function countKinds(outcomes: ReadonlyMap<DeliveryKey, Outcome>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** An answer as the client hands it on. */
export function answered(
  status: number,
  { headers = {}, body = "" }: { readonly headers?: Record<string, string>; readonly body?: string } = {},
): Exchange {
  return { kind: "answered", response: { status, headers, body, bodyIsCut: false } };
}

/** A clock whose sleepers wake only when the test moves it, or when their signal aborts. */
export function steppedClock(): Clock & { advance(ms: number): void; sleeperCount(): number } {
  let nowMs = startMs;
  const sleepers = new Set<{ readonly wakeAtMs: number; readonly wake: () => void }>();
  return {
    nowMs: () => nowMs,
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper = { wakeAtMs: nowMs + delayMs, wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", wake);
        if (signal?.aborted === true) wake();
      }),
    advance: (ms) => {
      nowMs += ms;
      for (const sleeper of [...sleepers]) if (sleeper.wakeAtMs <= nowMs) sleeper.wake();
    },
    sleeperCount: () => sleepers.size,
  };
}

/** A fake clock that remembers how long each sleep was. */
export function notingClock(): Clock & { readonly sleptMs: readonly number[] } {
  const clock = fakeClock();
  const sleptMs: number[] = [];
  return {
    nowMs: clock.nowMs,
    sleep: async (delayMs) => {
      sleptMs.push(delayMs);
      await clock.sleep(delayMs);
    },
    sleptMs,
  };
}

/** Something that a test waits with until it opens it. */
export function createGate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
