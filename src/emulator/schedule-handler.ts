import { maxScheduleAheadMs } from "../nh/limits.ts";
import type { Route } from "../nh/routes.ts";
import { readScheduleTime } from "../nh/schedule-time.ts";
import { acceptMessage, locateMessage } from "./accept-message.ts";
import { createScheduleId } from "./create-ids.ts";
import type { HubState } from "./hub-state.ts";
import { parseSend } from "./parse-send.ts";
import { type ReceivedRequest, selectForwardedHeaders } from "./received-request.ts";
import { notInTier, type Reply, refuse } from "./reply.ts";

const timeHeader = "servicebusnotification-scheduletime";

/** Takes a send for later. One whose time has passed goes out at once. */
export function handleSchedule(
  state: HubState,
  request: ReceivedRequest,
  route: Extract<Route, { kind: "schedule" }>,
): Reply {
  if (state.tier !== "standard") return notInTier;
  const written = request.headers.get(timeHeader) ?? "";
  const deliverAtMs = readScheduleTime(written);
  if (deliverAtMs === undefined)
    return refuse(400, `The header ServiceBusNotification-ScheduleTime is no time: '${written}'`);
  const nowMs = state.clock.nowMs();
  if (deliverAtMs - nowMs > maxScheduleAheadMs)
    return refuse(400, "A notification can be scheduled up to 7 days ahead");
  const reading = parseSend(state, request);
  if (reading.kind === "refused") return reading;
  const id = createScheduleId(state.chance, nowMs);
  if (deliverAtMs <= nowMs) acceptMessage(state, request, { ...reading.send, id, isTest: false });
  else {
    const { targets: _, properties: __, ...send } = reading.send;
    state.scheduled.set(id, { id, deliverAtMs, request });
    state.messages.set(id, {
      ...send,
      id,
      isTest: false,
      state: "Scheduled",
      targetPlatforms: [],
      outcomeCounts: new Map(),
      headers: selectForwardedHeaders(request.headers),
      enqueuedAtMs: nowMs,
    });
  }
  const folder = "schedulednotifications";
  const location = locateMessage(state, request, { id, version: route.apiVersion, isDirect: false, folder });
  return { kind: "done", status: 201, body: "", ...location };
}

/** Takes a scheduled send back. What went out, or was taken back before, is not there any more. */
export function handleCancel(state: HubState, route: Extract<Route, { kind: "cancel" }>): Reply {
  if (state.tier !== "standard") return notInTier;
  const message = state.messages.get(route.id);
  if (!state.scheduled.delete(route.id) || message === undefined)
    return refuse(404, "The scheduled notification was not found");
  state.messages.set(route.id, { ...message, state: "Canceled" });
  return { kind: "done", status: 200, body: "" };
}

/** Sends what has come due, the earliest first. */
export function deliverDue(state: HubState): void {
  const nowMs = state.clock.nowMs();
  const due = [...state.scheduled.values()]
    .filter(({ deliverAtMs }) => deliverAtMs <= nowMs)
    .sort((a, b) => a.deliverAtMs - b.deliverAtMs);
  for (const { id, request } of due) {
    state.scheduled.delete(id);
    const reading = parseSend(state, request);
    if (reading.kind === "send") acceptMessage(state, request, { ...reading.send, id, isTest: false });
  }
}
