import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import { joinWords } from "../text/count.ts";
import type { Command } from "./command.ts";
import { writeBashCompletion } from "./completion-bash.ts";
import { writeFishCompletion } from "./completion-fish.ts";
import { type CompletionTable, completeCommands } from "./completion-table.ts";
import { writeZshCompletion } from "./completion-zsh.ts";
import type { CommandEntry } from "./registry.ts";

const shells: ReadonlyMap<string, (table: CompletionTable) => string> = new Map([
  ["bash", writeBashCompletion],
  ["zsh", writeZshCompletion],
  ["fish", writeFishCompletion],
]);

/**
 * Prints a script that completes command lines. The script holds every word but the aliases of hubs, so that nothing
 * is started while somebody types.
 */
export function createCompletion(
  entries: readonly CommandEntry[],
  groups: ReadonlyMap<string, string>,
): Command {
  return {
    parameters: "<shell>",
    options: [],
    values: async () => [...shells.keys()],
    run: async ({ io, args: [name = ""] }) => {
      const write = shells.get(name);
      if (write === undefined)
        throw new UsageError(
          `there is no completion for the shell \`${name}\``,
          `The shells are ${joinWords([...shells.keys()])}.`,
        );
      io.stdout.write(write({ commands: await completeCommands(entries), groups }));
      return exitCodes.done;
    },
  };
}
