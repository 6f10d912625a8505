/**
 * Members in the order in which they came, found by the first 12 bytes of their keyed hash: three 32-bit words. It holds
 * millions, so a member is a number here and no object.
 */
export interface MemberTable {
  readonly size: number;
  /** The number of the member, which is added when it is new: then it is the former size. */
  add(hash: Uint32Array): number;
  /** -1 when absent. */
  find(hash: Uint32Array): number;
  copyHash(number: number, into: Uint32Array, offset: number): void;
  /** 16 bits; 0 at first. */
  state(number: number): number;
  setState(number: number, state: number): void;
  /** 32 bits of what the member gets or got; 0 at first. */
  digest(number: number): number;
  setDigest(number: number, digest: number): void;
}
