import { basename, join, resolve } from "node:path";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Files } from "../model/io.ts";
import type { Command } from "./command.ts";
import { scaffold } from "./scaffold.ts";

/** Writes what a project needs. Files that exist stay as they are. */
export const init: Command = {
  parameters: "[directory]",
  options: [],
  run: async ({ io, args }) => {
    const root = resolve(io.cwd, args[0] ?? ".");
    if ((await io.files.kind(root)) === "file")
      throw new UsageError(`${args[0]} is a file`, "Name a folder.");
    const { schemas } = await import("./schemas.ts");
    const published = ["campaign", "expect", "project", "fleet"].flatMap((name) => {
      const schema = schemas.get(name);
      return schema === undefined
        ? []
        : [{ path: `schemas/${name}.schema.json`, text: `${JSON.stringify(schema, null, 2)}\n` }];
    });
    for (const { path, text } of [...scaffold, ...published]) {
      const isNew = await io.files.createText(join(root, path), text);
      io.stdout.write(`${isNew ? "wrote" : "kept "}  ${path}\n`);
    }
    io.stdout.write(await describeInstall(io.files, root));
    const where = args[0] === undefined ? "" : ` (in ${basename(root)})`;
    io.stdout.write(
      `Next${where}: campanile validate, then campanile send. Nothing leaves this machine: the hub \`local\` is an emulator.\n`,
    );
    return exitCodes.done;
  },
};

/** The workflow installs what package.json locks, never whatever has the name today. */
async function describeInstall(files: Files, root: string): Promise<string> {
  const line = "npm install --save-dev campanile";
  const bytes = await files.readBytes(join(root, "package.json"));
  if (bytes === undefined) return `The workflow needs a package.json: npm init --yes && ${line}\n`;
  const isNamed = /"campanile"\s*:/.test(new TextDecoder().decode(bytes));
  return isNamed ? "" : `The workflow needs Campanile in package.json: ${line}\n`;
}
