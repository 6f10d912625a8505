import type { DeliveryKey } from "../model/delivery.ts";
import type { CrowdOutcome, OutcomeKind, TelemetryWord } from "../model/outcome.ts";
import type { PlanAction } from "../model/plan.ts";
import type { PlatformName } from "../model/platform-name.ts";
import type { Report, ReportSend } from "../model/report.ts";
import { count, formatAmount, joinWords } from "../text/count.ts";

const outcomeOrder: readonly OutcomeKind[] = ["accepted", "rejected", "unsent", "unknown"];
type QuietAction = Exclude<PlanAction, "send" | "schedule" | "replace" | "cancel">;

/** What becomes of a delivery of which this run does nothing. */
const actionWords: Readonly<Record<QuietAction, string>> = {
  wait: "waiting",
  skip: "skipped",
  hold: "held",
  "in flight": "in flight",
  refuse: "refused",
  expire: "expired",
  "not known here": "not known here",
};

const fateWords: Readonly<Record<TelemetryWord["fate"], string>> = {
  pending: "pending",
  completed: "delivered",
  "no target": "NOBODY REACHED",
  abandoned: "abandoned",
  cancelled: "cancelled",
  none: "accepted, no telemetry",
};

/** One line: what came of everything. */
export function summarize(report: Report): string {
  const { byAction, byOutcome, invalidCampaigns } = report.summary;
  const parts: string[] = [];
  for (const kind of outcomeOrder) {
    const amount = byOutcome[kind];
    if (amount !== undefined) parts.push(`${formatAmount(amount)} ${kind}`);
  }
  for (const [action, amount] of Object.entries(byAction)) {
    const words = isQuiet(action) ? actionWords[action] : undefined;
    if (words !== undefined) parts.push(`${formatAmount(amount)} ${words}`);
  }
  if (invalidCampaigns > 0) parts.push(`${count(invalidCampaigns, "campaign")} invalid`);
  return parts.length === 0 ? "Nothing to send." : `${parts.join(", ")}.`;
}

function isQuiet(action: string): action is QuietAction {
  return Object.hasOwn(actionWords, action);
}

/** The outcome when there is one, else what the plan did with it. */
export function wordsForSend(send: ReportSend): string {
  const { outcome, action } = send;
  if (outcome?.kind === "accepted" && outcome.cancelled === true) return "cancelled";
  if (outcome?.kind === "accepted" && outcome.scheduledFor !== undefined)
    return `scheduled for ${outcome.scheduledFor}`;
  if (outcome?.telemetry !== undefined) return fateWords[outcome.telemetry.fate];
  if (outcome !== undefined) return outcome.kind;
  return isQuiet(action) ? actionWords[action] : "not sent";
}

export function wordsForReach(send: ReportSend): string {
  const reached = send.outcome?.reached;
  return reached === undefined ? "" : reached === 0 ? "no device" : count(reached, "device");
}

interface NamedDelivery {
  readonly key: DeliveryKey;
  readonly platform?: PlatformName | undefined;
}

/** The platform, with the name of the notification where that is another: `apple (beta)`. */
export function wordsForNotification({ key, platform }: NamedDelivery): string {
  const id = key.split("/")[2] ?? "";
  return platform === undefined || id === platform ? id : `${platform} (${id})`;
}

/** `1,000 people in 50 requests: 980 accepted and 20 rejected`. */
export function wordsForMembers({ requests, members }: CrowdOutcome): string {
  const parts = outcomeOrder.flatMap((kind) =>
    members[kind] === 0 ? [] : [`${formatAmount(members[kind])} ${kind}`],
  );
  const people = outcomeOrder.reduce((sum, kind) => sum + members[kind], 0);
  return `${count(people, "person", "people")} in ${count(requests, "request")}: ${joinWords(parts)}`;
}
