import { resolve } from "node:path";
import { isBelow } from "../campaign/inside.ts";
import type { CampaignReading } from "../campaign/load-campaign.ts";
import type { ComparedNotification, Comparison } from "../model/comparison.ts";
import type { Hub } from "../model/project.ts";
import { listChanges } from "../preview/compare.ts";
import { type Pair, pairNotifications } from "../preview/pair-notifications.ts";
import { collectMatter } from "./collect-matter.ts";
import type { Invocation } from "./command.ts";
import { readBase } from "./read-base.ts";
import { loadCampaigns, type Workspace } from "./workspace.ts";

/**
 * Compares the campaigns of a command line, those for a hub when one is named, with a git revision; throws when git does
 * not know it.
 */
export async function compareWithBase(
  workspace: Workspace,
  { args }: Invocation,
  { base, hub }: { readonly base: string; readonly hub: Hub | undefined },
): Promise<Comparison> {
  const { io } = workspace;
  // What is wrong with the files is told by whoever planned with them.
  const { readings: present } = await loadCampaigns({ ...workspace, told: collectMatter(io) }, args);
  const { readings: past, trouble } = await readBase(workspace, base);
  const isForHub = ({ hubs }: CampaignReading) => hub === undefined || hubs.includes(hub.alias);
  const isAsked = ({ file }: CampaignReading) =>
    args.length === 0 || args.some((arg) => isBelow(resolve(io.cwd, file), resolve(io.cwd, arg)));
  // A campaign with errors now is neither changed nor gone: its errors are what there is to say.
  const broken = present.filter(isBroken);
  const isMeant = (then: CampaignReading) =>
    isAsked(then) &&
    !broken.some(({ name, file }) => file === then.file || (name !== undefined && name === then.name));
  const pairs = pairNotifications(
    past.filter((then) => isMeant(then) && isForHub(then)).flatMap(({ notifications }) => notifications),
    present.filter(isForHub).flatMap(({ notifications }) => notifications),
  );
  const items = pairs.flatMap(describePair);
  const wrongThen = past.filter(isBroken).map(({ file }) => file);
  return {
    base,
    items,
    unchanged: pairs.length - items.length,
    notes: [
      ...(trouble === undefined ? [] : [trouble]),
      ...(wrongThen.length === 0
        ? []
        : [`These had errors before, so they look new: ${wrongThen.join(", ")}.`]),
    ],
  };
}

function isBroken({ notifications, diagnostics }: CampaignReading): boolean {
  return notifications.length === 0 && diagnostics.length > 0;
}

function describePair({ before, now }: Pair): readonly ComparedNotification[] {
  const known = now ?? before;
  if (known === undefined) return [];
  const { campaign, id } = known;
  const item = { campaign, id, formerName: undefined, changes: [] };
  if (before === undefined) return [{ ...item, kind: "new" }];
  if (now === undefined) return [{ ...item, kind: "gone" }];
  const isRenamed = before.campaign !== campaign || before.id !== id;
  if (isRenamed) return [{ ...item, kind: "renamed", formerName: `${before.campaign}/${before.id}` }];
  const changes = listChanges(before, now);
  return changes.length === 0 ? [] : [{ ...item, kind: "changed", changes }];
}
