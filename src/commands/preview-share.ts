import type { Claim } from "../ledger/backend.ts";
import type { Difference } from "../model/change.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Memory } from "../model/memory.ts";
import type { Notification } from "../model/notification.ts";
import type { PlanEntry } from "../model/plan.ts";
import type { Hub } from "../model/project.ts";
import { type Comparison, compareNotifications } from "../plan/compare-notifications.ts";
import { describeAudience } from "../plan/describe-audience.ts";
import { markChanges } from "../preview/mark-changes.ts";
import { sayDay } from "../preview/say-time.ts";
import { explainVerdict } from "../preview/verdict.ts";
import type { CampaignView, NotificationView, Remark } from "../preview/view.ts";
import { formatAmount } from "../text/count.ts";
import { addTo } from "../text/group.ts";
import { type DrawOptions, drawMessage } from "./draw-message.ts";
import { findStandIn, type OpenFleet, openFleet } from "./open-fleet.ts";
import { planShare } from "./plan-share.ts";
import type { Workspace } from "./workspace.ts";

export interface PreviewShareOptions {
  readonly hub: Hub;
  readonly notifications: readonly Notification[];
  readonly memory: Memory | undefined;
  /** Of other runs. */
  readonly claims: readonly Claim[];
  readonly diagnostics: readonly Diagnostic[];
  /** The notifications of the base; `undefined` when nothing is compared. */
  readonly past: readonly Notification[] | undefined;
}

export interface SharePreview {
  readonly campaigns: readonly CampaignView[];
  readonly unchangedCampaigns: number;
}

/** A notification beside what it was; one of the two is missing when it is new, or gone. */
interface Pair {
  /** `undefined` when nothing is compared. */
  readonly kind: Comparison["kind"] | undefined;
  readonly before: Notification | undefined;
  readonly now: Notification | undefined;
  readonly changes: readonly Difference[];
}

/** What the preview shows of one hub's campaigns. */
export async function previewShare(
  workspace: Workspace,
  options: PreviewShareOptions,
): Promise<SharePreview> {
  const { hub, notifications, memory, claims, diagnostics, past } = options;
  const { io } = workspace;
  const { plan, deliveries } = await planShare(
    { hub, notifications },
    // A file of millions is for who sends to read: what it would come to, a plan tells.
    {
      memory,
      claims,
      ledger: undefined,
      io,
      sending: undefined,
      isNow: false,
      orphans: "unknown",
      shard: undefined,
      crowds: undefined,
    },
  );
  const entries = new Map(plan.entries.map((entry) => [entry.key, entry]));
  const standIn = findStandIn(workspace, hub);
  const fleet = standIn === undefined ? undefined : await openFleet(workspace, standIn);
  const drawing: DrawOptions = { hub, fleet, nowMs: io.clock.nowMs() };
  const pairs = pairWithPast(notifications, past, hub);
  const byCampaign = new Map<string, Pair[]>();
  for (const pair of pairs) addTo(byCampaign, (pair.now ?? pair.before)?.campaign ?? "", pair);

  const campaigns: CampaignView[] = [];
  let unchangedCampaigns = 0;
  for (const [name, ownPairs] of byCampaign) {
    const members = ownPairs.flatMap(({ now }) => now ?? []);
    const file = (members[0] ?? ownPairs[0]?.before)?.file ?? "";
    const own = diagnostics.filter((diagnostic) => diagnostic.file === file && members.length > 0);
    const views = ownPairs.flatMap((pair): NotificationView[] => {
      const { kind: comparison, changes } = pair;
      if (comparison === "same") return [];
      const known = deliveries.filter(({ notification }) => notification === pair.now);
      return [
        {
          ...describe(pair, { memory, hub, entries, known, nowMs: drawing.nowMs }),
          fleet: pair.now === undefined ? undefined : sayFleet(fleet, [pair.now]),
          remarks: own.filter((diagnostic) => ownerOf(diagnostic, members) === pair.now).map(toRemark),
          ...drawBoth(pair, drawing),
          comparison,
          changes,
        },
      ];
    });
    if (views.length === 0) unchangedCampaigns++;
    else
      campaigns.push({
        name,
        file,
        hub: hub.alias,
        fleet: members.length === 0 ? undefined : sayFleet(fleet, members),
        remarks: own.filter((diagnostic) => ownerOf(diagnostic, members) === undefined).map(toRemark),
        notifications: views,
        ...compareCampaign(name, ownPairs, past),
      });
  }
  return { campaigns, unchangedCampaigns };
}

/** `12 of 14 emulator devices`. */
function sayFleet(fleet: OpenFleet | undefined, members: readonly Notification[]): string | undefined {
  const meant = fleet?.count(members);
  if (fleet === undefined || meant === undefined) return undefined;
  return `${formatAmount(meant)} of ${formatAmount(fleet.size)} emulator devices`;
}

/** In the order of the files; what is gone comes last. */
function pairWithPast(
  present: readonly Notification[],
  past: readonly Notification[] | undefined,
  { alias }: Hub,
): readonly Pair[] {
  if (past === undefined)
    return present.map((now) => ({ kind: undefined, before: undefined, now, changes: [] }));
  const place = (notification: Notification) => ({ notification, hubs: [alias] });
  const places = new Map([...present, ...past].map((notification, index) => [notification, index]));
  const placeOf = ({ before, now }: Pair) => {
    const shown = now ?? before;
    return shown === undefined ? undefined : places.get(shown);
  };
  return compareNotifications(past.map(place), present.map(place))
    .map(({ kind, before, after, differences }): Pair => {
      const changes = before === undefined || after === undefined ? [] : differences;
      return { kind, before: before?.notification, now: after?.notification, changes };
    })
    .sort((a, b) => (placeOf(a) ?? 0) - (placeOf(b) ?? 0));
}

function compareCampaign(
  name: string,
  pairs: readonly Pair[],
  past: readonly Notification[] | undefined,
): Pick<CampaignView, "comparison" | "formerName"> {
  if (past === undefined) return { comparison: undefined, formerName: undefined };
  if (pairs.every(({ now }) => now === undefined)) return { comparison: "gone", formerName: undefined };
  if (past.some(({ campaign }) => campaign === name)) return { comparison: "changed", formerName: undefined };
  const formerNames = [...new Set(pairs.map(({ before }) => before?.campaign))];
  const [formerName] = formerNames;
  return formerNames.length === 1 && formerName !== undefined
    ? { comparison: "renamed", formerName }
    : { comparison: "new", formerName: undefined };
}

interface Known {
  readonly memory: Memory | undefined;
  readonly hub: Hub;
  readonly entries: ReadonlyMap<string, PlanEntry>;
  /** The deliveries of the notification. */
  readonly known: readonly Delivery[];
  readonly nowMs: number;
}

function describe({ before, now }: Pair, { memory, hub, entries, known, nowMs }: Known) {
  const shown = now ?? before;
  if (shown === undefined) throw new Error("a pair without a notification");
  const decided = known.flatMap(({ key }) => {
    const entry = entries.get(key);
    return entry === undefined
      ? []
      : {
          entry,
          remembered: memory?.deliveries.get(key),
          isCancelled: shown.cancelled,
          schedule: shown.schedule,
        };
  });
  const reaches = known.flatMap(({ audienceHash }) =>
    audienceHash === undefined ? [] : (memory?.findReach(hub.alias, audienceHash) ?? []),
  );
  const [reach] = reaches;
  return {
    id: shown.id,
    platform: shown.platform,
    verdict: now === undefined ? undefined : explainVerdict(decided, nowMs),
    audience: describeAudience(shown.audience, { isMember: false }),
    lastReached: reach === undefined ? undefined : `${formatAmount(reach.devices)} on ${sayDay(reach.at)}`,
    formerName: before === undefined || before.id === shown.id ? undefined : before.id,
  };
}

/** Both sides with what differs marked; of a mere rename one is enough. */
function drawBoth(
  { kind, before, now, changes }: Pair,
  drawing: DrawOptions,
): Pick<NotificationView, "before" | "now"> {
  const draw = (notification: Notification | undefined) =>
    notification === undefined ? undefined : drawMessage(notification, drawing);
  const young = draw(now);
  const old = kind === "renamed" && changes.length === 0 ? undefined : draw(before);
  if (old === undefined || young === undefined) return { before: old, now: young };
  const [left, right] = markChanges(old, young);
  return { before: left, now: right };
}

/** The notification in whose lines a remark lies: the last that begins before it. */
function ownerOf({ line }: Diagnostic, members: readonly Notification[]): Notification | undefined {
  return members.filter(({ position }) => position.line <= line).at(-1);
}

export function toRemark({ severity, line, message, hint }: Diagnostic): Remark {
  const text = `line ${line}: ${message}.`;
  return { severity, text: hint === undefined ? text : `${text} ${hint}` };
}
