import { join } from "node:path";
import { UsageError } from "../model/errors.ts";
import type { Orphans } from "../plan/plan-options.ts";
import type { Invocation } from "./command.ts";
import type { Selection } from "./select-shares.ts";
import { fixedFolderOf, type Workspace } from "./workspace.ts";

export interface OrphanOptions {
  readonly selection: Pick<Selection, "readings" | "invalidCampaigns" | "unreadFolders">;
  readonly prunes: boolean;
}

/** Only a run that has seen every file can tell that one is gone. */
export async function chooseOrphans(
  workspace: Workspace,
  { args, options }: Invocation,
  { selection, prunes }: OrphanOptions,
): Promise<Orphans> {
  const { readings, invalidCampaigns, unreadFolders } = selection;
  const isWhole = args.length === 0 && invalidCampaigns === 0 && unreadFolders === 0;
  if (!prunes) return isWhole ? "keep" : "unknown";
  const who = options["prune"] === true ? "--prune" : "the saved plan takes schedules back, which";
  if (args.length > 0) throw new UsageError(`${who} needs a run over all campaigns`, "Leave the files out.");
  if (invalidCampaigns > 0)
    throw new UsageError(
      `${who} needs valid campaigns: the schedule of one that cannot be read would look abandoned`,
      "Mend them first: campanile validate.",
    );
  if (unreadFolders > 0)
    throw new UsageError(
      `${who} needs every folder: the schedules of one that cannot be read would look abandoned`,
      "Let it be read.",
    );
  if (readings.length === 0) await refuseEmptyFolder(workspace, who);
  return "cancel";
}

/** A folder in which nothing stands, as of a submodule that was not fetched, does not say that every campaign is gone. */
async function refuseEmptyFolder({ io, project }: Workspace, who: string): Promise<void> {
  const folder = fixedFolderOf(project.campaigns);
  const path = join(project.root, folder);
  const hasFiles = (await io.files.list(path)).length > 0;
  if (hasFiles || (await io.files.kind(join(path, ".gitkeep"))) !== undefined) return;
  const shown = folder === "" ? "the project" : folder;
  throw new UsageError(
    `${who} needs campaigns, or a word that there are none: ${shown} is empty`,
    `If every campaign is gone and what waits is to be taken back, put a file there: ${join(folder, ".gitkeep")}.`,
  );
}
