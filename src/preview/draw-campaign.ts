import type { Difference } from "../model/change.ts";
import { drawDifferences, isSameDifference } from "./draw-differences.ts";
import {
  type Common,
  comparisonWords,
  drawFacts,
  drawNotification,
  drawReason,
  drawRemark,
  drawVerdict,
} from "./draw-notification.ts";
import { bare, html, type Markup } from "./markup.ts";
import type { CampaignView, NotificationView, Verdict } from "./view.ts";

/** A campaign: what holds for all of it once, then its notifications. */
export function drawCampaign(campaign: CampaignView, anchor: string, base: string | undefined): Markup {
  const { name, file, hub, fleet, remarks, notifications, comparison, formerName } = campaign;
  const common = findCommon(campaign);
  const about = [file, hub === undefined ? undefined : `hub ${hub}`].filter((part) => part !== undefined);
  const isOnlyRenamed = notifications.every(
    (view) => view.comparison === "renamed" && view.changes.length === 0,
  );
  // A campaign that was not there and is to be sent would say the same twice.
  const verdict = comparison === "new" && common.verdict?.title === "New" ? undefined : common.verdict;
  return html`<section class="campaign" id="${anchor}" aria-labelledby="${anchor}-name">
<div class="head"><h2 id="${anchor}-name"><bdi>${bare(name)}</bdi></h2>${
    comparison === undefined
      ? undefined
      : html`<p class="pill ${comparison}">${comparisonWords[comparison]}</p>`
  }${verdict === undefined ? undefined : drawVerdict(verdict, comparison)}${
    notifications.length === 0 ? html`<p class="pill problem">Cannot be sent</p>` : undefined
  }</div>
<p class="about"><bdi>${bare(about.join(" · "))}</bdi></p>${
    formerName === undefined
      ? undefined
      : html`<p class="because">It was called <bdi>${bare(formerName)}</bdi>.${isOnlyRenamed ? " Its messages are the same." : undefined}</p>`
  }${comparison === "gone" ? html`<p class="because">No file sends it to this hub any more.</p>` : undefined}${
    common.verdict === undefined ? undefined : drawReason(common.verdict)
  }${drawFacts([
    ["For", common.audience],
    ["Fleet", fleet],
    ["Last reached", common.lastReached],
    ["When", common.timing],
  ])}${drawDifferences(common.changes)}${remarks.map(drawRemark)}
${
  notifications.length === 0
    ? undefined
    : html`<div class="notifications">${notifications.map((view) => drawNotification(view, common, base))}</div>`
}
</section>
`;
}

function findCommon({ notifications: views, comparison }: CampaignView): Common {
  const [first] = views;
  return {
    verdict: findCommonVerdict(views),
    audience: same(views, ({ audience }) => audience) ? first?.audience : undefined,
    lastReached: same(views, ({ lastReached }) => lastReached) ? first?.lastReached : undefined,
    timing: same(views, timingOf) ? first && timingOf(first) : undefined,
    fleet: views.length === 1 ? first?.fleet : undefined,
    comparison,
    changes: views.length < 2 || first === undefined ? [] : findCommonChanges(first, views),
  };
}

/** Hints often name one notification each, and are left to it then. */
function findCommonVerdict(views: readonly NotificationView[]): Verdict | undefined {
  const verdict = views[0]?.verdict;
  const isCommon = same(views, (view) => view.verdict && `${view.verdict.title}\n${view.verdict.because}`);
  if (verdict === undefined || !isCommon) return undefined;
  return same(views, (view) => view.verdict?.hint) ? verdict : { ...verdict, hint: undefined };
}

function findCommonChanges(
  first: NotificationView,
  views: readonly NotificationView[],
): readonly Difference[] {
  return first.changes.filter((change) =>
    views.every(({ changes }) => changes.some((other) => isSameDifference(change, other))),
  );
}

function timingOf({ now, before }: NotificationView): string | undefined {
  return (now ?? before)?.timing;
}

function same(
  views: readonly NotificationView[],
  read: (view: NotificationView) => string | undefined,
): boolean {
  return new Set(views.map(read)).size === 1;
}
