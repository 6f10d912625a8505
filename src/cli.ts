#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CommanderError, Command as Program } from "commander";
import type { CommandEntry } from "./commands/registry.ts";
import { commands, groups } from "./commands/registry.ts";
import { createNodeIo } from "./io.ts";
import { type ExitCode, exitCodes } from "./model/exit-code.ts";
import type { Io } from "./model/io.ts";
import { version } from "./version.ts";

/** Runs a command line, without the program's name, and says how it ended. */
export async function run(line: readonly string[], io: Io): Promise<number> {
  if (line[0]?.startsWith("__") === true) {
    const { aliasesCommand } = await import("./commands/completion-table.ts");
    const { listAliases } = await import("./commands/list-aliases.ts");
    if (line[0] === aliasesCommand) return await listAliases(line.slice(1), io);
  }
  const argv = orderHelp(line);
  const called: { exitCode: number } = { exitCode: exitCodes.done };
  const program = createProgram(io);
  const words = argv.filter((word) => word !== "help");
  const wanted = commands.find(({ name }) => name.split(" ").every((word, index) => words[index] === word));
  for (const entry of commands) await addCommand(program, entry, { io, called, isWanted: entry === wanted });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return called.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return await explain(error, io);
  }
}

/** `help ledger resolve` asks for the same as `ledger help resolve`. Only a group has a `help`: `send help` would send. */
function orderHelp(argv: readonly string[]): readonly string[] {
  const [first, group = "", ...more] = argv;
  return first === "help" && groups.has(group) && more.length > 0 ? [group, first, ...more] : argv;
}

function createProgram(io: Io): Program {
  return new Program("campanile")
    .description("Push campaigns as code for Azure Notification Hubs.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .showSuggestionAfterError(true);
}

interface Calling {
  readonly io: Io;
  readonly called: { exitCode: number };
  readonly isWanted: boolean;
}

/** Only the command that is called is loaded: the others would cost their start-up time. */
async function addCommand(
  program: Program,
  entry: CommandEntry,
  { io, called, isWanted }: Calling,
): Promise<void> {
  const words = entry.name.split(" ");
  const [group, name = group] = words;
  const parent = words.length === 1 ? program : groupOf(program, group ?? "");
  const command = parent.command(name ?? "").description(entry.summary);
  if (!isWanted) return;
  const loaded = await entry.load();
  if (loaded.parameters !== "") command.arguments(loaded.parameters);
  for (const { flags, description, isRepeatable } of loaded.options) {
    if (isRepeatable === true) command.option(flags, description, collect);
    else command.option(flags, description);
  }
  command.action(async () => {
    called.exitCode = await loaded.run({ io, args: command.args, options: command.opts() });
  });
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function groupOf(program: Program, name: string): Program {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? program.command(name).description(groups.get(name) ?? "");
}

/** The world's refusals are told; anything else is a bug, and its stack helps to mend it. */
async function explain(error: unknown, io: Io): Promise<ExitCode> {
  const { explainError } = await import("./commands/explain-error.ts");
  const code = explainError(error, io);
  if (code !== undefined) return code;
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(
    `campanile: this is a bug in Campanile ${version}. Please report it with these lines:\n${story}\n`,
  );
  return exitCodes.bug;
}

function isMain(): boolean {
  const script = process.argv[1];
  return script !== undefined && realpathSync(script) === realpathSync(fileURLToPath(import.meta.url));
}

if (isMain()) process.exitCode = await run(process.argv.slice(2), createNodeIo());
