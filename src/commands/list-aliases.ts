import { resolve } from "node:path";
import { findProjectFile } from "../campaign/load-project.ts";
import { readYaml } from "../campaign/yaml/read-yaml.ts";
import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";

/** What a shell takes as it stands; a project file of a stranger must not put anything else on a command line. */
const aliasPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Prints the aliases of the project's hubs, one on each line; nothing at all when there is anything in the way. */
export async function listAliases(words: readonly string[], io: Io): Promise<ExitCode> {
  try {
    const named = nameConfig(words) ?? io.env["CAMPANILE_CONFIG"];
    const path = named === undefined ? await findProjectFile(io.cwd, io.files) : resolve(io.cwd, named);
    const bytes = path === undefined ? undefined : await io.files.readBytes(path);
    if (path === undefined || bytes === undefined) return exitCodes.done;
    const value = readYaml(path, bytes, { isProse: () => false }).source?.value;
    const hubs = typeof value === "object" && value !== null && "hubs" in value ? value["hubs"] : undefined;
    const aliases = typeof hubs === "object" && hubs !== null ? Object.keys(hubs) : [];
    io.stdout.write(
      aliases
        .filter((alias) => aliasPattern.test(alias))
        .map((alias) => `${alias}\n`)
        .join(""),
    );
  } catch {
    // A half-typed command line is no place for a message.
  }
  return exitCodes.done;
}

function nameConfig(words: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => /^--config(?:=|$)/.test(word));
  const word = words[at];
  return word?.includes("=") === true
    ? word.slice(word.indexOf("=") + 1)
    : at < 0
      ? undefined
      : words[at + 1];
}
