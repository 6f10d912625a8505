import type { Notification } from "./notification.ts";

/** `hub/campaign@revision/id[/member]`: the name of a delivery for ever. A member appears as a keyed hash. */
export type DeliveryKey = string;

export function hubOfKey(key: DeliveryKey): string {
  return key.slice(0, key.indexOf("/"));
}

/** The campaign of a key, without its revision. */
export function campaignOfKey(key: DeliveryKey): string {
  return (key.split("/")[1] ?? "").replace(/@\d+$/, "");
}

/** The key of a notification, without the member. */
export function crowdKeyOf(key: DeliveryKey): DeliveryKey {
  return key.split("/").slice(0, 3).join("/");
}

/** The same key for every revision: another revision is no other name. */
export function withoutRevision(key: DeliveryKey): string {
  return key.replace(/@\d+\//, "/");
}

/** The unit of memory: one notification to one audience, or to one member of `devices`. */
export interface Delivery {
  readonly key: DeliveryKey;
  readonly notification: Notification;
  /** The device handle, when the audience is a list of devices. */
  readonly member: string | undefined;
  /** Keyed hash of whom it is for, so that a ledger can tell what they came to; `undefined` for one device. */
  readonly audienceHash: string | undefined;
  /** SHA-256 over what a device gets. */
  readonly rendered: string;
  /** SHA-256 over what was written. */
  readonly source: string;
}
