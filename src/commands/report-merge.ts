import { resolve } from "node:path";
import { validators } from "../campaign/schema/validators.ts";
import { UsageError } from "../model/errors.ts";
import { worstExitCode } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { Report } from "../model/report.ts";
import { matterOf } from "../model/report-matter.ts";
import { mergeReports } from "../report/merge-reports.ts";
import { reporters } from "../report/registry.ts";
import { joinWords } from "../text/count.ts";
import { parseJson } from "../text/parse-json.ts";
import type { Command } from "./command.ts";
import { formatOption, readFormat, tellingFormats } from "./format.ts";
import { readWantedReports, reportOption, writeWantedReports } from "./wanted-reports.ts";
import { styleOf } from "./workspace.ts";

/** Joins the reports of shards: `report.json` of each. Ends with the worst of their exit codes. */
export const reportMerge: Command = {
  parameters: "<files...>",
  options: [formatOption(tellingFormats), reportOption],
  run: async (invocation) => {
    const { io, args } = invocation;
    const format = readFormat(invocation, tellingFormats);
    const wanted = readWantedReports(invocation);
    const [first, ...rest] = await readReports(args, io);
    if (first === undefined)
      throw new UsageError("no report is named", "Name the report.json of each shard.");
    const aliases = [...new Set([first, ...rest].map(({ hub }) => hub.alias))];
    if (aliases.length > 1)
      throw new UsageError(`these are reports of several hubs: ${joinWords(aliases)}`, "Merge those of one.");
    const report = mergeReports([first, ...rest]);
    const matter = matterOf({ reports: [report] });
    const written = await writeWantedReports(io, wanted, matter);
    const chosen = reporters.find((reporter) => reporter.name === format);
    io.stdout.write(chosen?.render(matter, styleOf(io.stdout, io)) ?? "");
    return worstExitCode([report.exitCode, written]);
  },
};

async function readReports(paths: readonly string[], io: Io): Promise<readonly Report[]> {
  const isReport = validators.report();
  const reports: Report[] = [];
  for (const path of paths) {
    const bytes = await io.files.readBytes(resolve(io.cwd, path));
    if (bytes === undefined) throw new UsageError(`${path}: there is no such file`, "Check the path.");
    const value: unknown = parseJson(new TextDecoder().decode(bytes));
    for (const one of Array.isArray(value) ? value : [value]) {
      if (!isReport(one))
        throw new UsageError(`${path} is no report`, "Name the report.json that a send leaves.");
      reports.push(one);
    }
  }
  return reports;
}
