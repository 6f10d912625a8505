import { resolve } from "node:path";
import { isBelow } from "../campaign/inside.ts";
import type { CampaignReading } from "../campaign/load-campaign.ts";
import type { Workspace } from "./workspace.ts";

/** Every campaign without an error has a notification. */
export function isUnusable({ notifications }: CampaignReading): boolean {
  return notifications.length === 0;
}

export interface MeantOptions {
  /** Files that the command line names; none for all. */
  readonly args: readonly string[];
  /** What those files say now. */
  readonly readings: readonly CampaignReading[];
  readonly workspace: Workspace;
}

/**
 * Whether a campaign of the past is one that the command line asks for. One with errors now is neither changed nor gone;
 * and of files that nobody asked for nothing is told.
 */
export function isMeant(then: CampaignReading, { args, readings, workspace: { io } }: MeantOptions): boolean {
  const heir = findHeir(then, readings);
  if (heir !== undefined) return !isUnusable(heir);
  const path = resolve(io.cwd, then.file);
  return args.length === 0 || args.some((arg) => isBelow(path, resolve(io.cwd, arg)));
}

/** The file of now that a campaign of then lives on in: by its name, else by its place. */
function findHeir(
  { name, file }: CampaignReading,
  readings: readonly CampaignReading[],
): CampaignReading | undefined {
  return (
    readings.find((reading) => name !== undefined && reading.name === name) ??
    readings.find((reading) => reading.file === file)
  );
}
