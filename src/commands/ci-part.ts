import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import { matterOf, type ReportMatter } from "../model/report-matter.ts";
import { collectMatter } from "./collect-matter.ts";
import type { Command, Options } from "./command.ts";
import { explainError } from "./explain-error.ts";

/** One command of a CI job, after it ran. */
export interface CiPart {
  readonly name: string;
  readonly code: ExitCode;
  readonly matter: ReportMatter;
}

export interface CiPartCall {
  readonly name: string;
  readonly command: Command;
  readonly args: readonly string[];
  readonly options: Options;
}

/** Runs a command as a part of the job: what it prints is in the log, and what it had to tell is kept. */
export async function runPart(io: Io, { name, command, args, options }: CiPartCall): Promise<CiPart> {
  let matter = matterOf({});
  const tell = (told: ReportMatter) => {
    matter = told;
  };
  io.stderr.write(`\n--- campanile ${name}\n`);
  try {
    const code = exitCodeOf(await command.run({ io, args, options, tell }));
    return { name, code, matter };
  } catch (error) {
    const code = explainError(error, io);
    if (code === undefined) throw error;
    return { name, code, matter };
  }
}

function exitCodeOf(code: number): ExitCode {
  return Object.values(exitCodes).find((known) => known === code) ?? exitCodes.bug;
}

/** What several parts had to tell, once: each of them reads the same files. */
export function joinMatters(parts: readonly CiPart[], io: Io): ReportMatter {
  // The parts have said already where their files are in the repository.
  const sum = collectMatter({ cwd: io.cwd, env: {} });
  for (const { matter } of parts) sum.add(matter);
  const matter = sum.matter();
  return {
    ...matter,
    // That nothing has an expectation is no news for a pull request.
    checks: matter.checks.filter(({ campaigns, passed }) => campaigns.length > 0 || !passed),
    files: [...new Set(matter.files)],
    diagnostics: unique(matter.diagnostics),
    failures: unique(matter.failures),
  };
}

function unique<Item>(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
