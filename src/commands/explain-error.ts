import { FileError, UsageError, WorldError } from "../model/errors.ts";
import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { Failure } from "../model/report-matter.ts";
import { escapeTerminal } from "../text/escape.ts";

/** What the world refused, for a report; `undefined` for anything else, which is a bug. */
export function describeError(error: unknown): Failure | undefined {
  if (error instanceof WorldError) return { code: error.code, message: error.message, hint: error.hint };
  if (error instanceof UsageError) return { message: error.message, hint: error.hint };
  if (error instanceof FileError)
    return { message: `${error.path}: ${error.code}`, hint: "Check the path and its permissions." };
  return undefined;
}

/** Tells what the world refused and what to do about it; `undefined` for anything else, which is a bug. */
export function explainError(error: unknown, io: Io): ExitCode | undefined {
  const failure = describeError(error);
  if (failure === undefined) return undefined;
  const place =
    error instanceof WorldError && error.place !== undefined ? escapeTerminal(error.place) : "campanile";
  const code = failure.code === undefined ? "" : `error ${failure.code}: `;
  io.stderr.write(
    `${place}: ${code}${escapeTerminal(failure.message)}\n  hint: ${escapeTerminal(failure.hint)}\n`,
  );
  return error instanceof WorldError ? error.exitCode : exitCodes.usage;
}
