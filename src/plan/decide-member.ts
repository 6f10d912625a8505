import { copiesInDoubt, memberBits, memberStatus } from "../model/member-state.ts";
import type { OnUnknown } from "../model/notification.ts";
import { maxResends } from "./decide-in-doubt.ts";

export type MemberDecision = "send" | "again" | "skip" | "changed" | "hold";

/** `isSame`: the row gives what the member got, or may have got. */
export function decideMember(state: number, isSame: boolean, onUnknown: OnUnknown): MemberDecision {
  switch (memberStatus(state)) {
    case "accepted":
      return isSame ? "skip" : "changed";
    case "unknown":
    case "open":
      if (onUnknown === "resend" && isSame && mayReplace(state)) return "again";
      return onUnknown === "assume-sent" ? "skip" : "hold";
    default:
      return "send";
  }
}

/** One more copy takes the place of all those that may have come. */
function mayReplace(state: number): boolean {
  return (state & memberBits.plain) === 0 && copiesInDoubt(state) <= maxResends;
}
