import type { DeliveryKey } from "./delivery.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import type { OutcomeKind } from "./outcome.ts";

/** What a ledger knows, as a plan asks for it. */
export interface Memory {
  /** Keys the hashes of members. */
  readonly memberSalt: string;
  readonly deliveries: ReadonlyMap<DeliveryKey, RememberedDelivery>;
  readonly targets: ReadonlyMap<string, Target>;
  /** The newest accepted delivery of a hub that showed the same under another key; another revision is no other key. */
  findTwin(query: {
    readonly hub: string;
    readonly rendered: string;
    readonly exceptKey: DeliveryKey;
    readonly sinceMs: number;
  }): RememberedDelivery | undefined;
}

/** The hub that an alias meant at its first send. */
export interface Target {
  readonly host: string;
  readonly name: string;
}

export interface RememberedDelivery {
  readonly key: DeliveryKey;
  /** `open`: an intent without outcome; nothing is known of it. */
  readonly status: OutcomeKind | "open";
  readonly rendered: string;
  readonly source: string;
  /** Time of the last entry, ISO 8601. */
  readonly at: string;
  readonly notificationId: string | undefined;
  readonly trackingId: string | undefined;
  readonly cause: string | undefined;
  /** Its whole story, oldest first. */
  readonly history: readonly LedgerEntry[];
}
