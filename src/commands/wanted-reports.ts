import { resolve } from "node:path";
import { FileError, UsageError } from "../model/errors.ts";
import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import { reporters } from "../report/registry.ts";
import type { Reporter } from "../report/reporter.ts";
import { joinWords } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { createStyle } from "../text/style.ts";
import { type Invocation, listOption, type OptionSpec } from "./command.ts";

const withFile = reporters.filter(({ ownPlace }) => ownPlace === undefined).map(({ name }) => name);
const withPlace = reporters.filter(({ ownPlace }) => ownPlace !== undefined).map(({ name }) => name);

export const reportOption: OptionSpec = {
  flags: "--report <name=file>",
  description: `write a report as well: ${joinWords(withFile, "or")}, or ${joinWords(withPlace, "or")} alone (repeatable)`,
  isRepeatable: true,
  values: [...withFile.map((name) => `${name}=`), ...withPlace],
};

/** A report that the command line asks for. */
export interface WantedReport {
  readonly reporter: Reporter;
  /** As it was named; absent for a reporter that has a place of its own. */
  readonly path?: string;
}

/** Reads each `--report NAME=PATH`; throws a UsageError before anything is done. */
export function readWantedReports({ io, options }: Invocation): readonly WantedReport[] {
  const wanted = listOption(options, "report").map(readWantedReport);
  const paths = wanted.flatMap(({ path }) => (path === undefined ? [] : [resolve(io.cwd, path)]));
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined)
    throw new UsageError(`two reports would be written to ${twice}`, "Give each a file of its own.");
  return wanted;
}

function readWantedReport(text: string): WantedReport {
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  const path = at < 0 ? "" : text.slice(at + 1);
  const reporter = reporters.find((known) => known.name === name);
  if (reporter === undefined)
    throw new UsageError(
      `there is no report \`${name}\``,
      `The reports are ${joinWords(reporters.map((known) => known.name))}.`,
    );
  if (path !== "") return { reporter, path };
  if (reporter.ownPlace !== undefined && at < 0) return { reporter };
  throw new UsageError(`--report ${text} names no file`, `Write --report ${name}=FILE.`);
}

/** Writes the reports. One that cannot be written changes nothing of what was done: it is named, and the others follow. */
export async function writeWantedReports(
  io: Io,
  wanted: readonly WantedReport[],
  matter: ReportMatter,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  for (const { reporter, path } of wanted) {
    try {
      await writeOne(io, { reporter, ...(path === undefined ? {} : { path }) }, matter);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      code = exitCodes.usage;
      io.stderr.write(
        `warning: the ${reporter.name} report could not be written: ${escapeTerminal(path ?? error.path)}: ${error.code}. It changes nothing of what was done.\n`,
      );
    }
  }
  return code;
}

async function writeOne(io: Io, { reporter, path }: WantedReport, matter: ReportMatter): Promise<void> {
  const style = createStyle({ isColored: false });
  // GitHub reads commands from both streams; stdout is for results.
  const log = reporter.renderLog?.(matter) ?? "";
  if (log !== "") io.stderr.write(log);
  if (path !== undefined) {
    await io.files.writeText(resolve(io.cwd, path), reporter.render(matter, style));
    return;
  }
  const own = reporter.ownPlace === undefined ? undefined : io.env[reporter.ownPlace];
  if (own === undefined || own === "") return;
  const file = await io.files.openAppend(resolve(io.cwd, own));
  try {
    await file.append(reporter.render(matter, style));
  } finally {
    await file.close();
  }
}
