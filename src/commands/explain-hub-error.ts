import type { ExitCode } from "../model/exit-code.ts";
import type { Hub } from "../model/project.ts";
import { describeError, explainError } from "./explain-error.ts";
import type { Workspace } from "./workspace.ts";

/** Tells what one hub refused, in the log and in the reports; `undefined` for a bug. */
export function explainHubError(
  error: unknown,
  { io, told }: Workspace,
  { alias }: Hub,
): ExitCode | undefined {
  const failure = describeError(error);
  if (failure !== undefined) told.add({ failures: [{ hub: alias, ...failure }] });
  return explainError(error, io);
}
