import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import type { ClaimResult, ClaimScope, LedgerBackend, LedgerReading } from "../../src/ledger/backend.ts";
import { createLedgerReader } from "../../src/ledger/ledger-reader.ts";
import type { LedgerStore } from "../../src/ledger/store.ts";
import type { Clock, Processes } from "../../src/model/io.ts";
import type {
  BaselineEntry,
  CancelledEntry,
  IntentEntry,
  LedgerEntry,
  LedgerHeader,
  OutcomeEntry,
  ResolvedEntry,
  RunEntry,
  ScheduledEntry,
  TargetEntry,
} from "../../src/model/ledger-entry.ts";

export const realIo = createNodeIo();

export const startMs = Date.UTC(2026, 10, 24, 9, 0, 0);

/** A folder that goes when the test has ended. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "campanile-ledger-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that moves when somebody sleeps, or when the test says so. */
export function createTestClock(): Clock & { advance(ms: number): void } {
  let nowMs = startMs;
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return {
    nowMs: () => nowMs,
    sleep: async (delayMs) => advance(delayMs),
    advance,
  };
}

export interface Machine {
  readonly hostName: string;
  /** Processes of this host that run. */
  readonly alive: Set<number>;
}

export function processOf({ hostName, alive }: Machine, pid: number): Processes {
  alive.add(pid);
  return {
    pid,
    hostName,
    isAlive: (other) => alive.has(other),
    run: async () => undefined,
    attend: async () => undefined,
  };
}

export const header: LedgerHeader = {
  entry: "ledger",
  version: 1,
  at: "2026-11-24T08:00:00.000Z",
  memberSalt: "00112233445566778899aabbccddeeff",
};

export const keyA = "production/spring-sale@1/apple";
export const keyB = "production/spring-sale@1/fcmv1";

export function run(name: string): RunEntry {
  return {
    entry: "run",
    run: name,
    at: at(0),
    hub: "production",
    command: "send",
    version: "0.1.0",
    commit: "1f2e3d",
    actor: "Ada Lovelace",
  };
}

export const target: TargetEntry = {
  entry: "target",
  at: "2026-11-24T08:00:01.000Z",
  hub: "production",
  host: "newsroom.servicebus.windows.net",
  name: "newsroom",
};

/** ISO time, so many minutes after the start. */
export function at(minutes: number): string {
  return new Date(startMs + minutes * 60_000).toISOString();
}

export interface IntentOptions {
  readonly version?: string;
  readonly minutes?: number;
  readonly step?: "schedule" | "cancel";
  readonly collapses?: boolean;
}

export function intent(
  runName: string,
  keys: readonly string[],
  { version = "v1", minutes = 1, step, collapses = false }: IntentOptions = {},
): IntentEntry {
  return {
    entry: "intent",
    run: runName,
    at: at(minutes),
    ...(step === undefined ? {} : { step }),
    deliveries: keys.map((key) => ({
      ...delivery(key, version),
      ...(collapses ? { collapses: true as const } : {}),
    })),
  };
}

export function scheduled(
  runName: string,
  keys: readonly string[],
  more: Partial<ScheduledEntry> = {},
): ScheduledEntry {
  return {
    entry: "scheduled",
    run: runName,
    at: at(2),
    keys,
    deliverAt: "2026-11-27T08:00:00Z",
    attempts: 1,
    status: 201,
    notificationId: "schedule-1",
    ...more,
  };
}

export function cancelled(
  runName: string,
  keys: readonly string[],
  more: Partial<CancelledEntry> = {},
): CancelledEntry {
  return { entry: "cancelled", run: runName, at: at(4), keys, attempts: 1, status: 200, ...more };
}

export function baseline(keys: readonly string[], version = "v1"): BaselineEntry {
  return { entry: "baseline", at: at(1), deliveries: keys.map((key) => delivery(key, version)) };
}

function delivery(key: string, version: string) {
  return { key, rendered: `rendered-${version}`, source: `source-${version}` };
}

export function outcome(
  runName: string,
  keys: readonly string[],
  kind: OutcomeEntry["kind"],
  more: Partial<OutcomeEntry> = {},
): OutcomeEntry {
  return { entry: "outcome", run: runName, at: at(2), keys, kind, attempts: 1, ...more };
}

export function resolved(
  key: string,
  as: ResolvedEntry["as"],
  more: Partial<ResolvedEntry> = {},
): ResolvedEntry {
  return { entry: "resolved", at: at(3), key, as, ...more };
}

/** All that a ledger holds. */
export async function entriesIn(ledger: Pick<LedgerBackend, "read">): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const reading = await ledger.read((entry) => entries.push(entry));
  if (reading.kind !== "whole") throw new Error(`the ledger reads as ${JSON.stringify(reading)}`);
  return entries;
}

/** The text that a store holds; `undefined` when there is none. */
export async function logIn(store: Pick<LedgerStore, "readLog">): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  const isThere = await store.readLog((piece) => pieces.push(piece));
  return isThere ? Buffer.concat(pieces).toString("utf8") : undefined;
}

export function ignoreEntry(_: LedgerEntry): void {}

export type TextReading =
  | Exclude<LedgerReading, { readonly kind: "whole" }>
  | { readonly kind: "entries"; readonly entries: readonly LedgerEntry[] };

/** Reads a ledger that is at hand, in pieces of so many bytes. */
export function readLedgerText(ledger: string | Uint8Array, pieceBytes = 7): TextReading {
  const entries: LedgerEntry[] = [];
  const reader = createLedgerReader((entry) => entries.push(entry));
  const bytes = Buffer.from(ledger);
  for (let start = 0; start < bytes.length; start += pieceBytes)
    reader.accept(bytes.subarray(start, start + pieceBytes));
  const reading = reader.end();
  if (reading.kind !== "whole") return reading;
  if (reading.entryCount !== entries.length) throw new Error("the reader counts otherwise");
  return { kind: "entries", entries };
}

export function entriesOf(reading: TextReading): readonly LedgerEntry[] {
  if (reading.kind === "entries") return reading.entries;
  throw new Error(`the ledger reads as ${JSON.stringify(reading)}`);
}

/** Claims one campaign. */
export async function claimOne(ledger: LedgerBackend, scope: ClaimScope): Promise<ClaimResult> {
  const [result] = await ledger.claim([scope]);
  if (result === undefined) throw new Error("the claim has no answer");
  return result;
}
