import type { Delivery } from "../model/delivery.ts";
import type { Memory } from "../model/memory.ts";

export interface PlanOptions {
  readonly hub: string;
  /** Sorted by key. */
  readonly deliveries: readonly Delivery[];
  /** `undefined`: the ledger cannot be read here. */
  readonly memory: Memory | undefined;
  /** Campaigns that another run is sending to this hub right now. */
  readonly claimedCampaigns: ReadonlySet<string>;
  readonly nowMs: number;
  /** What to do about a schedule that no file asks for any more. */
  readonly orphans: Orphans;
}

/** `unknown`: this run has not seen every file. `take back`: a person asks for it, whatever the files say. */
export type Orphans = "unknown" | "keep" | "cancel" | "take back";
