import type { DeliveryKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import { type ExitCode, exitCodes, worstExitCode } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { Hub, Project } from "../model/project.ts";
import type { SavedEntry } from "../plan/saved-plan.ts";
import type { HubShare } from "./choose-hubs.ts";
import { chooseOrphans } from "./choose-orphans.ts";
import type { Invocation } from "./command.ts";
import { deliverReport, type ReportFormat, requireOneDocument } from "./deliver-report.ts";
import { explainHubError } from "./explain-hub-error.ts";
import { readMaxErrors, readShard } from "./recipient-options.ts";
import { readScheduledHubs } from "./scheduled-hubs.ts";
import { selectShares } from "./select-shares.ts";
import { type ShareSettings, sendShare } from "./send-share.ts";
import { tellStops } from "./tell-stops.ts";
import { isCi, type Workspace } from "./workspace.ts";

export interface SendSettings {
  readonly command: "send" | "demo" | "cancel";
  readonly format: ReportFormat;
  readonly concurrency: number;
  /** How long to wait for campaigns that another run holds. */
  readonly lockTimeoutMs: number;
  /** Schedules that no file asks for any more are taken back. */
  readonly prunes: boolean;
  /** What may be done, by hub; `undefined` when the run is bound to no saved plan. */
  readonly savedPlans: SavedPlans | undefined;
  /** Another ledger than the project's, relative to its root. */
  readonly ledgerPath?: string;
}

export type SavedPlans = ReadonlyMap<string, ReadonlyMap<DeliveryKey, SavedEntry>>;

/** Sends the campaigns of a command line, hub by hub, and reports each. */
export async function sendCampaigns(
  workspace: Workspace,
  invocation: Invocation,
  settings: SendSettings,
): Promise<ExitCode> {
  const { io, project } = workspace;
  const { options } = invocation;
  const selection = await selectShares(workspace, invocation);
  const { shares: own, named, invalidCampaigns } = selection;
  const isStrict = options["strict"] === true;
  const codes: ExitCode[] = [...selection.codes];
  if (isStrict && codes.length > 0) {
    io.stderr.write("Nothing was sent: a campaign is invalid, and --strict was given.\n");
    return exitCodes.invalid;
  }
  const orphans = await chooseOrphans(workspace, invocation, { selection, prunes: settings.prunes });
  // A hub that is named has its share, and is the only one.
  const others =
    orphans === "cancel" && named === undefined
      ? await readScheduledHubs(workspace, own, settings.ledgerPath)
      : [];
  const shares = [...own, ...others];
  for (const { hub } of shares) refuseForgetfulRunner(hub, named, project, io);
  requireOneDocument(settings.format, shares);
  for (const share of shares) {
    // Asked before anything is claimed: from then on a signal stops the run in order and leaves no claim behind.
    if (io.stop.aborted) {
      codes.push(exitCodes.stopped);
      break;
    }
    const code = await sendOne(workspace, share, {
      ...settings,
      orphans,
      crowds: { shard: readShard(options), maxErrors: readMaxErrors(options) },
      savedPlan: settings.savedPlans === undefined ? undefined : savedPlanFor(settings.savedPlans, share.hub),
      invalidCampaigns,
      isStrict,
      isDebugging: options["debug"] === true,
      isQuiet: options["quiet"] === true,
    });
    codes.push(code);
  }
  if (shares.length === 0) io.stderr.write("There is no valid campaign to send.\n");
  return worstExitCode(codes);
}

/** What one hub refuses stops no other hub, and takes nothing back of what another was sent. */
async function sendOne(workspace: Workspace, share: HubShare, settings: ShareSettings): Promise<ExitCode> {
  try {
    const report = await tellStops(workspace.io, () => sendShare(workspace, share, settings));
    await deliverReport(workspace, report, settings.format);
    return worstExitCode(report.codes);
  } catch (error) {
    const code = explainHubError(error, workspace, share.hub);
    if (code === undefined) throw error;
    return code;
  }
}

/** Nothing may be done at a hub that the saved plan does not name. */
function savedPlanFor(plans: SavedPlans, hub: Hub): ReadonlyMap<DeliveryKey, SavedEntry> {
  return plans.get(hub.alias) ?? new Map<DeliveryKey, SavedEntry>();
}

/** In CI an emulator would swallow a campaign that was meant for people, and a local ledger is forgotten with the runner. */
function refuseForgetfulRunner(hub: Hub, named: Hub | undefined, project: Project, io: Io): void {
  if (!isCi(io)) return;
  if (hub.kind === "emulator" && named === undefined) {
    throw new UsageError(
      `this is CI, and \`${hub.alias}\` is an emulator`,
      `Name the hub: --hub ${hub.alias}.`,
    );
  }
  if (hub.kind === "real" && project.ledger.backend === "file" && !project.ledger.shared) {
    throw new UsageError(
      "this is CI, and a runner forgets a `file` ledger",
      "If its path survives between runs, write `ledger: { shared: true }`.",
    );
  }
}
