import type { Delivery } from "../model/delivery.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { UsageError, WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { BaselineEntry } from "../model/ledger-entry.ts";
import type { Hub } from "../model/project.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { memberSaltOf, type Salts } from "../plan/member-salt.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { count } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { namedHub } from "./choose-hubs.ts";
import { type Command, configOption, hubOption, type Options } from "./command.ts";
import { createRunId, newHeader, openLedger } from "./open-ledger.ts";
import { inWorkspace, loadCampaigns, styleOf, type Workspace } from "./workspace.ts";

/** Makes a ledger. Never touches one that exists. */
export const ledgerInit: Command = {
  parameters: "",
  options: [
    hubOption,
    configOption,
    { flags: "--empty", description: "nothing was sent yet (the default)" },
    {
      flags: "--baseline",
      description: "what the campaigns say now counts as sent, to the real hubs or to --hub",
    },
  ],
  run: inWorkspace(async (workspace, { io, options }) => {
    if (options["empty"] === true && options["baseline"] === true)
      throw new UsageError("--empty and --baseline exclude each other", "Choose one.");
    const header = newHeader(io);
    const { sent, open } =
      options["baseline"] === true ? await listExisting(workspace, options, header) : { sent: [], open: [] };
    const ledger = await openLedger(workspace, createRunId(io));
    try {
      const baseline: BaselineEntry = {
        entry: "baseline",
        at: header.at,
        deliveries: sent.map(({ key, rendered, source, notification }) => ({
          key,
          rendered,
          source,
          platform: notification.platform,
        })),
      };
      if (!(await ledger.create(sent.length === 0 ? [header] : [header, baseline]))) {
        throw new WorldError(`there is a ledger at ${ledger.place}`, {
          code: "CAM5001",
          exitCode: exitCodes.ledger,
          hint: "It stays as it is. To begin anew, move it away yourself.",
        });
      }
      const what =
        options["baseline"] === true
          ? `A ledger with ${count(sent.length, "delivery", "deliveries")} marked as sent`
          : "An empty ledger";
      io.stdout.write(
        `${what} is at ${ledger.place}. From now on it is the memory of what was sent: keep it.\n`,
      );
      for (const { key, notification } of open)
        io.stdout.write(
          `Left open, since its time has not come: ${escapeTerminal(key)} (${notification.schedule ?? ""})\n`,
        );
      return exitCodes.done;
    } finally {
      await ledger.close();
    }
  }),
};

/** What the files say now, for each hub: sent already, or still to come. */
async function listExisting(
  workspace: Workspace,
  options: Options,
  salts: Salts,
): Promise<{ readonly sent: readonly Delivery[]; readonly open: readonly Delivery[] }> {
  const { io, project } = workspace;
  const { readings, diagnostics } = await loadCampaigns(workspace, []);
  io.stderr.write(renderDiagnostics(diagnostics, styleOf(io.stderr, io)));
  if (hasErrors(diagnostics))
    throw new UsageError(
      "a campaign is invalid, and what it stands for would look unsent later",
      "Mend it first: campanile validate.",
    );
  const named = namedHub(project, options, io);
  const hubs = named === undefined ? [...project.hubs.values()].filter(isReal) : [named];
  const deliveries = hubs.flatMap((hub) => {
    const { alias } = hub;
    const notifications = readings.flatMap((reading) =>
      reading.hubs.includes(alias) ? reading.notifications : [],
    );
    return listDeliveries(notifications, { hub: alias, memberSalt: memberSaltOf(hub, salts) });
  });
  const nowMs = io.clock.nowMs();
  const isOpen = ({ notification }: Delivery) => (notification.scheduleAtMs ?? 0) > nowMs;
  const isTakenBack = ({ notification }: Delivery) => notification.cancelled;
  return {
    sent: deliveries.filter((delivery) => !isOpen(delivery) && !isTakenBack(delivery)),
    open: deliveries.filter((delivery) => isOpen(delivery) && !isTakenBack(delivery)),
  };
}

function isReal({ kind }: Hub): boolean {
  return kind === "real";
}
