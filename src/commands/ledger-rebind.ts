import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";
import type { Memory, Target } from "../model/memory.ts";
import type { Hub } from "../model/project.ts";
import { type Command, configOption, textOption } from "./command.ts";
import { createRunId, openLedger, readLedger } from "./open-ledger.ts";
import { emulatorTarget, refuseSecondAlias } from "./pin-target.ts";
import { resolveConnection } from "./resolve-connection.ts";
import { describeRun } from "./run-facts.ts";
import { inWorkspace, type Workspace } from "./workspace.ts";

/** Says what an alias means from now on, or that the history of commits was rewritten. */
export const ledgerRebind: Command = {
  parameters: "<hub>",
  options: [
    configOption,
    {
      flags: "--from <alias>",
      description: "the alias that this hub had before: its deliveries count for this one",
    },
    { flags: "--commit", description: "the history was rewritten: count from this commit on" },
    { flags: "--why <reason>", description: "kept in the ledger" },
  ],
  run: inWorkspace(async (workspace, { io, args, options }) => {
    const { project } = workspace;
    const alias = args[0] ?? "";
    const hub = project.hubs.get(alias);
    if (hub === undefined)
      throw new UsageError(
        `${project.file} has no hub \`${alias}\``,
        `The hubs are ${[...project.hubs.keys()].join(", ")}.`,
      );
    const run = createRunId(io);
    const ledger = await openLedger(workspace, run);
    try {
      const memory = await readLedger(ledger);
      const facts = await describeRun(workspace);
      const at = new Date(io.clock.nowMs()).toISOString();
      if (options["commit"] === true) {
        if (facts.commit === undefined)
          throw new UsageError("there is no commit here", "Run in the git checkout.");
        await ledger.append([{ entry: "run", run, at, hub: alias, command: "rebind", ...facts }], {
          durable: true,
        });
        io.stdout.write(`${alias}: runs count from commit ${facts.commit} on.\n`);
        return exitCodes.done;
      }
      const target = await targetOf(workspace, hub);
      const from = readFrom(memory, alias, textOption(options, "from"));
      refuseSecondAlias({ alias, target, from }, memory);
      const why = textOption(options, "why");
      const entry: LedgerEntry = {
        entry: "target",
        at,
        hub: alias,
        ...target,
        ...(from === undefined ? {} : { from }),
        ...(facts.actor === undefined ? {} : { actor: facts.actor }),
        ...(why === undefined ? {} : { why }),
      };
      await ledger.append([entry], { durable: true });
      const moved = from === undefined ? "" : ` What was sent as ${from} counts for it.`;
      io.stdout.write(`${alias} means ${target.name} at ${target.host} from now on.${moved}\n`);
      return exitCodes.done;
    } finally {
      await ledger.close();
    }
  }),
};

async function targetOf(workspace: Workspace, hub: Hub): Promise<Target> {
  if (hub.kind === "emulator") return emulatorTarget(hub.alias);
  const { connection, name } = await resolveConnection(workspace, hub);
  return { host: connection.host, name };
}

function readFrom(memory: Memory, alias: string, from: string | undefined): string | undefined {
  if (from === undefined) return undefined;
  if (!memory.targets.has(from))
    throw new UsageError(
      `the ledger knows no hub \`${from}\``,
      `It knows ${[...memory.targets.keys()].join(", ") || "none"}.`,
    );
  if (from === alias) throw new UsageError("a hub cannot take its own place", "Leave --from out.");
  // Two histories under one name: which of two deliveries with one key counts could not be told.
  if (memory.targets.has(alias))
    throw new UsageError(
      `the ledger knows a hub \`${alias}\` of its own already`,
      "Choose an alias that it does not know.",
    );
  return from;
}
