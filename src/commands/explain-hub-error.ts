import { join } from "node:path";
import { FileError, WorldError } from "../model/errors.ts";
import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Hub } from "../model/project.ts";
import { describeError, explainError } from "./explain-error.ts";
import type { Workspace } from "./workspace.ts";

/** Tells what one hub refused, in the log and in the reports; `undefined` for a bug. */
export function explainHubError(thrown: unknown, workspace: Workspace, { alias }: Hub): ExitCode | undefined {
  const { io, told } = workspace;
  const error = asLedgerTrouble(thrown, workspace);
  const failure = describeError(error);
  if (failure !== undefined) told.add({ failures: [{ hub: alias, ...failure }] });
  return explainError(error, io);
}

/** A file of the ledger that cannot be used is no mistake of the command line: without it nothing goes out. */
function asLedgerTrouble(error: unknown, { project, show }: Workspace): unknown {
  const { ledger, root } = project;
  if (!(error instanceof FileError) || ledger.backend !== "file") return error;
  if (!error.path.startsWith(join(root, ledger.path))) return error;
  return new WorldError(`the ledger could not be used: ${show(error.path)}: ${error.code}`, {
    code: "CAM5005",
    exitCode: exitCodes.ledger,
    hint: "Nothing goes out without it. Make room for it, or check its permissions, then run again.",
  });
}
