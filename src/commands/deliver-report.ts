import { join } from "node:path";
import { FileError, UsageError } from "../model/errors.ts";
import type { Report } from "../model/report.ts";
import { reporters } from "../report/registry.ts";
import { joinWords } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { createStyle } from "../text/style.ts";
import type { HubShare } from "./choose-hubs.ts";
import type { RunReport } from "./make-report.ts";
import { styleOf, type Workspace } from "./workspace.ts";

export type ReportFormat = "pretty" | "json" | "markdown";

/** A report is about one hub, and two JSON documents are no JSON. */
export function requireOneDocument(format: ReportFormat, shares: readonly HubShare[]): void {
  if (format !== "json" || shares.length < 2) return;
  throw new UsageError(
    `--format json reports on one hub, and these campaigns go to ${joinWords(shares.map(({ hub }) => hub.alias))}`,
    "Choose one with --hub.",
  );
}

/** Prints a report in the chosen form, and leaves every form in the folder of its run. */
export async function deliverReport(
  workspace: Workspace,
  { codes: _, ...report }: RunReport,
  format: ReportFormat,
): Promise<void> {
  const { io } = workspace;
  const chosen = reporters.find((reporter) => reporter.name === format);
  // The files first: who reads stdout may go away.
  await writeReports(workspace, report);
  io.stdout.write(chosen?.render(report, styleOf(io.stdout, io)) ?? "");
}

/** A report that cannot be written changes nothing of what was sent: it is named, and the ledger has the facts. */
async function writeReports({ io, project, show }: Workspace, report: Report): Promise<void> {
  const folder = join(project.root, project.reports, report.run);
  const plain = createStyle({ isColored: false });
  try {
    for (const { fileName, render } of reporters)
      await io.files.writeText(join(folder, fileName), render(report, plain));
    io.stderr.write(`Reports: ${show(folder)}\n`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    io.stderr.write(
      `warning: the reports could not be written: ${escapeTerminal(show(error.path))}: ${error.code}. The ledger has what was sent.\n`,
    );
  }
}
