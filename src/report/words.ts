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

const nothingWords: Readonly<Record<Report["command"], string>> = {
  send: "Nothing to send.",
  "test-send": "Nothing to send.",
  demo: "Nothing to send.",
  cancel: "Nothing to cancel.",
  outcomes: "Nothing to ask the hub about.",
};

/** One line: what came of everything. */
export function summarize(report: Report): string {
  const { byAction, byOutcome, invalidCampaigns } = report.summary;
  if (report.command === "outcomes") return summarizeFates(report);
  const cancelled = report.sends.filter(isCancelled).length;
  const parts: string[] = [];
  for (const kind of outcomeOrder) {
    const amount = (byOutcome[kind] ?? 0) - (kind === "accepted" ? cancelled : 0);
    if (amount > 0) parts.push(`${formatAmount(amount)} ${kind}`);
  }
  if (cancelled > 0) parts.push(`${formatAmount(cancelled)} cancelled`);
  for (const [action, amount] of Object.entries(byAction)) {
    const words = isQuiet(action) ? actionWords[action] : undefined;
    if (words !== undefined) parts.push(`${formatAmount(amount)} ${words}`);
  }
  if (invalidCampaigns > 0) parts.push(`${count(invalidCampaigns, "campaign")} invalid`);
  return parts.length === 0 ? nothingWords[report.command] : `${parts.join(", ")}.`;
}

/** All of them were accepted once: what the hub says of each counts. */
function summarizeFates({ command, sends }: Report): string {
  const counts = new Map<string, number>();
  for (const word of sends.map(wordsForSend)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const parts = [...counts].map(([word, amount]) => `${formatAmount(amount)} ${word}`);
  return parts.length === 0 ? nothingWords[command] : `${parts.join(", ")}.`;
}

function isQuiet(action: string): action is QuietAction {
  return Object.hasOwn(actionWords, action);
}

/** The outcome when there is one, else what the plan did with it. */
export function wordsForSend(send: ReportSend): string {
  const { outcome, action } = send;
  if (isCancelled(send)) return "cancelled";
  if (outcome?.kind === "accepted" && outcome.scheduledFor !== undefined)
    return `scheduled for ${outcome.scheduledFor}`;
  if (reachedNobody(send)) return fateWords["no target"];
  if (outcome?.telemetry !== undefined) return fateWords[outcome.telemetry.fate];
  if (outcome !== undefined) return outcome.kind;
  return isQuiet(action) ? actionWords[action] : "not sent";
}

function isCancelled({ outcome }: ReportSend): boolean {
  return outcome?.kind === "accepted" && outcome.cancelled === true;
}

/** The hub is done with it, and no device has it: there was none, or each refused it. */
export function reachedNobody({ outcome }: ReportSend): boolean {
  const fate = outcome?.telemetry?.fate;
  return fate === "no target" || (fate === "completed" && outcome?.reached === 0);
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
