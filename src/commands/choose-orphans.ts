import { UsageError } from "../model/errors.ts";
import type { Orphans } from "../plan/plan-options.ts";
import type { Invocation } from "./command.ts";

/** Only a run that has seen every file can tell that one is gone. */
export function chooseOrphans(
  { args, options }: Invocation,
  { invalidCampaigns, prunes }: { readonly invalidCampaigns: number; readonly prunes: boolean },
): Orphans {
  const who = options["prune"] === true ? "--prune" : "the saved plan takes schedules back, which";
  if (prunes && args.length > 0)
    throw new UsageError(`${who} needs a run over all campaigns`, "Leave the files out.");
  if (prunes && invalidCampaigns > 0)
    throw new UsageError(
      `${who} needs valid campaigns: the schedule of one that cannot be read would look abandoned`,
      "Mend them first: campanile validate.",
    );
  if (args.length > 0 || invalidCampaigns > 0) return "unknown";
  return prunes ? "cancel" : "keep";
}
