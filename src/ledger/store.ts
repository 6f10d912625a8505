/** A claim as a store keeps it. */
export interface StoredClaim {
  readonly name: string;
  readonly text: string;
  /** Changes with every write. */
  readonly version: string;
}

export interface ClaimWrite {
  readonly name: string;
  /** `undefined` removes it. */
  readonly text: string | undefined;
  /** What must stand there; `undefined`: nothing. */
  readonly expected: string | undefined;
}

export type TakePiece = (piece: Uint8Array) => void;

/**
 * What a remote place must offer to hold a ledger: one log with a total order, and claims with compare-and-set.
 * A failure to reach it throws a `WorldError`; it is never taken for absence.
 */
export interface LedgerStore {
  /** For people, without secrets. */
  readonly place: string;
  /** Hands over the whole log, piece by piece; `false` when there is none. */
  readLog(take: TakePiece): Promise<boolean>;
  /** Makes the log; `false` when there is one. */
  createLog(text: string): Promise<boolean>;
  /**
   * Adds whole lines at the end. When it resolves they are durable; it answers which of the guards stood no longer at
   * some moment after they could be read. The same lines may be added twice when an answer is lost.
   */
  appendLog(text: string, guards: readonly StoredClaim[]): Promise<readonly string[]>;
  /** The log and all claims; the claims as they were no later than the log. */
  readAll(take: TakePiece): Promise<{ readonly hasLog: boolean; readonly claims: readonly StoredClaim[] }>;
  /** Those of these names, or all. */
  readClaims(names?: readonly string[]): Promise<readonly StoredClaim[]>;
  /** Each is a compare-and-set of its own. Answers the versions of those that were written, by name. */
  writeClaims(writes: readonly ClaimWrite[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Where a place keeps what it held before: removes the claim of this name and, in the same step, that past. In two
   * steps, a crash between them would leave it in the past for good, since nobody would look for it any more.
   */
  forgetClaim?(name: string): Promise<void>;
  close(): Promise<void>;
}
