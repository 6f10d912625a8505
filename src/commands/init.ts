import { basename, join, resolve } from "node:path";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Files } from "../model/io.ts";
import { type CiChoice, ciSystems, listCiFiles, type ScaffoldFile } from "./ci-files.ts";
import { type Command, listOption, textOption } from "./command.ts";
import { readChoice } from "./format.ts";
import { scaffold } from "./scaffold.ts";

/** Writes what a project needs. Files that exist stay as they are, but for those of the action. */
export const init: Command = {
  parameters: "[directory]",
  options: [
    { flags: "--ci <system>", description: "github (default), gitlab or azure" },
    {
      flags: "--action <reference>",
      description: "OWNER/REPO@COMMIT of an action, instead of a copy in the project",
    },
    {
      flags: "--owner <name>",
      description: "who reviews campaigns, for CODEOWNERS (repeatable)",
      isRepeatable: true,
    },
  ],
  run: async (invocation) => {
    const { io, args, options } = invocation;
    const system = readChoice(invocation, "ci", ciSystems);
    const wishes = { action: textOption(options, "action"), owners: listOption(options, "owner") };
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
    const ofCi = await listCiFiles(system, wishes, io.files);
    for (const file of [...scaffold, ...ofCi, ...published])
      io.stdout.write(`${await writeOne(io.files, root, file)}  ${file.path}\n`);
    if (system !== "github") io.stdout.write(await describeInstall(io.files, root, system));
    const where = args[0] === undefined ? "" : ` (in ${basename(root)})`;
    io.stdout.write(
      `Next${where}: campanile validate, then campanile send. Nothing leaves this machine: the hub \`local\` is an emulator.\n`,
    );
    return exitCodes.done;
  },
};

/** What became of a file, in five letters. */
async function writeOne(
  files: Files,
  root: string,
  { path, text, isOurs = false, others = [] }: ScaffoldFile,
): Promise<string> {
  for (const other of others) if ((await files.kind(join(root, other))) !== undefined) return "kept ";
  if (await files.createText(join(root, path), text)) return "wrote";
  if (!isOurs) return "kept ";
  const bytes = await files.readBytes(join(root, path));
  if (bytes !== undefined && new TextDecoder().decode(bytes) === text) return "kept ";
  await files.writeText(join(root, path), text);
  return "wrote";
}

/** The pipeline installs what package.json locks, never whatever has the name today. */
async function describeInstall(files: Files, root: string, system: CiChoice): Promise<string> {
  const line = "npm install --save-dev campanile";
  const what = system === "gitlab" ? "The pipeline of GitLab" : "The pipeline of Azure";
  const bytes = await files.readBytes(join(root, "package.json"));
  if (bytes === undefined) return `${what} needs a package.json: npm init --yes && ${line}\n`;
  const isNamed = /"campanile"\s*:/.test(new TextDecoder().decode(bytes));
  return isNamed ? "" : `${what} needs Campanile in package.json: ${line}\n`;
}
