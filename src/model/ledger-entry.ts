import type { DeliveryKey } from "./delivery.ts";
import type { OutcomeKind } from "./outcome.ts";

/** One line of the ledger. No payload, no secret, no handle. Times are ISO 8601 in UTC. */
export type LedgerEntry =
  | LedgerHeader
  | RunEntry
  | TargetEntry
  | IntentEntry
  | OutcomeEntry
  | ResolvedEntry
  | BaselineEntry;

export interface LedgerHeader {
  readonly entry: "ledger";
  readonly version: 1;
  readonly at: string;
  /** Keys the hashes of members, so that a ledger of one team says nothing about another's. */
  readonly memberSalt: string;
}

export interface RunEntry {
  readonly entry: "run";
  readonly run: string;
  readonly at: string;
  readonly hub: string;
  readonly command: string;
  readonly version: string;
  readonly commit?: string;
  readonly ref?: string;
  readonly actor?: string;
  readonly url?: string;
}

/** Pins an alias to the hub it meant at the first send. */
export interface TargetEntry {
  readonly entry: "target";
  readonly at: string;
  readonly hub: string;
  readonly host: string;
  readonly name: string;
}

/** Written before the first byte of a group leaves. */
export interface IntentEntry {
  readonly entry: "intent";
  readonly run: string;
  readonly at: string;
  readonly deliveries: readonly IntentDelivery[];
}

export interface IntentDelivery {
  readonly key: DeliveryKey;
  readonly rendered: string;
  readonly source: string;
}

export interface OutcomeEntry {
  readonly entry: "outcome";
  readonly run: string;
  readonly at: string;
  readonly keys: readonly DeliveryKey[];
  readonly kind: OutcomeKind;
  readonly attempts: number;
  readonly status?: number;
  readonly notificationId?: string;
  readonly trackingId?: string;
  readonly cause?: string;
}

/** A person's word about a delivery. */
export interface ResolvedEntry {
  readonly entry: "resolved";
  readonly at: string;
  readonly key: DeliveryKey;
  readonly as: "sent" | "unsent" | "drift-accepted";
  readonly rendered?: string;
  readonly source?: string;
  readonly actor?: string;
  readonly why?: string;
}

/** Marks what existed before the ledger as sent. */
export interface BaselineEntry {
  readonly entry: "baseline";
  readonly at: string;
  readonly deliveries: readonly IntentDelivery[];
}
