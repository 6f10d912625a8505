import type { MemberStatus } from "./crowd.ts";

/** What is known of a member, in a byte. Two runs can both have begun: each may have brought it out. */
export const memberBits = {
  accepted: 1,
  unknown: 2,
  /** Requests without an outcome: counted in two bits, up to three. */
  openUnit: 4,
  openMask: 12,
  rejected: 16,
  unsent: 32,
  /** This run is to send it. Never in a ledger. */
  planned: 64,
  /** The file has named it already. Never in a ledger. */
  seen: 128,
} as const;

/** `accepted` beats whatever is said before or after it, and what is in doubt yields to nothing else. */
export function memberStatus(state: number): MemberStatus | undefined {
  if ((state & memberBits.accepted) !== 0) return "accepted";
  if ((state & memberBits.unknown) !== 0) return "unknown";
  if ((state & memberBits.openMask) !== 0) return "open";
  if ((state & memberBits.rejected) !== 0) return "rejected";
  return (state & memberBits.unsent) !== 0 ? "unsent" : undefined;
}
