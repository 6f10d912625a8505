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
import { addTo } from "../text/group.ts";
import { createMemberEntries } from "./member-entries.ts";

export interface LedgerJournal extends Journal {
  /** All that this run had to say, whether the ledger kept it or not. */
  entries(): readonly LedgerEntry[];
}

export interface JournalOptions {
  readonly ledger: Pick<LedgerBackend, "append">;
  readonly run: string;
  readonly deliveries: readonly Delivery[];
  /** Knows what is to be cancelled when no file does. */
  readonly memory: Memory;
  readonly clock: Clock;
  /** What is taken back stays so, whatever its file says. */
  readonly cancelsForGood: boolean;
}

/** Kept as it came, since what is kept of each send adds up: the entry is made when it is written. */
interface Recorded {
  readonly shipment: Shipment;
  readonly outcome: Outcome;
  readonly at: string;
}

/** How long an outcome waits for others, or for the next intents, to be written with them. */
const writeDelayMs = 10;

/** Writes intents and outcomes of a run into its ledger. */
export function createJournal(options: JournalOptions): LedgerJournal {
  const { ledger, run, deliveries, memory, clock, cancelsForGood } = options;
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
  const said: (IntentEntry | Recorded)[] = [];
  const crowds = createMemberEntries(run);
  const waiting: Recorded[] = [];
  let writing: Promise<void> | undefined;
  let takings = 0;
  let hurry = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  const now = createTimeText(clock);

  const toIntents = (shipments: readonly Shipment[]): IntentEntry[] => {
    const at = now();
    return [...groupByStep(shipments.filter(isSingle))].map(([step, group]) => ({
      entry: "intent",
      run,
      at,
      ...(step === "send" ? {} : { step }),
      deliveries: group.flatMap(({ keys, collapses }) =>
        keys.map((key) => {
          const fact = facts.get(key) ?? remembered(key);
          return collapses ? { ...fact, collapses } : fact;
        }),
      ),
    }));
  };

  const write = (recorded: Recorded) => toEntry(recorded, { run, cancelsForGood });

  const takeWaiting = (): readonly LedgerEntry[] => {
    if (failure !== undefined) throw failure.error;
    takings++;
    const taken = waiting.splice(0);
    const single = taken.filter(({ shipment }) => isSingle(shipment));
    return [...single.map(write), ...crowds.toReplies(taken)];
  };

  /**
   * Lets the next intents take along what waits, and writes it itself when there are none. Each time it waits for others
   * again: while requests come and go there is always one more outcome, and each write costs the same for one as for
   * many. Goes on until nothing waits, so that whoever awaits it knows that all is written, or why not.
   */
  const writeSoon = async (): Promise<void> => {
    try {
      while (waiting.length > 0) {
        for (let seen = -1; seen !== takings && !hurry.signal.aborted; ) {
          seen = takings;
          await clock.sleep(writeDelayMs, hurry.signal);
        }
        if (waiting.length > 0) await ledger.append(takeWaiting(), { durable: false });
      }
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
      const members = crowds.toMembers(shipments, now());
      const lost = await appendIntents(ledger, [...takeWaiting(), ...intents, ...members]);
      said.push(...intents);
      if (failure === undefined) crowds.confirm(members);
      if (lost.length === 0) return noneRefused;
      return new Map(
        shipments
          .filter(({ keys, members: group }) => {
            const named = group === undefined ? keys : [group.key];
            return named.some((key) => lost.some((scope) => isOfScope(key, scope)));
          })
          .map((shipment) => [shipment, "another run has taken over its campaign while this one slept"]),
      );
    },
    record: (shipment, outcome) => {
      const recorded = { shipment, outcome, at: now() };
      if (shipment.members === undefined) said.push(recorded);
      waiting.push(recorded);
      // Not one by one: a moment's outcomes are written together, and one that a crash takes reads as unknown.
      writing ??= writeSoon();
    },
    flush: async () => {
      hurry.abort();
      await writing;
      // More may be sent after it, and waits again.
      hurry = new AbortController();
      if (failure !== undefined) throw failure.error;
    },
    entries: () => [
      ...said.map((thing) => ("entry" in thing ? thing : write(thing))),
      ...crowds.unconfirmed(),
      ...crowds.toReplies(waiting),
    ],
  };
}

const noneRefused: ReadonlyMap<Shipment, string> = new Map();

function isSingle({ members }: Shipment): boolean {
  return members === undefined;
}

/** The time as text, which many entries of one moment share. */
function createTimeText(clock: Clock): () => string {
  let atMs = Number.NaN;
  let text = "";
  return () => {
    const nowMs = clock.nowMs();
    if (nowMs !== atMs) text = new Date(nowMs).toISOString();
    atMs = nowMs;
    return text;
  };
}

/** A claim concerns its own campaign: the others of a group go on. */
async function appendIntents(
  ledger: Pick<LedgerBackend, "append">,
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
  for (const shipment of shipments) addTo(groups, shipment.step, shipment);
  return groups;
}

function toEntry(
  { shipment: { keys, step, deliverAt }, outcome, at }: Recorded,
  { run, cancelsForGood }: { readonly run: string; readonly cancelsForGood: boolean },
): OutcomeEntry | ScheduledEntry | CancelledEntry {
  const { kind, attempts, cause } = outcome;
  if (kind === "accepted" && step === "cancel") {
    const entry: Draft<CancelledEntry> = { entry: "cancelled", run, at, keys, attempts };
    if (cancelsForGood) entry.forGood = true;
    return addAnswer(entry, outcome);
  }
  if (kind === "accepted" && step === "schedule" && deliverAt !== undefined) {
    const entry: Draft<ScheduledEntry> = { entry: "scheduled", run, at, keys, attempts, deliverAt };
    return addId(addAnswer(entry, outcome), outcome);
  }
  const entry: Draft<OutcomeEntry> = { entry: "outcome", run, at, keys, kind, attempts };
  if (cause !== undefined) entry.cause = cause;
  return addId(addAnswer(entry, outcome), outcome);
}

/** Filled in by steps: a spread for each part would be a good part of what the memory of a send costs. */
type Draft<Entry> = { -readonly [Name in keyof Entry]: Entry[Name] };

function addAnswer<Entry extends { status?: number; trackingId?: string }>(
  entry: Entry,
  { status, trackingId }: Outcome,
): Entry {
  if (status !== undefined) entry.status = status;
  if (trackingId !== undefined) entry.trackingId = trackingId;
  return entry;
}

function addId<Entry extends { notificationId?: string }>(entry: Entry, { notificationId }: Outcome): Entry {
  if (notificationId !== undefined) entry.notificationId = notificationId;
  return entry;
}
