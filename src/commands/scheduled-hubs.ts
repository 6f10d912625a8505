import type { LedgerReading } from "../ledger/backend.ts";
import { createLedgerFold } from "../ledger/state.ts";
import type { Memory } from "../model/memory.ts";
import type { Project } from "../model/project.ts";
import { listWaitingHubs } from "../plan/list-waiting.ts";
import { escapeTerminal } from "../text/escape.ts";
import type { HubShare } from "./choose-hubs.ts";
import { createRunId, openLedger, stateOf } from "./open-ledger.ts";
import { isCi, type Workspace } from "./workspace.ts";

/**
 * Shares without a campaign for the hubs of the project that hold a schedule and have none in `shares`: the last campaign
 * of a hub may be gone, and what waits there of it is still to be taken back.
 */
export async function readScheduledHubs(
  workspace: Workspace,
  shares: readonly HubShare[],
  ledgerPath: string | undefined,
): Promise<readonly HubShare[]> {
  const ledger = await openLedger(workspace, createRunId(workspace.io), ledgerPath);
  try {
    const fold = createLedgerFold();
    const reading = await ledger.read(fold.take);
    if (!isWorthLooking(reading, shares, workspace.project)) return [];
    return findScheduledHubs(workspace, shares, { memory: stateOf(reading, fold, ledger), prunes: true });
  } finally {
    await ledger.close();
  }
}

/** A share says by itself that the ledger is missing, or makes that of an emulator; where there is none, nothing would. */
export function isWorthLooking(
  { kind }: LedgerReading,
  shares: readonly HubShare[],
  { hubs }: Project,
): boolean {
  return kind !== "missing" || (shares.length === 0 && [...hubs.values()].some((hub) => hub.kind === "real"));
}

/** The same of a ledger that was read. Who prunes is told of schedules at hubs that the project does not name. */
export function findScheduledHubs(
  { io, project }: Workspace,
  shares: readonly HubShare[],
  { memory, prunes }: { readonly memory: Memory; readonly prunes: boolean },
): readonly HubShare[] {
  const known = new Set(shares.map(({ hub }) => hub.alias));
  return listWaitingHubs(memory, io.clock.nowMs()).flatMap((alias): HubShare[] => {
    if (known.has(alias)) return [];
    const hub = project.hubs.get(alias);
    if (hub === undefined) {
      if (prunes) io.stderr.write(warnOfStranger(alias, project));
      return [];
    }
    // In CI an emulator has a turn only when it is named.
    return hub.kind === "emulator" && isCi(io) ? [] : [{ hub, notifications: [] }];
  });
}

function warnOfStranger(alias: string, { file }: Project): string {
  return `warning: the ledger has schedules at \`${escapeTerminal(alias)}\`, which ${escapeTerminal(file)} does not name; they are left there.\n  hint: Give the hub its old alias, or: campanile ledger rebind HUB --from ${escapeTerminal(alias)}\n`;
}
