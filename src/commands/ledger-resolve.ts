import type { LedgerBackend } from "../ledger/backend.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { ResolvedEntry } from "../model/ledger-entry.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { type Command, configOption, type Options, textOption } from "./command.ts";
import { isUnknown } from "./ledger-list.ts";
import { findDelivery } from "./ledger-show.ts";
import { createRunId, openLedger, readLedger } from "./open-ledger.ts";
import { describeRun } from "./run-facts.ts";
import { inWorkspace, loadCampaigns, type Workspace } from "./workspace.ts";

/** Takes a person's word about a delivery. */
export const ledgerResolve: Command = {
  parameters: "<key>",
  options: [
    configOption,
    {
      flags: "--as <state>",
      description: "sent: it went out; unsent: it did not, and the next run sends it",
    },
    { flags: "--accept-drift", description: "it was edited after it went out, and nobody needs it again" },
    { flags: "--why <reason>", description: "how you know; kept in the ledger" },
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io, args, options } = invocation;
    const ledger = openLedger(workspace, createRunId(io));
    const state = await readLedger(ledger, io, { makeMissing: false });
    const delivery = findDelivery(state, args[0] ?? "");
    await refuseWhileClaimed(ledger, delivery);
    const word =
      options["acceptDrift"] === true
        ? await acceptDrift(workspace, delivery, state.memberSalt)
        : { as: readState(delivery, options) };
    const { actor } = await describeRun(workspace);
    const why = textOption(options, "why");
    const entry: ResolvedEntry = {
      entry: "resolved",
      at: nowOf(io),
      key: delivery.key,
      ...word,
      ...(actor === undefined ? {} : { actor }),
      ...(why === undefined ? {} : { why }),
    };
    await ledger.append([entry], { durable: true });
    await ledger.close();
    io.stdout.write(`${delivery.key}: ${entry.as}.\n`);
    return exitCodes.done;
  }),
};

function nowOf(io: Io): string {
  return new Date(io.clock.nowMs()).toISOString();
}

/** A run that is sending it will tell itself what came of it. */
async function refuseWhileClaimed(ledger: LedgerBackend, { key }: RememberedDelivery): Promise<void> {
  const claims = await ledger.liveClaims();
  const holder = claims.find(({ hub, campaign }) => key.startsWith(`${hub}/${campaign}@`));
  if (holder !== undefined)
    throw new UsageError(
      `run ${holder.run} is sending ${holder.campaign} right now`,
      "Wait until it has ended.",
    );
}

function readState(delivery: RememberedDelivery, options: Options): "sent" | "unsent" {
  const state = textOption(options, "as");
  if (state !== "sent" && state !== "unsent")
    throw new UsageError("what became of it?", "Say --as sent, --as unsent or --accept-drift.");
  if (!isUnknown(delivery))
    throw new UsageError(
      `it is ${delivery.status}, so there is nothing to resolve`,
      "To send it again, raise its `revision`.",
    );
  return state;
}

/** What stands in the file now counts as what was sent. */
async function acceptDrift(workspace: Workspace, { key, status }: RememberedDelivery, memberSalt: string) {
  if (status !== "accepted")
    throw new UsageError(`it is ${status}, so it did not drift`, "See `campanile plan`.");
  const { readings } = await loadCampaigns(workspace, []);
  const hub = key.split("/")[0] ?? "";
  const notifications = readings.flatMap((reading) =>
    reading.hubs.includes(hub) ? reading.notifications : [],
  );
  const written = listDeliveries(notifications, { hub, memberSalt }).find((delivery) => delivery.key === key);
  if (written === undefined)
    throw new UsageError("no valid campaign of the project has this delivery", "See `campanile plan`.");
  return { as: "drift-accepted", rendered: written.rendered, source: written.source } as const;
}
