import type { MemberGroup } from "./crowd.ts";
import type { DeliveryKey } from "./delivery.ts";
import type { HubRequest } from "./http.ts";

/** What a request does at the hub. */
export type Step = "send" | "schedule" | "cancel";

/** One request to be made: 1 to 1000 deliveries of one notification. */
export interface Shipment {
  readonly step: Step;
  /** Each copy carries a collapse id made from its delivery. */
  readonly collapses: boolean;
  /** When the hub is to send it, ISO 8601; for a schedule. */
  readonly deliverAt: string | undefined;
  /** Empty for recipients, who are in `members`. */
  readonly keys: readonly DeliveryKey[];
  readonly members?: MemberGroup;
  /** After this it must not leave any more. */
  readonly expiresAtMs: number | undefined;
  /** Builds the request as of now, since an expiry in seconds shrinks while it waits. */
  build(nowMs: number): HubRequest;
}
