import type { ReportMatter } from "../model/report-matter.ts";
import { joinWords } from "../text/count.ts";
import { summarizeChanges } from "./change-words.ts";
import { summarizeCheck } from "./check.ts";
import { summarizeDiagnostics } from "./diagnostics.ts";
import { summarizePlan } from "./plan.ts";
import { summarize } from "./words.ts";

/** What a report is about: `send to local`, `plan for production`, `check on local`, `validate`. */
export function titleOf({ reports, plans, checks }: ReportMatter): string {
  const [report] = reports;
  if (report !== undefined)
    return `${report.command} to ${joinWords([...new Set(reports.map(({ hub }) => hub.alias))])}`;
  if (plans.length > 0) return `plan for ${joinWords(plans.map(({ hub }) => hub))}`;
  return checks.length > 0 ? `check on ${joinWords(checks.map(({ hub }) => hub))}` : "validate";
}

/** A line for each thing that a command did; the hub is named where there are several. */
export function headlines(matter: ReportMatter): readonly string[] {
  const { files, diagnostics, plans, changes, reports, checks, failures } = matter;
  const isOne = plans.length + reports.length === 1;
  const about = (hub: string, text: string) => (isOne ? text : `${hub}: ${text}`);
  return [
    ...failures.map(({ hub, message }) => `Failed${hub === undefined ? "" : ` at ${hub}`}: ${message}`),
    ...plans.map((plan) => about(plan.hub, summarizePlan(plan))),
    ...changes.map(summarizeChanges),
    ...reports.map((report) => about(report.hub.alias, summarize(report))),
    ...checks.flatMap((check) => summarizeCheck(check).trimEnd().split("\n")),
    ...(plans.length + reports.length + checks.length > 0 && diagnostics.length === 0
      ? []
      : [`${summarizeDiagnostics(files.length, diagnostics).trimEnd()}.`]),
  ];
}

export const emulatorNote = "Nothing left this machine: the hub is the emulator.";
