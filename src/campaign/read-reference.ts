import type { SecretReference } from "../model/project.ts";
import type { Reporter } from "./yaml/reporter.ts";
import type { Path } from "./yaml/source.ts";

/** Reads where a secret lies. `undefined`, with a diagnostic, when the secret itself seems to stand there. */
export function readReference(
  written: string | { readonly file: string },
  path: Path,
  reporter: Reporter,
): SecretReference | undefined {
  if (typeof written !== "string") return { kind: "file", path: written.file };
  const variable = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(written)?.[1];
  if (variable !== undefined) return { kind: "environment", variable };
  // The line may hold the key, so it is neither quoted nor printed.
  reporter.hidden(path, {
    code: "CAM7002",
    message: "a connection string does not belong into a file that is committed",
    hint: "Write ${NAME_OF_A_VARIABLE}, or { file: PATH }. If this key was ever committed, make a new one in the portal.",
  });
  return undefined;
}
