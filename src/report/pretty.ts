import type { Report, ReportSend } from "../model/report.ts";
import { escapeTerminal } from "../text/escape.ts";
import { alignRows, type Style } from "../text/style.ts";
import { listCauses } from "./causes.ts";
import { renderChangesPretty } from "./changes.ts";
import { renderCheckPretty, summarizeCheck } from "./check.ts";
import { renderDiagnostics, summarizeDiagnostics } from "./diagnostics.ts";
import { renderPlanPretty } from "./plan.ts";
import type { Reporter } from "./reporter.ts";
import {
  reachedNobody,
  summarize,
  wordsForMembers,
  wordsForNotification,
  wordsForReach,
  wordsForSend,
} from "./words.ts";

/** For a terminal. */
export const prettyReporter: Reporter = {
  name: "pretty",
  fileName: "report.txt",
  render: ({ files, diagnostics, plans, changes, reports, checks, failures }, style) =>
    [
      ...failures.map(({ message, hint }) => `${escapeTerminal(message)}\n  hint: ${escapeTerminal(hint)}\n`),
      ...(diagnostics.length === 0 ? [] : [renderDiagnostics(diagnostics, style)]),
      ...plans.map((plan) => renderPlanPretty(plan, style)),
      ...changes.map((change) => renderChangesPretty(change, style)),
      ...reports.map((report) => `${lines(report, style).join("\n")}\n`),
      ...checks.map((check) => renderCheckPretty(check, style) + summarizeCheck(check)),
      ...(plans.length + reports.length + checks.length > 0
        ? []
        : [summarizeDiagnostics(files.length, diagnostics)]),
    ].join("\n"),
};

function lines(report: Report, style: Style): string[] {
  const told: string[] = [];
  let campaign: string | undefined;
  const rows = alignRows(report.sends.map(cells));
  report.sends.forEach((send, index) => {
    if (send.campaign !== campaign) {
      if (campaign !== undefined) told.push("");
      campaign = send.campaign;
      told.push(style.bold(escapeTerminal(campaign)));
    }
    const [platform = "", audience = "", result = "", reach = ""] = rows[index] ?? [];
    told.push(`  ${platform}  ${audience}  ${colorOf(send, style)(result)}  ${reach}`.trimEnd());
    told.push(...remarks(send, style));
  });
  if (told.length > 0) told.push("");
  for (const note of report.notes) told.push(style.yellow(escapeTerminal(note)));
  told.push(summarize(report));
  if (report.hub.emulator) told.push(style.dim("Nothing left this machine: the hub is the emulator."));
  return told;
}

function cells(send: ReportSend): string[] {
  return [wordsForNotification(send), send.audience, wordsForSend(send), wordsForReach(send)].map(
    escapeTerminal,
  );
}

function remarks(send: ReportSend, style: Style): string[] {
  const { outcome } = send;
  const isFine = outcome?.kind === "accepted";
  const told: string[] = [];
  for (const { why, hint } of listCauses(send)) {
    if (why !== undefined) told.push(`    ${style.dim(escapeTerminal(why))}`);
    if (hint !== undefined && !isFine) told.push(`    ${escapeTerminal(hint)}`);
  }
  if (outcome?.members !== undefined) told.push(`    ${escapeTerminal(wordsForMembers(outcome.members))}`);
  for (const remark of outcome?.telemetry?.remarks ?? []) told.push(`    ${escapeTerminal(remark)}`);
  const results = alignRows(
    (outcome?.results ?? []).map((result) =>
      [result.platform, result.handle, result.outcome].map(escapeTerminal),
    ),
  );
  for (const row of results) told.push(`    ${row.join("  ")}`);
  return told;
}

function colorOf(send: ReportSend, style: Style): (text: string) => string {
  const word = send.outcome?.kind ?? send.action;
  if (reachedNobody(send)) return style.red;
  if (word === "accepted") return style.green;
  if (word === "rejected" || word === "unknown" || word === "refuse" || word === "hold") return style.red;
  return word === "skip" ? style.dim : style.yellow;
}
