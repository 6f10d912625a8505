import type { OutcomeKind } from "../model/outcome.ts";
import type { PlanAction } from "../model/plan.ts";
import type { Report, ReportSend } from "../model/report.ts";
import { count } from "../text/count.ts";

const outcomeOrder: readonly OutcomeKind[] = ["accepted", "rejected", "unsent", "unknown"];
const actionWords: Readonly<Record<Exclude<PlanAction, "send">, string>> = {
  skip: "skipped",
  hold: "held",
  "in flight": "in flight",
  refuse: "refused",
  expire: "expired",
};

/** One line: what came of everything. */
export function summarize(report: Report): string {
  const { byAction, byOutcome, invalidCampaigns } = report.summary;
  const parts: string[] = [];
  for (const kind of outcomeOrder) {
    const amount = byOutcome[kind];
    if (amount !== undefined) parts.push(`${amount.toLocaleString("en-US")} ${kind}`);
  }
  for (const [action, amount] of Object.entries(byAction)) {
    const words = isQuiet(action) ? actionWords[action] : undefined;
    if (words !== undefined) parts.push(`${amount.toLocaleString("en-US")} ${words}`);
  }
  if (invalidCampaigns > 0) parts.push(`${count(invalidCampaigns, "campaign")} invalid`);
  return parts.length === 0 ? "Nothing to send." : `${parts.join(", ")}.`;
}

function isQuiet(action: string): action is Exclude<PlanAction, "send"> {
  return Object.hasOwn(actionWords, action);
}

/** The outcome when there is one, else what the plan did with it. */
export function wordsForSend(send: ReportSend): string {
  if (send.outcome !== undefined) return send.outcome.kind;
  return send.action === "send" ? "not sent" : actionWords[send.action];
}

export function wordsForReach(send: ReportSend): string {
  const reached = send.outcome?.reached;
  return reached === undefined ? "" : reached === 0 ? "no device" : count(reached, "device");
}

/** The platform, with the name of the notification where that is another: `apple (beta)`. */
export function wordsForNotification(send: ReportSend): string {
  const id = send.key.split("/")[2] ?? send.platform;
  return id === send.platform ? send.platform : `${send.platform} (${id})`;
}
