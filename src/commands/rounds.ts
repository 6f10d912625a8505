import type { Delivery, DeliveryKey } from "../model/delivery.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan, PlanEntry } from "../model/plan.ts";
import type { LedgerLook } from "./open-ledger.ts";
import type { Sent } from "./send-planned.ts";

/** What one pass over the campaigns did. */
export interface Round extends Sent {
  readonly plan: Plan;
  /** Wrong rows that could not be kept: who mends them has to find them again. */
  readonly hasLostRows: boolean;
  /** The saved plan that binds the run no longer fits. */
  readonly isStale: boolean;
  /** The ledger as it was when the claims stood. */
  readonly look: LedgerLook;
  /** Of this hub's files. */
  readonly deliveries: readonly Delivery[];
  /** Of crowds, packed hashes of people in doubt whom another shard sends to again. */
  readonly doubtsElsewhere: ReadonlyMap<DeliveryKey, ReadonlySet<string>>;
  /** Claimed by another run, which sends them. */
  readonly heldCampaigns: ReadonlySet<string>;
  /** Who holds them, in words. */
  readonly holders: readonly string[];
  /** What went wrong after all was sent. */
  readonly troubles: readonly string[];
}

/** What all rounds did together: a later one has the last word on its campaigns. */
export function createRoundSum() {
  const entries = new Map<DeliveryKey, PlanEntry>();
  const outcomes = new Map<DeliveryKey, Outcome>();
  const doubtsElsewhere = new Map<DeliveryKey, ReadonlySet<string>>();
  const notes: string[] = [];
  const troubles: string[] = [];
  let hubName: string | undefined;
  let isLedgerUnwritten = false;
  let isStale = false;
  let hasLostRows = false;
  return {
    add: (round: Round) => {
      for (const entry of round.plan.entries) entries.set(entry.key, entry);
      for (const [key, outcome] of round.outcomes) outcomes.set(key, outcome);
      for (const [key, people] of round.doubtsElsewhere) doubtsElsewhere.set(key, people);
      notes.push(...round.notes);
      troubles.push(...round.troubles);
      hubName ??= round.hubName;
      isLedgerUnwritten ||= round.isLedgerUnwritten;
      isStale ||= round.isStale;
      hasLostRows ||= round.hasLostRows;
    },
    outcomes,
    doubtsElsewhere,
    notes,
    troubles,
    plan: (hub: string): Plan => ({
      version: 1,
      hub,
      entries: [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
    }),
    hubName: () => hubName,
    isLedgerUnwritten: () => isLedgerUnwritten,
    isStale: () => isStale,
    hasLostRows: () => hasLostRows,
  };
}
