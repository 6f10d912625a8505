import type { CampaignReading } from "../campaign/load-campaign.ts";
import type { Changes, FleetCount, NotificationChange } from "../model/change.ts";
import type { Hub, Project } from "../model/project.ts";
import { type Comparison, compareNotifications } from "../plan/compare-notifications.ts";
import { compareSettings } from "../plan/compare-settings.ts";
import { describeAudience } from "../plan/describe-audience.ts";
import { createExplainer, type ExplainChange, type HubPlan } from "../plan/explain-change.ts";
import type { Placed } from "../plan/pair-renames.ts";
import { joinWords } from "../text/count.ts";
import type { HubShare } from "./choose-hubs.ts";
import { isMeant, isUnusable } from "./meant-campaigns.ts";
import { type OpenFleet, openFleet } from "./open-fleet.ts";
import type { Base } from "./read-base.ts";
import type { Workspace } from "./workspace.ts";

/** The last campaign of a hub may be gone, and what waits there of it is still to be told. */
export function withPastHubs(
  shares: readonly HubShare[],
  base: Base | undefined,
  project: Project,
  { args, named }: Pick<ComparisonScope, "args" | "named">,
): readonly HubShare[] {
  // A hub that is named has its share, and files that are named are there.
  if (base === undefined || named !== undefined || args.length > 0) return shares;
  const known = new Set(shares.map(({ hub }) => hub.alias));
  const past = base.readings.flatMap(({ hubs }) => (hubs.length === 1 ? hubs : []));
  const lost = [...new Set(past)]
    .filter((alias) => !known.has(alias))
    .flatMap((alias) => project.hubs.get(alias) ?? []);
  return [...shares, ...lost.map((hub) => ({ hub, notifications: [] }))];
}

export interface ComparisonScope {
  /** Files that the command line names; none for all. */
  readonly args: readonly string[];
  readonly readings: readonly CampaignReading[];
  /** The hub that is named, when one is. */
  readonly named: Hub | undefined;
  readonly plans: readonly (HubPlan & { readonly place: Hub })[];
}

/** What devices will get that they would not have got before, of what the command line is about. */
export async function compareWithBase(
  workspace: Workspace,
  base: Base,
  { args, readings, named, plans }: ComparisonScope,
): Promise<Changes> {
  const now = readings.filter((reading) => !isUnusable(reading));
  const then = base.readings.filter((reading) => isMeant(reading, { args, readings, workspace }));
  const compared = compareNotifications(place(then), place(now)).filter((comparison) =>
    isOfHub(comparison, named),
  );
  const explainers = plans.map((plan) => ({ hub: plan.hub, explain: createExplainer(plan) }));
  const opened = await Promise.all(
    plans.map(async ({ hub, place: at }) => ({ hub, fleet: await openFleet(workspace, at) })),
  );
  const fleets = opened.flatMap(({ hub, fleet }): NamedFleet[] =>
    fleet === undefined ? [] : [{ hub, ...fleet }],
  );
  const notifications = compared.flatMap((comparison) => describe(comparison, { explainers, fleets }));
  return {
    base: base.ref,
    commit: base.commit,
    notifications,
    settings: base.project === undefined ? [] : compareSettings(base.project, workspace.project),
    unchanged: compared.length - notifications.length,
    notes: listNotes(base, { then, readings, file: workspace.project.file }),
  };
}

function place(readings: readonly CampaignReading[]): readonly Placed[] {
  return readings.flatMap(({ hubs, notifications }) =>
    notifications.map((notification) => ({ notification, hubs })),
  );
}

function isOfHub({ before, after }: Comparison, named: Hub | undefined): boolean {
  return named === undefined || [before, after].some((placed) => placed?.hubs.includes(named.alias) === true);
}

interface NamedFleet extends OpenFleet {
  readonly hub: string;
}

interface Describing {
  readonly explainers: readonly { readonly hub: string; readonly explain: ExplainChange }[];
  readonly fleets: readonly NamedFleet[];
}

function describe(comparison: Comparison, { explainers, fleets }: Describing): readonly NotificationChange[] {
  const { kind, before, after, differences } = comparison;
  const placed = after ?? before;
  if (kind === "same" || placed === undefined) return [];
  const { notification, hubs } = placed;
  const { campaign, id, platform, file, audience } = notification;
  const told = explainers.map(({ hub, explain }) => ({ hub, ...explain(comparison) }));
  const telling = told.filter(({ lines }) => lines.length > 0);
  const former = kind === "renamed" ? before?.notification : undefined;
  const fleet = countFleet(comparison, fleets);
  return [
    {
      kind,
      campaign,
      id,
      platform,
      file,
      hubs,
      ...(former === undefined ? {} : { former: { campaign: former.campaign, id: former.id } }),
      audience: describeAudience(audience, { isMember: false }),
      audienceKind: audience.kind,
      wasSent: told.some(({ wasSent }) => wasSent),
      ...(fleet === undefined ? {} : { fleet }),
      differences,
      follows: telling.flatMap(({ hub, lines }) =>
        lines.map((line) => (telling.length > 1 ? `${hub}: ${line}` : line)),
      ),
    },
  ];
}

function countFleet({ before, after }: Comparison, fleets: readonly NamedFleet[]): FleetCount | undefined {
  for (const fleet of fleets) {
    const [old, young] = [before, after].map((placed) =>
      placed?.hubs.includes(fleet.hub) === true ? fleet.count([placed.notification]) : undefined,
    );
    if (old === undefined && young === undefined) continue;
    return {
      hub: fleet.hub,
      ...(old === undefined ? {} : { before: old }),
      ...(young === undefined ? {} : { after: young }),
      of: fleet.size,
    };
  }
  return undefined;
}

function listNotes(
  base: Base,
  {
    then,
    readings,
    file,
  }: {
    readonly then: readonly CampaignReading[];
    readonly readings: readonly CampaignReading[];
    /** The project file. */
    readonly file: string;
  },
): readonly string[] {
  const wrong = readings.filter(isUnusable).map((reading) => reading.file);
  const wrongThen = then.filter(isUnusable).map((reading) => reading.file);
  return [
    ...(base.note === undefined ? [] : [base.note]),
    ...(base.trouble === undefined ? [] : [base.trouble]),
    ...(base.project === undefined && base.trouble === undefined
      ? [`There was no ${file} ${base.where}, so everything is new.`]
      : []),
    ...(wrong.length === 0 ? [] : [`Not compared, since they have errors: ${joinWords(wrong)}.`]),
    ...(wrongThen.length === 0
      ? []
      : [`These had errors ${base.where}, so what is in them looks new: ${joinWords(wrongThen)}.`]),
  ];
}
