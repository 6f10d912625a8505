import type { Claim } from "../ledger/backend.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import { escapeTerminal } from "../text/escape.ts";
import { singleHub } from "./choose-hubs.ts";
import { type Command, configOption, hubOption } from "./command.ts";
import { createRunId, openLedger } from "./open-ledger.ts";
import { inWorkspace } from "./workspace.ts";

/**
 * Takes a campaign away from a run that is gone. A run that lives after all writes no intent any more and so sends
 * nothing more; what it had begun is held.
 */
export const ledgerUnlock: Command = {
  parameters: "[campaign]",
  options: [hubOption, configOption],
  run: inWorkspace(async (workspace, { io, args, options }) => {
    const ledger = await openLedger(workspace, createRunId(io));
    try {
      const claims = await ledger.liveClaims();
      const [campaign] = args;
      if (campaign === undefined) {
        const told = claims.length === 0 ? ["No campaign is held."] : claims.map(describeClaim);
        io.stdout.write(`${told.map(escapeTerminal).join("\n")}\n`);
        return exitCodes.done;
      }
      const hub = singleHub(workspace.project, options, io);
      const found = claims.filter((claim) => claim.hub === hub.alias && claim.campaign === campaign);
      if (found.length === 0)
        throw new UsageError(
          `no run holds ${hub.alias}/${campaign}`,
          "See `campanile ledger unlock` for what is held.",
        );
      const own = found.find(({ host, pid }) => host === io.processes.hostName && io.processes.isAlive(pid));
      if (own !== undefined)
        throw new UsageError(
          `run ${own.run} is alive: process ${own.pid} of this machine`,
          "Stop it, or wait for it.",
        );
      await ledger.unlock(found);
      for (const claim of found)
        io.stdout.write(`${escapeTerminal(`${describeClaim(claim)}: taken away.`)}\n`);
      return exitCodes.done;
    } finally {
      await ledger.close();
    }
  }),
};

function describeClaim({ hub, campaign, shard, run, host, pid, since }: Claim): string {
  const part = shard === undefined ? "" : `shard ${shard} of `;
  return `${part}${hub}/${campaign} is held by run ${run} (process ${pid} on ${host}, since ${since})`;
}
