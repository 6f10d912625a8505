import type { CampaignReading } from "../campaign/load-campaign.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Hub } from "../model/project.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { describeLeftOut, type HubShare, namedHub, shareAmongHubs } from "./choose-hubs.ts";
import type { Invocation } from "./command.ts";
import { checkRecipientNames, checkRecipientPaths, readRecipientPaths } from "./recipient-options.ts";
import { loadCampaigns, styleOf, type Workspace } from "./workspace.ts";

/** What a command line is about: valid campaigns, divided among hubs. */
export interface Selection {
  /** All that were read, with errors or without, for whatever hub. */
  readonly readings: readonly CampaignReading[];
  readonly shares: readonly HubShare[];
  /** The hub that the command line or the environment names. */
  readonly named: Hub | undefined;
  readonly invalidCampaigns: number;
  /** Folders that were passed over, since they cannot be read. */
  readonly unreadFolders: number;
  /** 1 when a campaign is invalid. */
  readonly codes: readonly ExitCode[];
}

/** Loads the campaigns of a command line and says on stderr what is wrong with them, and how many were left out. */
export async function selectShares(workspace: Workspace, { args, options }: Invocation): Promise<Selection> {
  const { io, project } = workspace;
  const paths = readRecipientPaths(options, io);
  await checkRecipientPaths(options, io);
  const { readings, diagnostics, unreadFolders } = await loadCampaigns(workspace, args, paths);
  io.stderr.write(renderDiagnostics(diagnostics, styleOf(io.stderr, io)));
  checkRecipientNames(paths, readings);
  const named = namedHub(project, options, io);
  const { shares, leftOut } = shareAmongHubs(readings, project, named);
  if (leftOut > 0 && named !== undefined) io.stderr.write(`${describeLeftOut(leftOut, named)}\n`);
  return {
    readings,
    shares,
    named,
    invalidCampaigns: readings.filter((reading) => hasErrors(reading.diagnostics)).length,
    unreadFolders,
    codes: hasErrors(diagnostics) ? [exitCodes.invalid] : [],
  };
}
