import type { LedgerBackend } from "../ledger/backend.ts";
import type { LedgerState } from "../ledger/state.ts";
import type { Crowd } from "../model/crowd.ts";
import { crowdKeyOf, type Delivery, type DeliveryKey, hubOfKey, withoutRevision } from "../model/delivery.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import type { OnUnknown } from "../model/notification.ts";
import type { Plan, PlanEntry } from "../model/plan.ts";
import { memberWords, packMembers } from "../text/member-hash.ts";
import { type LedgerLook, lookAtLedger } from "./open-ledger.ts";
import { isUnknown, runsInDoubtOf } from "./remembered-crowds.ts";

export interface OlderDoubtsOptions {
  readonly hub: string;
  /** The run that asks: what it began is not older. */
  readonly run: string;
  /** The ledger as it was when the last claims stood. */
  readonly look: LedgerLook;
  /** What this run has decided: where the campaign says what to do, no person need. */
  readonly plan: Plan;
  readonly deliveries: readonly Delivery[];
  /** Of crowds, packed hashes of people in doubt whom another shard sends to again. */
  readonly doubtsElsewhere: ReadonlyMap<DeliveryKey, ReadonlySet<string>>;
  readonly stop: AbortSignal;
}

/**
 * Deliveries of a hub, of this project's files and of others, that runs which have ended left in doubt. What is under a
 * live claim is in flight. A run can begin between a look at the claims and one at the entries, so doubts are looked at
 * once more at the end: those that are older have ended by then, or hold a claim.
 */
export async function countOlderDoubts(ledger: LedgerBackend, options: OlderDoubtsOptions): Promise<number> {
  const { hub, run, look, stop } = options;
  const suspects = new Set(listRunsInDoubt(look.memory, hub));
  for (const { run: other } of [{ run }, ...look.claims]) suspects.delete(other);
  if (suspects.size === 0 || stop.aborted)
    return countDoubts(look.memory, suspects, { ...options, isBefore: true });
  // What was sent stands, also where the ledger cannot be read again.
  const now = await lookAtLedger(ledger).catch(() => look);
  for (const { run: other } of now.claims) suspects.delete(other);
  return countDoubts(now.memory, suspects, { ...options, isBefore: now === look });
}

function listRunsInDoubt(memory: LedgerState, hub: string): readonly string[] {
  return [
    ...inDoubtAt(memory, hub).flatMap(({ runsInDoubt }) => runsInDoubt),
    ...crowdsAt(memory, hub).flatMap(runsInDoubtOf),
  ];
}

interface DoubtOptions extends OlderDoubtsOptions {
  /** The ledger is as it was before this run sent. */
  readonly isBefore: boolean;
}

function countDoubts(memory: LedgerState, runs: ReadonlySet<string>, options: DoubtOptions): number {
  const { hub, plan, deliveries } = options;
  const entries = new Map(plan.entries.map((entry) => [entry.key, entry]));
  const policies = new Map(deliveries.map(({ key, notification }) => [nameOf(key), notification.onUnknown]));
  const single = inDoubtAt(memory, hub).filter((delivery) => {
    const { key, runsInDoubt } = delivery;
    // What no known run began is nobody's work in progress.
    const isOlder = runsInDoubt.length === 0 || runsInDoubt.some((run) => runs.has(run));
    return isOlder && isHeld(delivery, { entry: entries.get(key), onUnknown: policies.get(nameOf(key)) });
  });
  return crowdsAt(memory, hub).reduce((sum, crowd) => {
    const word = { entry: entries.get(crowd.key), onUnknown: policies.get(nameOf(crowd.key)) };
    return sum + countHeld(crowd, runs, word, options);
  }, single.length);
}

interface Word {
  /** `undefined`: it is not what the files say now. */
  readonly entry: PlanEntry | undefined;
  readonly onUnknown: OnUnknown | undefined;
}

/** Whether a person must decide, of what a dead run left in doubt. */
function isHeld({ step }: RememberedDelivery, { entry, onUnknown }: Word): boolean {
  switch (entry?.action) {
    case undefined:
      return step === "cancel" || onUnknown !== "assume-sent";
    case "in flight":
      // A run that lives is at it too, and is the one that sends it again where the campaign says so.
      return step === "cancel" || onUnknown === "hold";
    default:
      return entry?.action === "hold" || entry?.action === "refuse";
  }
}

/** Whom nobody sends to again: also those whose row is gone from the file, or is wrong by now. */
function countHeld(
  { key, members, findDoubts }: Crowd,
  runs: ReadonlySet<string>,
  { entry, onUnknown }: Word,
  { run, doubtsElsewhere, isBefore }: DoubtOptions,
): number {
  if (onUnknown === "assume-sent") return 0;
  const doubts = findDoubts((other) => runs.has(other));
  if (onUnknown !== "resend" || entry === undefined || entry.action === "refuse") return doubts.size;
  // Who is in doubt of this run as well was sent to again, and is told as its own.
  const own = findDoubts((other) => other === run);
  const elsewhere = doubtsElsewhere.get(key);
  const hash = new Uint32Array(memberWords);
  const isHeldHere = (number: number): boolean => {
    if (own.has(number)) return false;
    members.copyHash(number, hash, 0);
    return elsewhere?.has(packMembers(hash)) !== true;
  };
  const held = [...doubts].filter(isHeldHere).length;
  // After the send, those to whom it went again are not in doubt any more.
  const isYetToGo = entry.action === "wait" || (entry.action === "send" && isBefore);
  return isYetToGo ? Math.max(0, held - (entry.members?.again ?? 0)) : held;
}

/** Without revision and member: what a file says of a notification, it says of all that it was. */
function nameOf(key: DeliveryKey): string {
  return withoutRevision(crowdKeyOf(key));
}

function inDoubtAt({ deliveries }: LedgerState, hub: string): readonly RememberedDelivery[] {
  return [...deliveries.values()].filter((delivery) => isUnknown(delivery) && hubOfKey(delivery.key) === hub);
}

function crowdsAt({ crowds }: LedgerState, hub: string) {
  return [...crowds.values()].filter(({ key }) => hubOfKey(key) === hub);
}
