import { type Plan, type PlanAction, type PlanEntry, planActions } from "../model/plan.ts";
import { count, formatAmount, joinWords } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { alignRows, type Style } from "../text/style.ts";

/** A plan for a terminal. */
export function renderPlanPretty(plan: Plan, style: Style): string {
  const told = [style.bold(`Plan for ${escapeTerminal(plan.hub)}`)];
  const rows = alignRows(
    plan.entries.map((entry) => [entry.action, entry.key, entry.audience].map(escapeTerminal)),
  );
  plan.entries.forEach((entry, index) => {
    const [action = "", ...rest] = rows[index] ?? [];
    told.push(
      `  ${paint(entry.action, style)(action)}  ${rest.join("  ")}`.trimEnd(),
      `    ${style.dim(escapeTerminal(entry.because))}`,
    );
    for (const remark of planRemarks(entry)) told.push(`    ${escapeTerminal(remark)}`);
    if (entry.hint !== undefined) told.push(`    ${escapeTerminal(entry.hint)}`);
  });
  told.push(summarizePlan(plan));
  return `${told.join("\n")}\n`;
}

/** When it goes out, and whom its audience reached last. */
export function planRemarks({ action, deliverAt, lastReached }: PlanEntry): string[] {
  return [
    ...(deliverAt === undefined || action === "cancel" ? [] : [`goes out at ${deliverAt}`]),
    ...(lastReached === undefined ? [] : [`last reached ${lastReached}`]),
  ];
}

/** `2 deliveries: 1 send and 1 skip.` */
export function summarizePlan(plan: Plan): string {
  const counts = planActions.flatMap((action) => {
    const amount = plan.entries.filter((entry) => entry.action === action).length;
    return amount === 0 ? [] : [`${formatAmount(amount)} ${isState(action) ? "" : "to "}${action}`];
  });
  if (counts.length === 0) return "No delivery.";
  return `${count(plan.entries.length, "delivery", "deliveries")}: ${joinWords(counts)}.`;
}

function isState(action: PlanAction): boolean {
  return action === "in flight" || action === "not known here";
}

function paint(action: PlanAction, style: Style): (text: string) => string {
  if (action === "send" || action === "schedule") return style.green;
  if (action === "skip") return style.dim;
  return action === "refuse" || action === "hold" ? style.red : style.yellow;
}
