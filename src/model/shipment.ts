import type { DeliveryKey } from "./delivery.ts";
import type { HubRequest } from "./http.ts";

/** One request to be made: 1 to 1000 deliveries of one notification. */
export interface Shipment {
  readonly keys: readonly DeliveryKey[];
  /** After this it must not leave any more. */
  readonly expiresAtMs: number | undefined;
  /** Builds the request as of now, since an expiry in seconds shrinks while it waits. */
  build(nowMs: number): HubRequest;
}
