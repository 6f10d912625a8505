import type { Delivery } from "../model/delivery.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { maxScheduleAheadMs } from "../nh/limits.ts";
import { formatInstant } from "../text/instant.ts";
import { decideInDoubt } from "./decide-in-doubt.ts";
import { type Decision, day, dispatch, hasDrifted, maxTwinAgeMs } from "./decision.ts";
import { describeAudience } from "./describe-audience.ts";
import { isWaiting } from "./list-waiting.ts";
import type { PlanOptions } from "./plan-options.ts";

/** The first row that fits. */
export function decide(delivery: Delivery, options: PlanOptions): Decision {
  const { memory, nowMs } = options;
  if (memory === undefined)
    return {
      action: "not known here",
      because: "the ledger cannot be read here, so what was sent is not known",
    };
  const remembered = memory.deliveries.get(delivery.key);
  return (
    inFlight(remembered, options) ??
    decideInDoubt(delivery, remembered, nowMs) ??
    takeBack(delivery, remembered, nowMs) ??
    stayCancelled(delivery, remembered) ??
    skip(delivery, remembered, nowMs) ??
    refuseDrift(delivery, remembered, nowMs) ??
    stopTwin(delivery, options) ??
    replace(delivery, remembered, nowMs) ??
    expire(delivery, nowMs) ??
    wait(delivery, nowMs) ??
    dispatch(delivery, nowMs, tellBefore(remembered))
  );
}

function inFlight(
  remembered: RememberedDelivery | undefined,
  { liveRuns }: PlanOptions,
): Decision | undefined {
  // A claim on the campaign is not enough: another part of it says nothing of what a dead run began.
  if (remembered?.status !== "open" || !remembered.runsInDoubt.some((run) => liveRuns.has(run)))
    return undefined;
  return { action: "in flight", because: "another run is sending it right now" };
}

/** The author says that it is not to go out. */
function takeBack(
  { notification }: Delivery,
  remembered: RememberedDelivery | undefined,
  nowMs: number,
): Decision | undefined {
  if (!notification.cancelled) return undefined;
  if (isWaiting(remembered, nowMs))
    return {
      action: "cancel",
      because: `the file says \`cancelled: true\`, and it is ${waitsFor(remembered)}`,
    };
  const sent = remembered?.status === "accepted" || remembered?.status === "scheduled";
  if (remembered === undefined || !sent)
    return { action: "skip", because: "the file says `cancelled: true`" };
  return { action: "skip", because: `\`cancelled: true\` comes too late: ${wasSent(remembered)}` };
}

/** Who cancels in a hurry must not see the next run schedule it again. */
function stayCancelled(delivery: Delivery, remembered: RememberedDelivery | undefined): Decision | undefined {
  if (remembered?.status !== "cancelled" || !remembered.isCancelledForGood) return undefined;
  return {
    action: "skip",
    because: `\`campanile cancel\` took it back on ${day(remembered.at)}`,
    hint: `To send it after all, write revision: ${delivery.notification.revision + 1}.`,
  };
}

function skip(
  delivery: Delivery,
  remembered: RememberedDelivery | undefined,
  nowMs: number,
): Decision | undefined {
  if (remembered?.status !== "accepted" && remembered?.status !== "scheduled") return undefined;
  if (hasDrifted(delivery, remembered)) return undefined;
  return {
    action: "skip",
    because: isWaiting(remembered, nowMs) ? waitsFor(remembered) : wasSent(remembered),
  };
}

function refuseDrift(
  delivery: Delivery,
  remembered: RememberedDelivery | undefined,
  nowMs: number,
): Decision | undefined {
  const isOut = remembered?.status === "accepted" || remembered?.status === "scheduled";
  if (remembered === undefined || !isOut || isWaiting(remembered, nowMs)) return undefined;
  const { revision, audience } = delivery.notification;
  const whom = audience.kind === "tags" ? audience.words : describeAudience(audience, { isMember: false });
  const again = `to send it again to ${whom}, write revision: ${revision + 1}`;
  return {
    action: "refuse",
    because: `it was edited after ${wasSent(remembered)}`,
    hint: `If nobody should get it again: campanile ledger resolve ${delivery.key} --accept-drift; ${again}.`,
  };
}

function stopTwin(delivery: Delivery, { hub, memory, nowMs }: PlanOptions): Decision | undefined {
  if (delivery.notification.repeat) return undefined;
  const sinceMs = nowMs - maxTwinAgeMs;
  const twin = memory?.findTwin({ hub, rendered: delivery.rendered, exceptKey: delivery.key, sinceMs });
  if (twin === undefined) return undefined;
  if (twin.status === "unknown" || twin.status === "open") {
    return {
      action: "hold",
      because: `it looks like ${twin.key}, which may have gone out on ${day(twin.at)}`,
      hint: `Find out, then: campanile ledger resolve ${twin.key} --as sent (or --as unsent)`,
    };
  }
  const hint =
    "If this is a rename, give the campaign its old name; to send it once more, write repeat: true.";
  return { action: "refuse", because: `it looks sent as ${twin.key} on ${day(twin.at)}`, hint };
}

/** What waits at the hub is not what stands in the file: it is taken back first. */
function replace(
  delivery: Delivery,
  remembered: RememberedDelivery | undefined,
  nowMs: number,
): Decision | undefined {
  if (!isWaiting(remembered, nowMs)) return undefined;
  const edited = `it was edited while ${waitsFor(remembered)}`;
  const next = expire(delivery, nowMs) ?? wait(delivery, nowMs) ?? dispatch(delivery, nowMs, edited);
  if (next.action === "send" || next.action === "schedule") return { ...next, action: "replace" };
  return { action: "cancel", because: `${edited}; now ${next.because}` };
}

export function expire({ notification }: Delivery, nowMs: number): Decision | undefined {
  const { expiresAtMs } = notification;
  if (expiresAtMs === undefined || nowMs < expiresAtMs) return undefined;
  return {
    action: "expire",
    because: `it expired at ${formatInstant(expiresAtMs)}`,
    hint: "If it is still of use, move `expires`.",
  };
}

function wait({ notification }: Delivery, nowMs: number): Decision | undefined {
  const { scheduleAtMs } = notification;
  if (scheduleAtMs === undefined || scheduleAtMs - nowMs <= maxScheduleAheadMs) return undefined;
  const from = formatInstant(scheduleAtMs - maxScheduleAheadMs);
  return {
    action: "wait",
    because: `its time is ${formatInstant(scheduleAtMs)}, and a hub takes a schedule 7 days ahead: the first run after ${from} schedules it`,
  };
}

function tellBefore(remembered: RememberedDelivery | undefined): string {
  if (remembered === undefined) return "it has not been sent";
  switch (remembered.status) {
    case "rejected":
      return `it was rejected on ${day(remembered.at)}`;
    case "cancelled":
      return `it was cancelled on ${day(remembered.at)} before it went out`;
    default:
      return `it did not leave on ${day(remembered.at)}`;
  }
}

function waitsFor({ deliverAt }: { readonly deliverAt: string }): string {
  return `scheduled for ${deliverAt}`;
}

function wasSent({ status, at, deliverAt }: RememberedDelivery): string {
  return status === "scheduled" ? `it went out at ${deliverAt ?? "its time"}` : `it was sent on ${day(at)}`;
}
