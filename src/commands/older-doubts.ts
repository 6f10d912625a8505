import type { LedgerBackend } from "../ledger/backend.ts";
import type { LedgerState } from "../ledger/state.ts";
import { hubOfKey } from "../model/delivery.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { type LedgerLook, lookAtLedger } from "./open-ledger.ts";
import { isUnknown, runsInDoubtOf } from "./remembered-crowds.ts";

export interface OlderDoubtsOptions {
  readonly hub: string;
  /** The run that asks: what it began is not older. */
  readonly run: string;
  /** The ledger as it was when the last claims stood. */
  readonly look: LedgerLook;
  readonly stop: AbortSignal;
}

/**
 * Deliveries of a hub, of this project's files and of others, that runs which have ended left in doubt. What is under a
 * live claim is in flight. A run can begin between a look at the claims and one at the entries, so doubts are looked at
 * once more at the end: those that are older have ended by then, or hold a claim.
 */
export async function countOlderDoubts(
  ledger: LedgerBackend,
  { hub, run, look, stop }: OlderDoubtsOptions,
): Promise<number> {
  const suspects = new Set(listRunsInDoubt(look.memory, hub));
  for (const { run: other } of [{ run }, ...look.claims]) suspects.delete(other);
  if (suspects.size === 0 || stop.aborted) return countDoubts(look.memory, hub, suspects);
  // What was sent stands, also where the ledger cannot be read again.
  const now = await lookAtLedger(ledger).catch(() => look);
  for (const { run: other } of now.claims) suspects.delete(other);
  return countDoubts(now.memory, hub, suspects);
}

function listRunsInDoubt(memory: LedgerState, hub: string): readonly string[] {
  return [
    ...inDoubtAt(memory, hub).flatMap(({ runsInDoubt }) => runsInDoubt),
    ...crowdsAt(memory, hub).flatMap(runsInDoubtOf),
  ];
}

function countDoubts(memory: LedgerState, hub: string, runs: ReadonlySet<string>): number {
  // Of whom no run is known to have begun it, that is a doubt of nobody who still works.
  const single = inDoubtAt(memory, hub).filter(
    ({ runsInDoubt }) => runsInDoubt.length === 0 || runsInDoubt.some((run) => runs.has(run)),
  );
  return crowdsAt(memory, hub).reduce(
    (sum, crowd) => sum + crowd.findDoubts((run) => runs.has(run)).size,
    single.length,
  );
}

function inDoubtAt({ deliveries }: LedgerState, hub: string): readonly RememberedDelivery[] {
  return [...deliveries.values()].filter((delivery) => isUnknown(delivery) && hubOfKey(delivery.key) === hub);
}

function crowdsAt({ crowds }: LedgerState, hub: string) {
  return [...crowds.values()].filter(({ key }) => hubOfKey(key) === hub);
}
