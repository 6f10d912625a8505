import type { CampaignReading } from "../campaign/load-campaign.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Memory } from "../model/memory.ts";
import type { Notification } from "../model/notification.ts";
import type { Hub } from "../model/project.ts";
import { describeAudience } from "../plan/describe-audience.ts";
import { listChanges } from "../preview/compare.ts";
import { explainVerdict } from "../preview/verdict.ts";
import type { CampaignView, NotificationView, Remark } from "../preview/view.ts";
import { openFleetCount } from "./count-fleet.ts";
import { drawMessage } from "./draw-message.ts";
import { planShare } from "./plan-share.ts";
import type { Workspace } from "./workspace.ts";

export interface PreviewShareOptions {
  readonly hub: Hub;
  readonly notifications: readonly Notification[];
  readonly memory: Memory | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The notifications of the base, by {@link nameOf}; `undefined` when nothing is compared. */
  readonly base: ReadonlyMap<string, Notification> | undefined;
}

/** What the preview shows of one hub's campaigns. */
export async function previewShare(
  workspace: Workspace,
  { hub, notifications, memory, diagnostics, base }: PreviewShareOptions,
): Promise<{ readonly campaigns: readonly CampaignView[]; readonly unchangedCampaigns: number }> {
  const { io } = workspace;
  const nowMs = io.clock.nowMs();
  const share = { hub, notifications };
  const { plan } = await planShare(share, {
    memory,
    ledger: undefined,
    io,
    sending: undefined,
    orphans: "unknown",
  });
  const countFleet = await openFleetCount(workspace, hub);
  const byCampaign = group(notifications);
  const campaigns: CampaignView[] = [];
  let unchangedCampaigns = 0;
  for (const [name, members] of byCampaign) {
    const file = members[0]?.file ?? "";
    const views = members.flatMap((notification): NotificationView[] => {
      const before = base?.get(nameOf(notification));
      const changes = before === undefined ? [] : listChanges(before, notification);
      if (before !== undefined && changes.length === 0) return [];
      const entry = plan.entries.find(
        ({ campaign, id, file: from }) =>
          campaign === notification.campaign && id === notification.id && from === notification.file,
      );
      return [
        {
          id: notification.id,
          platform: notification.platform,
          verdict:
            entry === undefined ? undefined : explainVerdict(entry, memory?.deliveries.get(entry.key), nowMs),
          audience: describeAudience(notification.audience, { isMember: false }),
          lastReached: entry?.lastReached,
          fleet: countFleet?.([notification]),
          remarks: diagnostics
            .filter((diagnostic) => diagnostic.file === file && ownerOf(diagnostic, members) === notification)
            .map(toRemark),
          now: drawMessage(notification, hub, nowMs),
          before: before === undefined ? undefined : drawMessage(before, hub, nowMs),
          changes,
        },
      ];
    });
    const gone = [...(base?.values() ?? [])].filter(
      (before) => before.campaign === name && !members.some(({ id }) => id === before.id),
    );
    views.push(...gone.map((before) => viewGone(before, hub, nowMs)));
    if (views.length === 0) unchangedCampaigns++;
    else
      campaigns.push({
        name,
        file,
        hub: hub.alias,
        fleet: countFleet?.(members),
        remarks: diagnostics
          .filter((diagnostic) => diagnostic.file === file && ownerOf(diagnostic, members) === undefined)
          .map(toRemark),
        notifications: views,
      });
  }
  return { campaigns, unchangedCampaigns };
}

/** Campaigns that cannot be sent, with what is wrong. */
export function previewUnusable(readings: readonly CampaignReading[]): readonly CampaignView[] {
  return readings
    .filter(({ notifications, diagnostics }) => notifications.length === 0 && diagnostics.length > 0)
    .map(({ name, file, diagnostics }) => ({
      name: name ?? file,
      file,
      hub: undefined,
      fleet: undefined,
      remarks: diagnostics.map(toRemark),
      notifications: [],
    }));
}

/** Names a notification across revisions of the files. */
export function nameOf({ campaign, id }: Notification): string {
  return `${campaign}/${id}`;
}

function viewGone(before: Notification, hub: Hub, nowMs: number): NotificationView {
  return {
    id: before.id,
    platform: before.platform,
    verdict: undefined,
    audience: describeAudience(before.audience, { isMember: false }),
    lastReached: undefined,
    fleet: undefined,
    remarks: [],
    now: undefined,
    before: drawMessage(before, hub, nowMs),
    changes: ["deleted"],
  };
}

/** The notification in whose lines a remark lies: the last that begins before it. */
function ownerOf({ line }: Diagnostic, members: readonly Notification[]): Notification | undefined {
  return members.filter(({ position }) => position.line <= line).at(-1);
}

function toRemark({ severity, message, hint }: Diagnostic): Remark {
  return { severity, text: hint === undefined ? message : `${message}. ${hint}` };
}

function group(notifications: readonly Notification[]): ReadonlyMap<string, readonly Notification[]> {
  const groups = new Map<string, Notification[]>();
  for (const notification of notifications) {
    const members = groups.get(notification.campaign);
    if (members === undefined) groups.set(notification.campaign, [notification]);
    else members.push(notification);
  }
  return groups;
}
