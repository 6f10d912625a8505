import type { Audience } from "../model/audience.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Memory, RememberedDelivery } from "../model/memory.ts";
import type { Plan, PlanEntry } from "../model/plan.ts";
import { count } from "../text/count.ts";

export interface PlanOptions {
  readonly hub: string;
  /** Sorted by key. */
  readonly deliveries: readonly Delivery[];
  readonly memory: Memory;
  /** Campaigns that another run is sending to this hub right now. */
  readonly claimedCampaigns: ReadonlySet<string>;
  readonly nowMs: number;
}

/** How long the same message under another name counts as sent. */
const twinMemoryMs = 30 * 24 * 60 * 60 * 1000;

type Decision = Pick<PlanEntry, "action" | "because" | "hint">;

/** Decides what happens to each delivery. Pure: the same input gives the same plan, byte for byte. */
export function makePlan(options: PlanOptions): Plan {
  const entries = options.deliveries.map((delivery): PlanEntry => {
    const { notification } = delivery;
    return {
      key: delivery.key,
      campaign: notification.campaign,
      file: notification.file,
      id: notification.id,
      platform: notification.platform,
      audience: describeAudience(notification.audience, delivery.member !== undefined),
      audienceKind: notification.audience.kind,
      ...decide(delivery, options),
      rendered: delivery.rendered,
      source: delivery.source,
    };
  });
  return { version: 1, hub: options.hub, entries };
}

/** The first row that fits. */
function decide(delivery: Delivery, options: PlanOptions): Decision {
  const remembered = options.memory.deliveries.get(delivery.key);
  return (
    inFlight(delivery, remembered, options) ??
    hold(remembered) ??
    skip(delivery, remembered) ??
    refuseDrift(delivery, remembered) ??
    refuseTwin(delivery, options) ??
    expire(delivery, options) ??
    send(remembered)
  );
}

function inFlight(
  delivery: Delivery,
  remembered: RememberedDelivery | undefined,
  { claimedCampaigns }: PlanOptions,
): Decision | undefined {
  if (remembered?.status !== "open" || !claimedCampaigns.has(delivery.notification.campaign))
    return undefined;
  return { action: "in flight", because: "another run is sending it right now" };
}

function hold(remembered: RememberedDelivery | undefined): Decision | undefined {
  if (remembered?.status !== "unknown" && remembered?.status !== "open") return undefined;
  const because =
    remembered.status === "open"
      ? `a run of ${day(remembered)} ended without an outcome, so it may have gone out`
      : `it may have gone out on ${day(remembered)}: ${remembered.cause ?? "no answer came"}`;
  return {
    action: "hold",
    because,
    hint: `Find out, then: campanile ledger resolve ${remembered.key} --as sent (or --as unsent)`,
  };
}

function skip(delivery: Delivery, remembered: RememberedDelivery | undefined): Decision | undefined {
  if (remembered?.status !== "accepted" || hasDrifted(delivery, remembered)) return undefined;
  return { action: "skip", because: `sent on ${day(remembered)}` };
}

function refuseDrift(delivery: Delivery, remembered: RememberedDelivery | undefined): Decision | undefined {
  if (remembered?.status !== "accepted") return undefined;
  const { revision } = delivery.notification;
  const again = `to send it again to ${whomAgain(delivery)}, write revision: ${revision + 1}`;
  return {
    action: "refuse",
    because: `it was edited after it was sent on ${day(remembered)}`,
    hint: `If nobody should get it again: campanile ledger resolve ${delivery.key} --accept-drift; ${again}.`,
  };
}

/** Both must differ: a new ICU renders otherwise, and reformatting a file changes nothing that is sent. */
function hasDrifted(delivery: Delivery, remembered: RememberedDelivery): boolean {
  return delivery.rendered !== remembered.rendered && delivery.source !== remembered.source;
}

function refuseTwin(delivery: Delivery, { hub, memory, nowMs }: PlanOptions): Decision | undefined {
  if (delivery.notification.repeat) return undefined;
  const sinceMs = nowMs - twinMemoryMs;
  const twin = memory.findTwin({ hub, rendered: delivery.rendered, exceptKey: delivery.key, sinceMs });
  if (twin === undefined) return undefined;
  const hint =
    "If this is a rename, give the campaign its old name; to send it once more, write repeat: true.";
  return { action: "refuse", because: `it looks sent as ${twin.key} on ${day(twin)}`, hint };
}

function expire({ notification }: Delivery, { nowMs }: PlanOptions): Decision | undefined {
  if (notification.expiresAtMs === undefined || nowMs < notification.expiresAtMs) return undefined;
  return {
    action: "expire",
    because: `it expired at ${notification.expires ?? ""}`,
    hint: "If it is still of use, move `expires`.",
  };
}

function send(remembered: RememberedDelivery | undefined): Decision {
  if (remembered === undefined) return { action: "send", because: "it has not been sent" };
  const before = remembered.status === "rejected" ? "was rejected" : "did not leave";
  return { action: "send", because: `it ${before} on ${day(remembered)}` };
}

function whomAgain(delivery: Delivery): string {
  const { audience } = delivery.notification;
  return audience.kind === "tags" ? audience.words : describeAudience(audience, false);
}

export function describeAudience(audience: Audience, isMember: boolean): string {
  if (isMember) return "one device";
  if (audience.kind === "tags") return audience.words;
  return audience.kind === "broadcast" ? "everyone" : count(audience.handles.length, "device");
}

function day({ at }: RememberedDelivery): string {
  return at.slice(0, 10);
}
