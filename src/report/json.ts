import type { ReportMatter } from "../model/report-matter.ts";
import type { Reporter } from "./reporter.ts";

/**
 * For programs: the report of a run, which `schemas/report.schema.json` describes, or a list of them when there were
 * several hubs; the plans as `plan --out` keeps them; else a list of diagnostics.
 */
export const jsonReporter: Reporter = {
  name: "json",
  fileName: "report.json",
  render: (matter) => formatJson(choose(matter)),
};

function choose({ reports, plans, diagnostics }: ReportMatter): unknown {
  if (reports.length > 1) return reports;
  if (reports[0] !== undefined) return reports[0];
  return plans.length > 0 ? { version: 1, plans } : diagnostics;
}

/** Indented JSON that is safe in the log of a CI job. */
export function formatJson(value: unknown): string {
  // Azure Pipelines and GitHub take `##vso[` and `##[` for commands anywhere in a line; outside of texts JSON has no `#`.
  return `${JSON.stringify(value, null, 2).replaceAll("##", "#\\u0023")}\n`;
}
