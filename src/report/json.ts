import type { Changes } from "../model/change.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import type { Reporter } from "./reporter.ts";

/**
 * For programs: the report of a run, which `schemas/report.schema.json` describes, or a list of them when there were
 * several hubs; the plans as `plan --out` keeps them, with what `--base` found; what `check` found; else a list of diagnostics.
 */
export const jsonReporter: Reporter = {
  name: "json",
  fileName: "report.json",
  render: (matter) => formatJson(choose(matter)),
};

function choose({ reports, plans, changes, checks, diagnostics }: ReportMatter): unknown {
  if (reports.length > 1) return reports;
  if (reports[0] !== undefined) return reports[0];
  if (checks[0] !== undefined) return checks[0];
  return plans.length > 0 ? { version: 1, plans, ...tellChanges(changes) } : diagnostics;
}

/** As one value: a command compares with one revision. */
export function tellChanges([changes]: ReportMatter["changes"]): { readonly changes?: Changes } {
  return changes === undefined ? {} : { changes };
}

/** Indented JSON that is safe in the log of a CI job and on a terminal. Outside of texts JSON has none of what is spelled out. */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
    // Azure Pipelines and GitHub take `##vso[` and `##[` for commands anywhere in a line.
    .replaceAll("##", "#\\u0023")
    .replace(unsafeInJson, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `${text}\n`;
}

// DEL, C1, bidi marks, line separators, embeddings, overrides and isolates.
const unsafeInJson = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
