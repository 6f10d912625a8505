import { join, relative, sep } from "node:path";
import { formatAzureVariables, formatOutputs } from "../ci/outputs.ts";
import { FileError } from "../model/errors.ts";
import type { Io } from "../model/io.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import { githubReporter } from "../report/github.ts";
import { reporters } from "../report/registry.ts";
import { escapeTerminal } from "../text/escape.ts";
import { createStyle } from "../text/style.ts";

/** What CI systems take up by these names; README.md names them as well. */
const fileNames: ReadonlyMap<string, string> = new Map([
  ["junit", "junit.xml"],
  ["html", "report.html"],
  ["markdown", "report.md"],
  ["json", "report.json"],
  ["sarif", "campanile.sarif"],
]);

/** GitHub refuses a larger summary of a step (GitHub docs: workflow commands). */
const maxSummaryBytes = 1024 * 1024;

/** Leaves the reports of a job in a folder. One that cannot be written is told, and changes nothing of what was done. */
export async function writeCiReports(io: Io, folder: string, matter: ReportMatter): Promise<void> {
  const style = createStyle({ isColored: false });
  for (const { name, render } of reporters) {
    const fileName = fileNames.get(name);
    if (fileName === undefined) continue;
    await tolerate(io, () => io.files.writeText(join(folder, fileName), render(matter, style)));
  }
}

/** Annotations at the lines of files, where the CI system shows such. */
export function annotate(io: Io, matter: ReportMatter): void {
  if (io.env["GITHUB_ACTIONS"] === "true") io.stderr.write(githubReporter.renderLog?.(matter) ?? "");
}

/** The page of the job; GitHub has one. */
export async function writeSummary(io: Io, story: string): Promise<void> {
  const path = io.env["GITHUB_STEP_SUMMARY"];
  if (path === undefined || path === "") return;
  const fits = Buffer.byteLength(story) <= maxSummaryBytes;
  await append(
    io,
    path,
    fits ? `${story}\n` : "The report is too long for a summary; it is among the files.\n",
  );
}

export async function writeOutputs(io: Io, outputs: Readonly<Record<string, string>>): Promise<void> {
  if (io.env["TF_BUILD"] !== undefined) io.stdout.write(formatAzureVariables(outputs));
  const path = io.env["GITHUB_OUTPUT"];
  if (path !== undefined && path !== "")
    await append(io, path, formatOutputs(outputs, `campanile-${io.chance.hex(16)}`));
}

/** A path as later steps of the job need it: relative to where they run. */
export function placeOf(folder: string, io: Io): string {
  const root = io.env["GITHUB_WORKSPACE"] ?? io.env["CI_PROJECT_DIR"] ?? io.cwd;
  const path = relative(root, folder);
  return path.startsWith("..") ? folder : path.split(sep).join("/");
}

async function append(io: Io, path: string, text: string): Promise<void> {
  await tolerate(io, async () => {
    const file = await io.files.openAppend(path);
    try {
      await file.append(text);
    } finally {
      await file.close();
    }
  });
}

async function tolerate(io: Io, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    io.stderr.write(
      `warning: ${escapeTerminal(error.path)} could not be written: ${error.code}. It changes nothing of what was done.\n`,
    );
  }
}
