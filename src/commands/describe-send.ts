import { escapeTerminal } from "../text/escape.ts";
import { type Invocation, listOption, textOption } from "./command.ts";

/** Options of `plan` that decide what is in it, so that its send needs the same. */
const decisive = [
  ["--config", "config"],
  ["--hub", "hub"],
  ["--recipients", "recipients"],
  ["--max-errors", "maxErrors"],
  ["--shard", "shard"],
  ["--shard-index", "shardIndex"],
  ["--shard-count", "shardCount"],
] as const;

/** The command line that carries a saved plan out, for who copies it into a shell. */
export function describeSend({ args, options }: Invocation, planPath: string): string {
  const repeated = decisive.flatMap(([flag, name]) => {
    const single = textOption(options, name);
    const values = single === undefined ? listOption(options, name) : [single];
    return values.flatMap((value) => [flag, value]);
  });
  const words = ["campanile", "send", ...args, ...repeated, "--plan", planPath];
  return escapeTerminal(words.map(quoteForShell).join(" "));
}

function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
