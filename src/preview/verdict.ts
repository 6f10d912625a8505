import type { RememberedDelivery } from "../model/memory.ts";
import type { PlanEntry } from "../model/plan.ts";
import type { Verdict } from "./view.ts";

/** Says for people what a plan means to do with a delivery, and what the ledger knows of it. */
export function explainVerdict(
  entry: Pick<PlanEntry, "action" | "because" | "hint" | "deliverAt">,
  remembered: RememberedDelivery | undefined,
  nowMs: number,
): Verdict {
  return { ...name(entry, remembered, nowMs), because: entry.because, hint: entry.hint };
}

function name(
  { action, deliverAt }: Pick<PlanEntry, "action" | "deliverAt">,
  remembered: RememberedDelivery | undefined,
  nowMs: number,
): Pick<Verdict, "tone" | "title"> {
  switch (action) {
    case "send":
      return { tone: "go", title: remembered === undefined ? "New" : "To be sent again" };
    case "schedule":
      return { tone: "go", title: `New, to be scheduled for ${deliverAt ?? "later"}` };
    case "replace":
      return { tone: "go", title: "Edited, to take the place of what is scheduled" };
    case "cancel":
      return { tone: "stop", title: "To be taken back" };
    case "wait":
      return { tone: "quiet", title: "Not yet" };
    case "skip":
      return nameSkipped(remembered, nowMs);
    case "hold":
      return { tone: "stop", title: "Held" };
    case "in flight":
      return { tone: "quiet", title: "Being sent right now" };
    case "refuse":
      return { tone: "stop", title: wasAccepted(remembered) ? "Edited after it went out" : "Refused" };
    case "expire":
      return { tone: "quiet", title: "Expired" };
    case "not known here":
      return { tone: "quiet", title: "Not known here" };
  }
}

function nameSkipped(
  remembered: RememberedDelivery | undefined,
  nowMs: number,
): Pick<Verdict, "tone" | "title"> {
  const { status, deliverAt } = remembered ?? {};
  if (status === "scheduled" && deliverAt !== undefined && Date.parse(deliverAt) > nowMs)
    return { tone: "done", title: `Scheduled for ${deliverAt}` };
  return wasAccepted(remembered)
    ? { tone: "done", title: "Already sent" }
    : { tone: "quiet", title: "Not to be sent" };
}

function wasAccepted(remembered: RememberedDelivery | undefined): boolean {
  return remembered?.status === "accepted" || remembered?.status === "scheduled";
}
