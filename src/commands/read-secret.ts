import { resolve } from "node:path";
import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { SecretReference } from "../model/project.ts";
import type { Workspace } from "./workspace.ts";

export interface WantedSecret {
  readonly reference: SecretReference;
  /** `file:line:column` of the reference. */
  readonly place: string;
  /** `the connection string of …`, for the hint. */
  readonly meaning: string;
}

/** Reads what a reference leads to. A failure says what to do. */
export async function readSecret(
  { io, project }: Workspace,
  { reference, place, meaning }: WantedSecret,
): Promise<string> {
  const usage = { code: "CAM7003", exitCode: exitCodes.usage, place } as const;
  if (reference.kind === "environment") {
    const value = io.env[reference.variable];
    if (value !== undefined && value.trim() !== "") return value;
    const state = value === undefined ? "is not set" : "is empty";
    throw new WorldError(`the variable ${reference.variable} ${state}`, {
      ...usage,
      hint: `Set it to ${meaning}; in CI, from a secret.`,
    });
  }
  const bytes = await io.files.readBytes(resolve(project.root, reference.path));
  if (bytes === undefined)
    throw new WorldError(`the file ${reference.path} does not exist`, {
      ...usage,
      hint: `Put ${meaning} into it.`,
    });
  return new TextDecoder().decode(bytes);
}

/**
 * GitHub hides in its logs whatever was announced like this. On stderr, which its runner reads as well: stdout is for
 * results, and a result that is kept in a file must hold no secret.
 */
export function maskOnGitHub(secret: string, io: Io): void {
  if (io.env["GITHUB_ACTIONS"] !== "true") return;
  // A command ends with its line: what follows would be shown.
  const lines = secret.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  for (const line of lines) io.stderr.write(`::add-mask::${line}\n`);
}
