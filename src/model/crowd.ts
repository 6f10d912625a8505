import type { DeliveryKey } from "./delivery.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import type { MemberTable } from "./member-table.ts";
import type { OutcomeKind } from "./outcome.ts";

/** What a ledger knows of the members of one notification; its key has no member. */
export interface Crowd {
  readonly key: DeliveryKey;
  readonly members: MemberTable;
  /** Members by what is known of them. */
  readonly counts: CrowdCounts;
  /** SHA-256 over what was written when it was last sent; empty before that. */
  readonly source: string;
  /** When the key of their hashes was destroyed, ISO 8601: nobody can tell any more who they were. */
  readonly forgottenAt: string | undefined;
  readonly platform: string | undefined;
  /** The runs that sent to it, and what people said of it, oldest first. The requests are not among it. */
  readonly history: readonly LedgerEntry[];
  /** Time of the last entry, ISO 8601. */
  readonly at: string;
  /** Numbers of the members who are in doubt because of one of these runs, each once. */
  findDoubts(isMeant: (run: string) => boolean): ReadonlySet<number>;
  /** What came of the requests of one run, in members. */
  countsOf(run: string): CrowdCounts;
}

export type MemberStatus = OutcomeKind | "open";

export type CrowdCounts = Readonly<Record<MemberStatus, number>>;

/** What a plan does with the rows of a recipients' file. */
export interface MemberCounts {
  readonly rows: number;
  readonly send: number;
  /** Of those who are sent to: it may have gone out, and a device shows this copy in place of that one. */
  readonly again: number;
  /** Sent already, and unchanged since. */
  readonly skip: number;
  /** Sent already, and the row is another by now: it is not sent again. */
  readonly changed: number;
  /** May have gone out; a person decides. */
  readonly hold: number;
  /** Wrong rows: they go into the reject file. */
  readonly rejected: number;
  /** The part of other shards. */
  readonly elsewhere: number;
}

/** The members of one request. */
export interface MemberGroup {
  /** The key of the notification, without a member. */
  readonly key: DeliveryKey;
  readonly platform: string;
  /** SHA-256 over what was written. */
  readonly source: string;
  /** The number of the request among those of its key, from 0, without gaps. */
  readonly request: number;
  readonly people: number;
  /** The hashes of the members, 12 bytes each, in base64url. */
  readonly packed: string;
  /** 32 hexadecimal digits of SHA-256 over what they get. */
  readonly rendered: string;
  /** Takes their addresses out of a text: a hub can repeat them in its answer, and they name people. */
  conceal(text: string): string;
}
