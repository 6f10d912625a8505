import { maxScheduleAheadMs } from "../nh/limits.ts";
import type { RouteOf } from "../nh/routes.ts";
import { readScheduleTime } from "../nh/schedule-time.ts";
import { acceptMessage, locateMessage } from "./accept-message.ts";
import { createScheduleId } from "./create-ids.ts";
import type { HubState } from "./hub-state.ts";
import { parseSend } from "./parse-send.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { notInTier, type Refusal, type Reply, refuse } from "./reply.ts";

const timeHeader = "ServiceBusNotification-ScheduleTime";

/** Takes a send for later. One whose time has passed goes out at once. */
export function handleSchedule(state: HubState, request: ReceivedRequest, route: RouteOf<"schedule">): Reply {
  if (state.tier !== "standard") return notInTier;
  const nowMs = state.clock.nowMs();
  const time = readTime(request, nowMs);
  if (time.kind === "refused") return time;
  const { deliverAtMs } = time;
  const reading = parseSend(state, request);
  if (reading.kind === "refused") return reading;
  const { targets } = reading.send;
  const id = createScheduleId(state.chance, nowMs);
  if (deliverAtMs <= nowMs) acceptMessage(state, reading.send, { id, isTest: false, targets });
  else {
    const { targets: _, properties: __, ...send } = reading.send;
    state.scheduled.set(id, { id, deliverAtMs, request: withoutSignature(request) });
    state.messages.set(id, {
      ...send,
      id,
      isTest: false,
      state: "Scheduled",
      targetPlatforms: [],
      outcomeCounts: new Map(),
      enqueuedAtMs: nowMs,
      deliveredAtMs: undefined,
    });
  }
  const folder = "schedulednotifications";
  const location = locateMessage(state, request, { id, version: route.apiVersion, isDirect: false, folder });
  return { kind: "done", status: 201, body: "", ...location };
}

/** Takes a scheduled send back. What went out, or was taken back before, is not there any more. */
export function handleCancel(state: HubState, route: RouteOf<"cancel">): Reply {
  if (state.tier !== "standard") return notInTier;
  if (!state.scheduled.delete(route.id)) return refuse(404, "The scheduled notification was not found");
  const message = state.messages.get(route.id);
  if (message !== undefined) state.messages.set(route.id, { ...message, state: "Canceled" });
  return { kind: "done", status: 200, body: "" };
}

/** Source: NH docs, "Send scheduled notifications", for the seven days. */
function readTime(
  { headers }: ReceivedRequest,
  nowMs: number,
): { readonly kind: "time"; readonly deliverAtMs: number } | Refusal {
  const written = headers.get(timeHeader.toLowerCase());
  if (written === undefined) return refuse(400, `The header ${timeHeader} is missing`);
  const deliverAtMs = readScheduleTime(written);
  if (deliverAtMs === undefined)
    return refuse(
      400,
      `The header ${timeHeader} is not a time: '${written}'. Write it as 2026-12-01T08:00:00Z`,
    );
  if (deliverAtMs - nowMs > maxScheduleAheadMs)
    return refuse(400, "A notification can be scheduled at most 7 days ahead");
  return { kind: "time", deliverAtMs };
}

function withoutSignature({ method, target, headers, body }: ReceivedRequest): ReceivedRequest {
  const kept = new Map(headers);
  kept.delete("authorization");
  return { method, target, headers: kept, body };
}
