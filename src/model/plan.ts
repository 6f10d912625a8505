import type { Audience } from "./audience.ts";
import type { DeliveryKey } from "./delivery.ts";
import type { PlatformName } from "./platform-name.ts";

export const planActions = ["send", "skip", "hold", "in flight", "refuse", "expire"] as const;

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
  readonly platform: PlatformName;
  /** In words. */
  readonly audience: string;
  readonly audienceKind: Audience["kind"];
  readonly action: PlanAction;
  readonly because: string;
  readonly hint?: string;
  readonly rendered: string;
  readonly source: string;
}
