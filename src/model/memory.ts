import type { Crowd } from "./crowd.ts";
import type { DeliveryKey } from "./delivery.ts";
import type { LedgerEntry, ReachedEntry } from "./ledger-entry.ts";
import type { OutcomeKind } from "./outcome.ts";
import type { Step } from "./shipment.ts";

/** What a ledger knows, as a plan asks for it. */
export interface Memory {
  /** Keys the hashes of members and audiences. */
  readonly memberSalt: string;
  /** The same for emulators; `undefined`: they have the one of all hubs. */
  readonly emulatorSalt: string | undefined;
  readonly deliveries: ReadonlyMap<DeliveryKey, RememberedDelivery>;
  /** Recipients, by the key of their notification. */
  readonly crowds: ReadonlyMap<DeliveryKey, Crowd>;
  readonly targets: ReadonlyMap<string, Target>;
  /** The commit of the last run for each hub that named one. */
  readonly lastCommits: ReadonlyMap<string, string>;
  /** The newest delivery of a hub that showed, or may have shown, the same under another key; another revision is no other key. */
  findTwin(query: {
    readonly hub: string;
    readonly rendered: string;
    readonly exceptKey: DeliveryKey;
    readonly sinceMs: number;
  }): RememberedDelivery | undefined;
  /** What an audience of a hub came to last time. `audience` is the keyed hash of an intent. */
  findReach(hub: string, audience: string): Reach | undefined;
}

/** Devices that the push services took a message for, as telemetry said. */
export interface Reach {
  readonly devices: number;
  /** ISO 8601. */
  readonly at: string;
}

/** The hub that an alias meant at its first send. */
export interface Target {
  readonly host: string;
  readonly name: string;
}

export interface RememberedDelivery {
  readonly key: DeliveryKey;
  /** `open`: an intent without outcome; nothing is known of it. `scheduled`: the hub sends it at `deliverAt`. */
  readonly status: OutcomeKind | "open" | "scheduled" | "cancelled";
  /** What was last done to it, or begun. */
  readonly step: Step;
  readonly rendered: string;
  readonly source: string;
  /** Time of the last entry, ISO 8601. */
  readonly at: string;
  readonly deliverAt: string | undefined;
  readonly notificationId: string | undefined;
  readonly trackingId: string | undefined;
  readonly cause: string | undefined;
  readonly platform: string | undefined;
  readonly audience: string | undefined;
  /** Copies that may have gone out, for what is `open` or `unknown`. */
  readonly copies: number;
  /** The runs that began those copies. */
  readonly runsInDoubt: readonly string[];
  /** Whether each of those copies carried a collapse id, so that one more takes their place. */
  readonly collapses: boolean;
  /** `campanile cancel` took it back, so that no later run sends it by itself. */
  readonly isCancelledForGood: boolean;
  /** The newest word of the hub's telemetry. */
  readonly reached: ReachedEntry | undefined;
  /** Its whole story, oldest first. */
  readonly history: readonly LedgerEntry[];
}
