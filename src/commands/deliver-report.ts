import { join } from "node:path";
import { FileError, UsageError } from "../model/errors.ts";
import { matterOf, type ReportMatter } from "../model/report-matter.ts";
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

/** Prints a report in the chosen form, and leaves the forms that have a file name in the folder of its run. */
export async function deliverReport(
  workspace: Workspace,
  { codes: _, ...report }: RunReport,
  format: ReportFormat,
): Promise<void> {
  const { io } = workspace;
  const matter = matterOf({ reports: [report] });
  workspace.told.add(matter);
  const chosen = reporters.find((reporter) => reporter.name === format);
  // The files first: who reads stdout may go away.
  await writeReports(workspace, report.run, matter);
  io.stdout.write(chosen?.render(matter, styleOf(io.stdout, io)) ?? "");
}

/** A report that cannot be written changes nothing of what was sent: it is named, and the ledger has the facts. */
async function writeReports(
  { io, project, show }: Workspace,
  run: string,
  matter: ReportMatter,
): Promise<void> {
  const folder = join(project.root, project.reports, run);
  const plain = createStyle({ isColored: false });
  try {
    for (const { fileName, render } of reporters) {
      if (fileName !== undefined) await io.files.writeText(join(folder, fileName), render(matter, plain));
    }
    io.stderr.write(`Reports: ${show(folder)}\n`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    io.stderr.write(
      `warning: the reports could not be written: ${escapeTerminal(show(error.path))}: ${error.code}. That changes nothing of what was sent.\n`,
    );
  }
}
