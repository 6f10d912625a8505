import type { Audience } from "./audience.ts";
import type { MemberCounts } from "./crowd.ts";
import type { DeliveryKey } from "./delivery.ts";
import type { PlatformName } from "./platform-name.ts";

export const planActions = [
  "send",
  "schedule",
  "replace",
  "cancel",
  "wait",
  "skip",
  "hold",
  "in flight",
  "refuse",
  "expire",
  "not known here",
] as const;

export type PlanAction = (typeof planActions)[number];

/** What would happen, and why. A value: no time stamps, no bytes to send, no handle. */
export interface Plan {
  readonly version: 1;
  readonly hub: string;
  /** Sorted by key. */
  readonly entries: readonly PlanEntry[];
}

export interface PlanEntry {
  readonly key: DeliveryKey;
  readonly campaign: string;
  readonly file: string;
  readonly id: string;
  /** `undefined` when only the ledger knows of the delivery. */
  readonly platform: PlatformName | undefined;
  /** In words. */
  readonly audience: string;
  readonly audienceKind: Audience["kind"];
  readonly action: PlanAction;
  readonly because: string;
  readonly hint?: string;
  /** When the hub is to send it, for what is to be scheduled. */
  readonly deliverAt?: string;
  /** For recipients. */
  readonly members?: MemberCounts;
  /** Requests that the members take, which the plan counts. */
  readonly requests?: number;
  /** What this audience came to last time, in words. */
  readonly lastReached?: string;
  /** What the ledger knew of it, as a digest: a saved plan holds only while that is so. */
  readonly state: string;
  readonly rendered: string;
  readonly source: string;
}

/** Something would reach a device, now or later. */
export function isSending({ action }: Pick<PlanEntry, "action">): boolean {
  return action === "send" || action === "schedule" || action === "replace";
}

/** Something would change at the hub. */
export function isActing(entry: Pick<PlanEntry, "action">): boolean {
  return isSending(entry) || entry.action === "cancel";
}
