import type { Claim } from "../ledger/backend.ts";
import type { LedgerState } from "../ledger/state.ts";
import { campaignOfKey, type Delivery, hubOfKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { ResolvedEntry } from "../model/ledger-entry.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { memberSaltOf } from "../plan/member-salt.ts";
import { escapeTerminal } from "../text/escape.ts";
import { type Command, configOption, hubOption, type Options, textOption } from "./command.ts";
import { isUnknown } from "./ledger-list.ts";
import { findDelivery } from "./ledger-show.ts";
import { createRunId, lookAtLedger, openLedger } from "./open-ledger.ts";
import { listRemembered } from "./remembered-crowds.ts";
import { readActor } from "./run-facts.ts";
import { inWorkspace, loadCampaigns, type Workspace } from "./workspace.ts";

/** Takes a person's word about deliveries. */
export const ledgerResolve: Command = {
  parameters: "[key]",
  options: [
    hubOption,
    configOption,
    { flags: "--run <run>", description: "everything of a run that is in doubt, instead of one key" },
    { flags: "--campaign <name>", description: "everything of a campaign, instead of one key" },
    {
      flags: "--as <state>",
      description: "sent: it went out; unsent: it did not, and the next run sends it",
      values: ["sent", "unsent"],
    },
    { flags: "--accept-drift", description: "it was edited after it went out, and nobody needs it again" },
    { flags: "--why <reason>", description: "how you know; kept in the ledger" },
  ],
  run: inWorkspace(async (workspace, { io, args, options }) => {
    const ledger = await openLedger(workspace, createRunId(io));
    try {
      const { memory: state, claims } = await lookAtLedger(ledger);
      const acceptsDrift = options["acceptDrift"] === true;
      const chosen = choose(state, args[0], options);
      refuseWhileClaimed(claims, chosen);
      const words = acceptsDrift
        ? await acceptDrift(workspace, chosen, state)
        : chosen.map((delivery) => ({ key: delivery.key, as: readState(delivery, options) }));
      const actor = await readActor(workspace);
      const why = textOption(options, "why");
      const entries = words.map(
        (word): ResolvedEntry => ({
          entry: "resolved",
          at: new Date(io.clock.nowMs()).toISOString(),
          ...word,
          ...(actor === undefined ? {} : { actor }),
          ...(why === undefined ? {} : { why }),
        }),
      );
      await ledger.append(entries, { durable: true });
      for (const { key, as } of entries) io.stdout.write(`${escapeTerminal(key)}: ${as}.\n`);
      return exitCodes.done;
    } finally {
      await ledger.close();
    }
  }),
};

/** One key, or all that fits a run or a campaign and has something to be said about it. */
function choose(
  state: LedgerState,
  key: string | undefined,
  options: Options,
): readonly RememberedDelivery[] {
  const run = textOption(options, "run");
  const campaign = textOption(options, "campaign");
  const hub = textOption(options, "hub");
  const ways = [key, run, campaign].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw new UsageError("which delivery is meant?", "Give one key, or --run, or --campaign.");
  if (key !== undefined) return [findDelivery(state, key)];
  const isMeant = options["acceptDrift"] === true ? isOut : isUnknown;
  const chosen = listRemembered(state)
    .filter(isMeant)
    .filter((delivery) => hub === undefined || hubOfKey(delivery.key) === hub)
    .filter((delivery) => campaign === undefined || campaignOfKey(delivery.key) === campaign)
    .filter(
      (delivery) =>
        run === undefined || delivery.history.some((entry) => "run" in entry && entry.run === run),
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (chosen.length > 0) return chosen;
  throw new UsageError("nothing of it is to be resolved", "See `campanile ledger list --unknown`.");
}

function isOut({ status }: RememberedDelivery): boolean {
  return status === "accepted" || status === "scheduled";
}

/** A run that is sending it will tell itself what came of it. */
function refuseWhileClaimed(claims: readonly Claim[], chosen: readonly RememberedDelivery[]): void {
  const holder = claims.find(({ hub, campaign }) =>
    chosen.some(({ key }) => hubOfKey(key) === hub && campaignOfKey(key) === campaign),
  );
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
async function acceptDrift(
  workspace: Workspace,
  chosen: readonly RememberedDelivery[],
  memory: LedgerState,
): Promise<readonly Pick<ResolvedEntry, "key" | "as" | "rendered" | "source">[]> {
  const { readings } = await loadCampaigns(workspace, []);
  const written = new Map<string, Delivery>();
  for (const hub of new Set(chosen.map(({ key }) => hubOfKey(key)))) {
    const notifications = readings.flatMap((reading) =>
      reading.hubs.includes(hub) ? reading.notifications : [],
    );
    // Of an alias that the project has dropped nothing is written, whatever the salt.
    const memberSalt = memberSaltOf(workspace.project.hubs.get(hub) ?? { kind: "real" }, memory);
    for (const delivery of listDeliveries(notifications, { hub, memberSalt }))
      written.set(delivery.key, delivery);
  }
  return chosen.map((delivery) => {
    const { key, status } = delivery;
    if (!isOut(delivery))
      throw new UsageError(`it is ${status}, so it did not drift`, "See `campanile plan`.");
    const now = written.get(key);
    if (now === undefined)
      throw new UsageError(`no valid campaign of the project has ${key}`, "See `campanile plan`.");
    return { key, as: "drift-accepted", rendered: now.rendered, source: now.source };
  });
}
