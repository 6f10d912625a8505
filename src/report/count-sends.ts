import { type OutcomeKind, outcomeKinds } from "../model/outcome.ts";
import type { PlanAction } from "../model/plan.ts";
import type { ReportSend, ReportSummary } from "../model/report.ts";

/** Counts deliveries by action, and by outcome; the people of a file each by themselves. */
export function countSends(sends: readonly ReportSend[], invalidCampaigns: number): ReportSummary {
  const byAction: Partial<Record<PlanAction, number>> = {};
  const byOutcome: Partial<Record<OutcomeKind, number>> = {};
  const add = (kind: OutcomeKind, amount: number): void => {
    if (amount > 0) byOutcome[kind] = (byOutcome[kind] ?? 0) + amount;
  };
  for (const { action, outcome } of sends) {
    byAction[action] = (byAction[action] ?? 0) + 1;
    if (outcome?.members !== undefined) {
      for (const kind of outcomeKinds) add(kind, outcome.members.members[kind]);
    } else if (outcome !== undefined) add(outcome.kind, 1);
  }
  return { byAction, byOutcome, invalidCampaigns };
}
