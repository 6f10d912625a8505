import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import { joinWords } from "../text/count.ts";
import type { Command } from "./command.ts";

/** Prints a JSON Schema, for editors. */
export const schema: Command = {
  parameters: "[name]",
  options: [],
  values: async () => [...(await import("./schemas.ts")).schemas.keys()],
  run: async ({ io, args }) => {
    const { schemas } = await import("./schemas.ts");
    const [name = "campaign"] = args;
    const found = schemas.get(name);
    if (found === undefined)
      throw new UsageError(
        `there is no schema \`${name}\``,
        `The schemas are ${joinWords([...schemas.keys()])}.`,
      );
    io.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return exitCodes.done;
  },
};
