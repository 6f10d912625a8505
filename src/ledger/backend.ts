import { campaignOfKey, type DeliveryKey, hubOfKey } from "../model/delivery.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";

/**
 * Where a ledger lives. One file each; `backends.ts` lists them.
 *
 * Appends name no expected position. Entries are facts in the order of their arrival, and a claim already keeps two
 * runs from the same campaign, so a backend whose store only takes compare-and-set (a branch that is pushed, a blob)
 * reads the new end and appends again by itself: no caller would decide otherwise.
 */
export interface LedgerBackend {
  /** For people: the path or address. */
  readonly place: string;
  /** Hands over its entries in their order, one by one: together they can be more than fits into memory. */
  read(take: TakeEntry): Promise<LedgerReading>;
  /**
   * Both what it holds and who is at work, at the cost of one look where the place allows it. The entries are read no
   * earlier than the claims: a run whose claim is not among these has written all that it had to say.
   */
  view(take: TakeEntry): Promise<LedgerView>;
  /** Makes a ledger of these entries where there is none; `false` when there is one. */
  create(entries: readonly LedgerEntry[]): Promise<boolean>;
  /**
   * Adds entries in their order; `durable` waits until they survive a loss of power. Entries about many deliveries may
   * become several that say the same. Throws a `WorldError` when the ledger is gone, and a `ClaimLostError` when they
   * hold an intent of a campaign that another run has taken over: the intent is written then, and must not be acted upon.
   */
  append(entries: readonly LedgerEntry[], options: { readonly durable: boolean }): Promise<void>;
  /**
   * Takes the sole right to send campaigns to a hub, each by itself; one answer for each, in their order. It is a lease: appending renews it, a holder that died on this
   * host loses it at once, one of another host when the lease ends. What was read before the claim may be old.
   */
  claim(scopes: readonly ClaimScope[]): Promise<readonly ClaimResult[]>;
  /** Gives claims of this run back. */
  release(scopes: readonly ClaimScope[]): Promise<void>;
  /**
   * Takes claims away from other runs. It does no harm to a holder that lives after all: its next intent finds the
   * claim gone, and nothing leaves.
   */
  unlock(scopes: readonly ClaimScope[]): Promise<void>;
  /** Claims of other runs whose holder lives, or may live. */
  liveClaims(): Promise<readonly Claim[]>;
  readonly memberKeys: MemberKeys;
  close(): Promise<void>;
}

/**
 * The keys under which the members of a campaign are hashed, 64 hexadecimal digits each. They stand beside the entries and
 * not among them, since an entry is for ever and a key can be destroyed: then nobody can tell who the members were.
 */
export interface MemberKeys {
  /** `undefined` when there is none, or none any more. */
  read(campaign: string): Promise<string | undefined>;
  /** Keeps `fresh` unless there is one; answers the one that stands. */
  create(campaign: string, fresh: string): Promise<string>;
  destroy(campaign: string): Promise<void>;
}

export type TakeEntry = (entry: LedgerEntry) => void;

export interface Damage {
  readonly message: string;
  /** It is none: a newer version of this program wrote it. */
  readonly isNewer?: true;
}

/** How a ledger was found. Of one that is damaged, the entries that were handed over are worth nothing. */
export type LedgerReading =
  | { readonly kind: "missing" }
  | ({ readonly kind: "damaged"; readonly line: number } & Damage)
  | { readonly kind: "whole"; readonly entryCount: number };

export interface LedgerView {
  readonly reading: LedgerReading;
  readonly liveClaims: readonly Claim[];
  /** Of runs that are held for dead and gave nothing back: they may only sleep. */
  readonly lapsedClaims: readonly Claim[];
}

export interface ClaimScope {
  readonly hub: string;
  readonly campaign: string;
  /** A part of its recipients, like `2/4`; absent: all that the campaign sends. */
  readonly shard?: string;
}

/** Tells scopes apart: two shards of a campaign do not stand in each other's way. */
export function claimNameOf({ hub, campaign, shard }: ClaimScope): string {
  return shard === undefined ? `${hub}/${campaign}` : `${hub}/${campaign} ${shard}`;
}

export function scopeOf({ hub, campaign, shard }: ClaimScope): ClaimScope {
  return shard === undefined ? { hub, campaign } : { hub, campaign, shard };
}

/** Two claims of different names that may mean the same people: a whole and any part of it, and parts of two ways to divide it. */
export function overlaps(one: ClaimScope, other: ClaimScope): boolean {
  if (one.hub !== other.hub || one.campaign !== other.campaign || one.shard === other.shard) return false;
  return sharesPeople(one, other);
}

/** Of one division, each part has people of its own. */
export function sharesPeople(one: Pick<ClaimScope, "shard">, other: Pick<ClaimScope, "shard">): boolean {
  return one.shard === other.shard || one.shard?.split("/")[1] !== other.shard?.split("/")[1];
}

/** Whether a delivery is of the hub and the campaign of a claim. */
export function isOfScope(key: DeliveryKey, { hub, campaign }: ClaimScope): boolean {
  return hubOfKey(key) === hub && campaignOfKey(key) === campaign;
}

export interface Claim extends ClaimScope {
  readonly run: string;
  readonly host: string;
  readonly pid: number;
  readonly since: string;
  /** From then on another host may take it. */
  readonly leaseUntilMs: number;
}

export type ClaimResult = { readonly kind: "claimed" } | { readonly kind: "held"; readonly by: Claim };
