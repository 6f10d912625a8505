import type { DeliveryKey } from "./delivery.ts";
import type { OutcomeKind } from "./outcome.ts";

/** One line of the ledger. No payload, no secret, no handle. Times are ISO 8601 in UTC. */
export type LedgerEntry =
  | LedgerHeader
  | RunEntry
  | TargetEntry
  | IntentEntry
  | OutcomeEntry
  | ScheduledEntry
  | CancelledEntry
  | MembersEntry
  | RepliesEntry
  | ForgottenEntry
  | ReachedEntry
  | ResolvedEntry
  | SettledEntry
  | BaselineEntry;

export interface LedgerHeader {
  readonly entry: "ledger";
  readonly version: 1;
  readonly at: string;
  /** Keys the hashes of members, so that a ledger of one team says nothing about another's. */
  readonly memberSalt: string;
  /** The same for emulators; absent: as for all hubs. */
  readonly emulatorSalt?: string;
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
  /** The alias that the hub had before: what was recorded under it counts for this one. */
  readonly from?: string;
  readonly actor?: string;
  readonly why?: string;
}

/** Written before the first byte of a group leaves. */
export interface IntentEntry {
  readonly entry: "intent";
  readonly run: string;
  readonly at: string;
  /** What is about to be done; absent: a send. */
  readonly step?: "schedule" | "cancel";
  readonly deliveries: readonly IntentDelivery[];
}

export interface IntentDelivery {
  readonly key: DeliveryKey;
  readonly rendered: string;
  readonly source: string;
  readonly platform?: string;
  /** Keyed hash of the audience, so that what it reached can be found again; absent for a single device. */
  readonly audience?: string;
  /** The copy carries a collapse id made from the key: another copy takes its place on the device. */
  readonly collapses?: true;
}

/** What came of a request. A schedule that the hub took, and a cancel that it did, have entries of their own. */
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

/** The hub took it and sends it at `deliverAt`. */
export interface ScheduledEntry {
  readonly entry: "scheduled";
  readonly run: string;
  readonly at: string;
  readonly keys: readonly DeliveryKey[];
  readonly deliverAt: string;
  readonly attempts: number;
  readonly status?: number;
  readonly notificationId?: string;
  readonly trackingId?: string;
}

/** The hub took a schedule back. */
export interface CancelledEntry {
  readonly entry: "cancelled";
  readonly run: string;
  readonly at: string;
  readonly keys: readonly DeliveryKey[];
  readonly attempts: number;
  readonly status?: number;
  readonly trackingId?: string;
  /** A person took it back by `campanile cancel`: its file does not bring it back. */
  readonly forGood?: true;
}

/** Written before the first byte of a group of requests to recipients leaves. */
export interface MembersEntry {
  readonly entry: "members";
  readonly run: string;
  readonly at: string;
  /** The key of the notification. */
  readonly key: DeliveryKey;
  readonly platform: string;
  /** SHA-256 over what was written, so that the same under another name is found. */
  readonly source: string;
  /** The number of the first of these requests within the run. */
  readonly first: number;
  /** Each request: the hashes of its members, 12 bytes each, in base64url. */
  readonly requests: readonly string[];
  /** Each request: SHA-256 over what its members get, 32 hexadecimal digits. */
  readonly rendered: readonly string[];
  /** Each of them carries a collapse id, so that one more copy takes its place. */
  readonly collapses?: true;
}

/** What came of requests to recipients, all in the same way. */
export interface RepliesEntry {
  readonly entry: "replies";
  readonly run: string;
  readonly at: string;
  readonly key: DeliveryKey;
  readonly kind: OutcomeKind;
  readonly status?: number;
  readonly cause?: string;
  /** Each request: its number, and the ids that the hub gave, where it gave them. */
  readonly requests: readonly Reply[];
}

export type Reply = readonly [number: number, notificationId?: string | null, trackingId?: string];

/** The key of the members' hashes was destroyed: what they got stays counted, and nobody can tell who they were. */
export interface ForgottenEntry {
  readonly entry: "forgotten";
  readonly at: string;
  readonly key: DeliveryKey;
  readonly actor?: string;
}

/** What the hub's telemetry says of a message. */
export interface ReachedEntry {
  readonly entry: "reached";
  readonly at: string;
  readonly keys: readonly DeliveryKey[];
  /** In the hub's word: `Completed`, `NoTargetFound`; `none` when it never had an answer. */
  readonly state: string;
  /** Devices by platform, then by outcome. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
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

/**
 * A person's word about what one run began: the doubts of other runs stand. A kind of its own, so that a Campanile which
 * does not know it stops, and does not take it for a word about everybody.
 */
export interface SettledEntry {
  readonly entry: "settled";
  readonly run: string;
  readonly at: string;
  readonly key: DeliveryKey;
  readonly as: "sent" | "unsent";
  readonly actor?: string;
  readonly why?: string;
}

/** Marks what existed before the ledger as sent. */
export interface BaselineEntry {
  readonly entry: "baseline";
  readonly at: string;
  readonly deliveries: readonly IntentDelivery[];
}
