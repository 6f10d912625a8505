/** A claim as a store keeps it. */
export interface StoredClaim {
  readonly name: string;
  readonly text: string;
  /** Changes with every write. */
  readonly version: string;
}

/**
 * What a remote place must offer to hold a ledger: one log with a total order, and claims with compare-and-set.
 * A failure to reach it throws a `WorldError`; it is never taken for absence.
 */
export interface LedgerStore {
  /** For people, without secrets. */
  readonly place: string;
  /** The whole log; `undefined` when there is none. */
  readLog(): Promise<string | undefined>;
  /** Makes the log; `false` when there is one. */
  createLog(text: string): Promise<boolean>;
  /**
   * Adds whole lines at the end. When it resolves they are durable; it answers which of the guards stood no longer at
   * some moment after they could be read. The same lines may be added twice when an answer is lost.
   */
  appendLog(text: string, guards: readonly StoredClaim[]): Promise<readonly string[]>;
  readClaim(name: string): Promise<StoredClaim | undefined>;
  /** Writes over exactly this version, or where there is none; `undefined` when another was quicker. */
  writeClaim(name: string, text: string, expected: string | undefined): Promise<string | undefined>;
  /** Removes exactly this version; nothing happens when it is another by now. */
  removeClaim(name: string, version: string): Promise<void>;
  listClaims(): Promise<readonly StoredClaim[]>;
  close(): Promise<void>;
}
