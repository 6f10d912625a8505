import { FileError, UsageError, WorldError } from "../model/errors.ts";
import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import { escapeTerminal } from "../text/escape.ts";

/** Tells what the world refused and what to do about it; `undefined` for anything else, which is a bug. */
export function explainError(error: unknown, io: Io): ExitCode | undefined {
  if (error instanceof WorldError) {
    const place = error.place === undefined ? "campanile" : escapeTerminal(error.place);
    io.stderr.write(
      `${place}: error ${error.code}: ${escapeTerminal(error.message)}\n  hint: ${escapeTerminal(error.hint)}\n`,
    );
    return error.exitCode;
  }
  if (error instanceof UsageError) {
    io.stderr.write(`campanile: ${escapeTerminal(error.message)}\n  hint: ${escapeTerminal(error.hint)}\n`);
    return exitCodes.usage;
  }
  if (error instanceof FileError) {
    io.stderr.write(
      `campanile: ${escapeTerminal(error.path)}: ${error.code}\n  hint: Check the path and its permissions.\n`,
    );
    return exitCodes.usage;
  }
  return undefined;
}
