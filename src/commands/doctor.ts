import { join } from "node:path";
import { hasErrors } from "../model/diagnostic.ts";
import { FileError, UsageError, WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { FleetFile } from "../model/fleet.ts";
import type { Hub } from "../model/project.ts";
import { count } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { type Command, configOption } from "./command.ts";
import { createRunId, openLedger } from "./open-ledger.ts";
import { resolveConnection } from "./resolve-connection.ts";
import { inWorkspace, loadCampaigns, styleOf, type Workspace } from "./workspace.ts";

interface Finding {
  readonly isGood: boolean;
  readonly subject: string;
  readonly words: string;
}

/** Checks what a run needs, without sending anything. */
export const doctor: Command = {
  parameters: "",
  options: [configOption],
  run: inWorkspace(async (workspace, invocation) => {
    const { io } = invocation;
    const findings = [
      await check("campaigns", () => checkCampaigns(workspace)),
      await check("ledger", () => checkLedger(workspace)),
      await checkGit(workspace),
      ...(await Promise.all(
        [...workspace.project.hubs.values()].map((hub) =>
          check(`hub ${hub.alias}`, () => checkHub(workspace, hub)),
        ),
      )),
    ];
    const style = styleOf(io.stdout, io);
    for (const { isGood, subject, words } of findings) {
      io.stdout.write(
        `${isGood ? style.green("ok   ") : style.red("wrong")}  ${escapeTerminal(subject)}: ${escapeTerminal(words)}\n`,
      );
    }
    return findings.every((finding) => finding.isGood) ? exitCodes.done : exitCodes.usage;
  }),
};

/** What one check stumbles over is its finding, and keeps no other check from its own. */
async function check(subject: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof WorldError || error instanceof UsageError)
      return { isGood: false, subject, words: `${error.message}. ${error.hint}` };
    if (error instanceof FileError) return { isGood: false, subject, words: `${error.path}: ${error.code}` };
    throw error;
  }
}

async function checkCampaigns(workspace: Workspace): Promise<Finding> {
  const { readings, diagnostics } = await loadCampaigns(workspace, []);
  const isGood = readings.length > 0 && !hasErrors(diagnostics);
  const words =
    readings.length === 0
      ? `no file matches ${workspace.project.campaigns} yet`
      : count(readings.length, "campaign");
  return {
    isGood,
    subject: "campaigns",
    words: hasErrors(diagnostics) ? `${words}, not all valid: see \`campanile validate\`` : words,
  };
}

async function checkLedger(workspace: Workspace): Promise<Finding> {
  const ledger = await openLedger(workspace, createRunId(workspace.io));
  const reading = await ledger.read(() => undefined);
  const subject = `ledger ${ledger.place}`;
  const hasRealHub = [...workspace.project.hubs.values()].some((hub) => hub.kind === "real");
  if (reading.kind === "whole")
    return { isGood: true, subject, words: count(reading.entryCount, "entry", "entries") };
  if (reading.kind === "damaged")
    return {
      isGood: false,
      subject,
      words: `${reading.isNewer === true ? "" : "damaged at "}line ${reading.line}: ${reading.message}`,
    };
  return hasRealHub
    ? { isGood: false, subject, words: "missing; restore it, or make one with `campanile ledger init`" }
    : { isGood: true, subject, words: "not there yet; the first run on the emulator makes it" };
}

async function checkGit({ io, project }: Workspace): Promise<Finding> {
  const result = await io.processes.run("git", ["rev-parse", "--short", "HEAD"], { cwd: project.root });
  if (result === undefined)
    return { isGood: true, subject: "git", words: "not installed; runs record no commit" };
  return {
    isGood: true,
    subject: "git",
    words: result.exitCode === 0 ? `commit ${result.stdout.trim()}` : "no commit; runs record none",
  };
}

async function checkHub(workspace: Workspace, hub: Hub): Promise<Finding> {
  const subject = `hub ${hub.alias}`;
  if (hub.kind === "real") {
    const { connection, name } = await resolveConnection(workspace, hub);
    return { isGood: true, subject, words: `${name} at ${connection.host}, rule ${connection.ruleName}` };
  }
  const { loadFleet } = await import("../campaign/load-fleet.ts");
  const path = join(workspace.project.root, hub.fleet);
  const { fleet, diagnostics } = await loadFleet(path, workspace.show(path), workspace.io.files);
  const words =
    fleet === undefined
      ? (diagnostics[0]?.message ?? "the fleet cannot be read")
      : `emulator with ${count(countDevices(fleet), "device")}`;
  return { isGood: fleet !== undefined, subject, words };
}

function countDevices({ devices = [], generate = [] }: FleetFile): number {
  return generate.reduce((sum, recipe) => sum + recipe.count, devices.length);
}
