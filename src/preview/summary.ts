import type { ChangeKind } from "../model/change.ts";
import { count } from "../text/count.ts";
import { type CampaignView, type VerdictKind, verdictKinds } from "./view.ts";

/** One number of the summary, with where to find the first of them. */
export interface SummaryItem {
  readonly kind: VerdictKind | ChangeKind | "warning";
  readonly amount: number;
  /** What follows the number: `problems`. */
  readonly words: string;
  /** Place of the first one among the campaigns. */
  readonly first: number;
}

const comparisonOrder: readonly ChangeKind[] = ["changed", "renamed", "gone", "new"];
const kindWords: Readonly<Record<VerdictKind, string>> = {
  problem: "problem",
  new: "new",
  scheduled: "scheduled",
  waiting: "waiting",
  unknown: "not known here",
  expired: "expired",
  cancelled: "cancelled",
  sent: "sent",
};

/** Where a campaign stands: the verdict of its notifications that most needs eyes. */
export function standingOf({ remarks, notifications }: CampaignView): VerdictKind {
  if (remarks.some(({ severity }) => severity === "error")) return "problem";
  const kinds = notifications.flatMap(({ verdict }) => verdict?.kind ?? []);
  return verdictKinds.find((kind) => kinds.includes(kind)) ?? "unknown";
}

/** What needs eyes first: problems, then changes, then what is to go out; within that by name. */
export function orderCampaigns(campaigns: readonly CampaignView[]): readonly CampaignView[] {
  const rank = (campaign: CampaignView) => {
    const standing = verdictKinds.indexOf(standingOf(campaign));
    if (standing === 0) return 0;
    return campaign.comparison === undefined ? standing : 1 + comparisonOrder.indexOf(campaign.comparison);
  };
  return [...campaigns].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** Counts campaigns: by what changed when there is a base, else by where they stand; then problems and warnings. */
export function summarize(campaigns: readonly CampaignView[]): readonly SummaryItem[] {
  const isCompared = campaigns.some(({ comparison }) => comparison !== undefined);
  const items = isCompared
    ? comparisonOrder.flatMap((kind) =>
        item(campaigns, kind, kind, (campaign) => campaign.comparison === kind),
      )
    : verdictKinds
        .slice(1)
        .flatMap((kind) =>
          item(campaigns, kind, kindWords[kind], (campaign) => standingOf(campaign) === kind),
        );
  const problems = item(campaigns, "problem", "problem", (campaign) => standingOf(campaign) === "problem");
  return [...problems.map(plural), ...items, ...warnings(campaigns)];
}

function item(
  campaigns: readonly CampaignView[],
  kind: SummaryItem["kind"],
  words: string,
  fits: (campaign: CampaignView) => boolean,
): readonly SummaryItem[] {
  const first = campaigns.findIndex(fits);
  return first < 0 ? [] : [{ kind, words, first, amount: campaigns.filter(fits).length }];
}

function warnings(campaigns: readonly CampaignView[]): readonly SummaryItem[] {
  const countOf = ({ remarks, notifications }: CampaignView) =>
    [...remarks, ...notifications.flatMap((view) => view.remarks)].filter(
      ({ severity }) => severity === "warning",
    ).length;
  const amount = campaigns.reduce((sum, campaign) => sum + countOf(campaign), 0);
  const first = campaigns.findIndex((campaign) => countOf(campaign) > 0);
  return amount === 0 ? [] : [plural({ kind: "warning", words: "warning", first, amount })];
}

function plural(entry: SummaryItem): SummaryItem {
  return { ...entry, words: count(entry.amount, entry.words).replace(/^[\d,]+ /, "") };
}
