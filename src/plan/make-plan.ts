import { campaignOfKey, type Delivery, hubOfKey } from "../model/delivery.ts";
import type { Memory, RememberedDelivery } from "../model/memory.ts";
import { isSending, type Plan, type PlanEntry } from "../model/plan.ts";
import { platformNames } from "../model/platform-name.ts";
import { digest } from "../text/canonical-json.ts";
import { count } from "../text/count.ts";
import { decide } from "./decide.ts";
import { decideCrowd, describeCrowd } from "./decide-crowd.ts";
import { describeAudience } from "./describe-audience.ts";
import { listWaiting } from "./list-waiting.ts";
import type { PlanOptions } from "./plan-options.ts";

/** Decides what happens to each delivery. Pure: the same input gives the same plan, byte for byte. */
export function makePlan(options: PlanOptions): Plan {
  const { hub, deliveries, memory } = options;
  const entries = deliveries.map((delivery): PlanEntry => {
    const { notification } = delivery;
    const remembered = memory?.deliveries.get(delivery.key);
    const survey = options.surveys?.get(delivery.key);
    return {
      key: delivery.key,
      campaign: notification.campaign,
      file: notification.file,
      id: notification.id,
      platform: notification.platform,
      audience: describeAudience(notification.audience, { isMember: delivery.member !== undefined }),
      audienceKind: notification.audience.kind,
      ...(notification.audience.kind === "recipients"
        ? decideCrowd(delivery, options)
        : decide(delivery, options)),
      ...(survey === undefined ? {} : { members: survey.counts, requests: survey.requests }),
      ...tellReach(delivery, options),
      state:
        notification.audience.kind === "recipients"
          ? describeCrowd(memory?.crowds.get(delivery.key))
          : describeState(remembered),
      rendered: survey === undefined ? delivery.rendered : digest([delivery.rendered, survey.digest]),
      source: delivery.source,
    };
  });
  const orphans = memory === undefined ? [] : listOrphans(memory, options);
  const sorted = [...entries, ...orphans].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { version: 1, hub, entries: refuseRepeats(sorted, deliveries) };
}

/** Two files of one content are one message written twice, most likely: the first goes out. */
function refuseRepeats(entries: readonly PlanEntry[], deliveries: readonly Delivery[]): readonly PlanEntry[] {
  const repeatable = new Set(
    deliveries.flatMap(({ key, notification }) => (notification.repeat ? [key] : [])),
  );
  // Of recipients as it is before their rows are counted in: whose key differs has another sum of them.
  const messages = new Map(deliveries.map(({ key, rendered }) => [key, rendered]));
  const firstOf = new Map<string, string>();
  return entries.map((entry) => {
    if (!isSending(entry) || repeatable.has(entry.key)) return entry;
    const message = messages.get(entry.key) ?? entry.rendered;
    const first = firstOf.get(message);
    firstOf.set(message, first ?? entry.key);
    if (first === undefined) return entry;
    const { deliverAt: _, ...rest } = entry;
    return {
      ...rest,
      action: "refuse",
      because: `it is the same message to the same audience as ${first}`,
      hint: "Remove one of them; if it is to be sent twice, write repeat: true.",
    };
  });
}

/** What the ledger knows, in a form that changes when that does. */
function describeState(remembered: RememberedDelivery | undefined): string {
  if (remembered === undefined) return "new";
  const { status, step, at, copies, notificationId, rendered } = remembered;
  return digest({ status, step, at, copies, notificationId, rendered }).slice(0, 16);
}

function tellReach({ audienceHash }: Delivery, { hub, memory }: PlanOptions): Pick<PlanEntry, "lastReached"> {
  if (audienceHash === undefined) return {};
  const reach = memory?.findReach(hub, audienceHash);
  return reach === undefined
    ? {}
    : { lastReached: `${count(reach.devices, "device")} on ${reach.at.slice(0, 10)}` };
}

/** Schedules that wait at the hub though no file asks for them: a deleted campaign, an older revision, a removed platform. */
function listOrphans(memory: Memory, { hub, deliveries, nowMs, orphans }: PlanOptions): PlanEntry[] {
  if (orphans === "unknown") return [];
  const wanted = new Set(deliveries.map(({ key }) => key));
  return listWaiting(memory, nowMs).flatMap((remembered): PlanEntry[] => {
    const { key, deliverAt, platform, rendered, source } = remembered;
    if (hubOfKey(key) !== hub || wanted.has(key)) return [];
    const campaign = campaignOfKey(key);
    const because =
      orphans === "take back"
        ? `it is scheduled for ${deliverAt}, and is to be taken back`
        : `no file asks for it any more, and the hub would send it at ${deliverAt}`;
    const decision =
      orphans !== "keep"
        ? ({ action: "cancel", because } as const)
        : ({
            action: "skip",
            because,
            hint: `To take it back: campanile send --prune, or campanile cancel ${campaign}`,
          } as const);
    return [
      {
        key,
        campaign,
        file: "",
        id: key.split("/")[2] ?? "",
        platform: platformNames.find((name) => name === platform),
        audience: "as scheduled",
        audienceKind: "tags",
        ...decision,
        deliverAt,
        state: describeState(remembered),
        rendered,
        source,
      },
    ];
  });
}
