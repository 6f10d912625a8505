import type { LedgerEntry } from "../model/ledger-entry.ts";

/** Where a ledger lives. One file each; `backends.ts` lists them. */
export interface LedgerBackend {
  /** For people: the path or address. */
  readonly place: string;
  read(): Promise<LedgerReading>;
  /** Makes a ledger of these entries where there is none; `false` when there is one. */
  create(entries: readonly LedgerEntry[]): Promise<boolean>;
  /** Adds entries as a whole; `durable` waits until they survive a loss of power. */
  append(entries: readonly LedgerEntry[], options: { readonly durable: boolean }): Promise<void>;
  /** Takes the sole right to send a campaign to a hub. Outcomes may be written without it: they are facts. */
  claim(scope: ClaimScope): Promise<ClaimResult>;
  /** Claims whose holder lives, or may live. */
  liveClaims(): Promise<readonly Claim[]>;
  close(): Promise<void>;
}

export type LedgerReading =
  | { readonly kind: "missing" }
  | { readonly kind: "damaged"; readonly line: number; readonly message: string }
  | { readonly kind: "entries"; readonly entries: readonly LedgerEntry[] };

export interface ClaimScope {
  readonly hub: string;
  readonly campaign: string;
}

export interface Claim extends ClaimScope {
  readonly run: string;
  readonly host: string;
  readonly pid: number;
  readonly since: string;
  /** From then on another host may take it. */
  readonly leaseUntilMs: number;
}

export type ClaimResult =
  | { readonly kind: "claimed"; release(): Promise<void> }
  | { readonly kind: "held"; readonly by: Claim };
