import type { MemberStatus } from "./crowd.ts";

/** What is known of a member, in 16 bits. Two runs can both have begun: each may have brought it out. */
export const memberBits = {
  accepted: 1,
  /** Requests without an outcome: counted in three bits, up to seven. */
  openUnit: 2,
  openMask: 14,
  /** Requests that had no answer, counted in the same way. */
  unknownUnit: 16,
  unknownMask: 112,
  rejected: 128,
  unsent: 256,
  /** One of the copies in doubt carries no collapse id. */
  plain: 512,
  /** This run is to send it. Never in a ledger. */
  planned: 1024,
  /** The file has named it already. Never in a ledger. */
  seen: 2048,
} as const;

/** `accepted` beats whatever is said before or after it, and what is in doubt yields to nothing else. */
export function memberStatus(state: number): MemberStatus | undefined {
  if ((state & memberBits.accepted) !== 0) return "accepted";
  if ((state & memberBits.unknownMask) !== 0) return "unknown";
  if ((state & memberBits.openMask) !== 0) return "open";
  if ((state & memberBits.rejected) !== 0) return "rejected";
  return (state & memberBits.unsent) !== 0 ? "unsent" : undefined;
}

export function isInDoubt(state: number): boolean {
  const status = memberStatus(state);
  return status === "unknown" || status === "open";
}

/** Requests that may have brought it out. */
export function copiesInDoubt(state: number): number {
  return (
    (state & memberBits.openMask) / memberBits.openUnit +
    (state & memberBits.unknownMask) / memberBits.unknownUnit
  );
}
