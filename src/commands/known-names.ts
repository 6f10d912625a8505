import type { LedgerState } from "../ledger/state.ts";
import { campaignOfKey, hubOfKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";
import { joinWords } from "../text/count.ts";
import { nearest } from "../text/nearest.ts";
import { type Options, textOption } from "./command.ts";
import { loadCampaigns, type Workspace } from "./workspace.ts";

/** A name that nothing has is a slip, and an empty answer to it would look like good news. */
export async function refuseUnknownNames(
  workspace: Workspace,
  state: LedgerState,
  options: Options,
): Promise<void> {
  const hub = textOption(options, "hub");
  const run = textOption(options, "run");
  const campaign = textOption(options, "campaign");
  if (hub !== undefined) refuseUnknownHub(workspace, state, hub);
  if (run !== undefined) refuseUnknownRun(state, run);
  if (campaign !== undefined) await refuseUnknownCampaign(workspace, state, campaign);
}

/** A hub that left the project has its history still. */
function refuseUnknownHub({ project }: Workspace, state: LedgerState, alias: string): void {
  const known = new Set([...project.hubs.keys(), ...state.targets.keys(), ...keysOf(state).map(hubOfKey)]);
  if (known.has(alias)) return;
  throw new UsageError(
    `neither ${project.file} nor the ledger has a hub \`${alias}\``,
    didYouMean(alias, known) ?? `The hubs are ${joinWords([...known])}.`,
  );
}

function refuseUnknownRun(state: LedgerState, run: string): void {
  const histories = [...state.deliveries.values(), ...state.crowds.values()].flatMap(
    ({ history }) => history,
  );
  const known = new Set([...state.runs.keys(), ...histories.flatMap(runOf)]);
  if (known.has(run)) return;
  throw new UsageError(
    `the ledger knows no run \`${run}\``,
    didYouMean(run, known) ??
      "A report names its run, and so do `campanile ledger list --unknown` and `ledger show`.",
  );
}

/** Files are read only for a name that the ledger does not know. */
export async function refuseUnknownCampaign(
  workspace: Workspace,
  state: LedgerState,
  campaign: string,
): Promise<void> {
  const sent = new Set(keysOf(state).map(campaignOfKey));
  if (sent.has(campaign)) return;
  const { readings } = await loadCampaigns(workspace, []);
  const known = new Set([...readings.flatMap(({ name }) => name ?? []), ...sent]);
  if (known.has(campaign)) return;
  throw new UsageError(
    `neither the project nor the ledger has a campaign \`${campaign}\``,
    didYouMean(campaign, known) ?? "Name it as its file does, without a revision.",
  );
}

function keysOf({ deliveries, crowds }: LedgerState): readonly string[] {
  return [...deliveries.keys(), ...crowds.keys()];
}

function runOf(entry: LedgerEntry): readonly string[] {
  return "run" in entry ? [entry.run] : [];
}

function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const suggestion = nearest(word, known);
  return suggestion === undefined ? undefined : `Did you mean \`${suggestion}\`?`;
}
