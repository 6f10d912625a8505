import type { Notification } from "./notification.ts";

/** `hub/campaign@revision/id[/member]`: the name of a delivery for ever. A member appears as a keyed hash. */
export type DeliveryKey = string;

/** The unit of memory: one notification to one audience, or to one member of `devices`. */
export interface Delivery {
  readonly key: DeliveryKey;
  readonly notification: Notification;
  /** The device handle, when the audience is a list of devices. */
  readonly member: string | undefined;
  /** SHA-256 over what a device gets. */
  readonly rendered: string;
  /** SHA-256 over what was written. */
  readonly source: string;
}
