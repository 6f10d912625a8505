import type { MemberCounts } from "../model/crowd.ts";
import type { Delivery, DeliveryKey } from "../model/delivery.ts";
import type { Memory } from "../model/memory.ts";

export interface PlanOptions {
  readonly hub: string;
  /** Sorted by key. */
  readonly deliveries: readonly Delivery[];
  /** `undefined`: the ledger cannot be read here. */
  readonly memory: Memory | undefined;
  /** Other runs that hold a claim of this hub right now. */
  readonly liveRuns: ReadonlySet<string>;
  /** Campaigns whose recipients, as far as this run looks at them, another run may be sending to right now. */
  readonly claimedCrowds: ReadonlySet<string>;
  readonly nowMs: number;
  /** What a look at the files of recipients found, by key; a notification that is not in it was not looked at. */
  readonly surveys?: ReadonlyMap<DeliveryKey, CrowdSurvey>;
  /** What to do about a schedule that no file asks for any more. */
  readonly orphans: Orphans;
}

/** `unknown`: this run has not seen every file. `take back`: a person asks for it, whatever the files say. */
export type Orphans = "unknown" | "keep" | "cancel" | "take back";

/** What a file of recipients comes to. */
export interface CrowdSurvey {
  readonly counts: MemberCounts;
  readonly requests: number;
  /** SHA-256 over who is to get what. */
  readonly digest: string;
  /** What else is to be said of the file. */
  readonly remark?: string | undefined;
  /** Why nothing of it may be sent. */
  readonly problem: { readonly because: string; readonly hint: string } | undefined;
}
