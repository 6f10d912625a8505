import type { RouteOf } from "../nh/routes.ts";
import { writeTelemetry } from "../nh/telemetry-xml.ts";
import { replaceForbiddenInXml } from "../nh/xml-text.ts";
import type { HubState } from "./hub-state.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { notInTier, type Reply, refuse } from "./reply.ts";

/** Answers what became of a message. But for schedules, it is done at once. */
export function handleTelemetry(
  state: HubState,
  request: ReceivedRequest,
  route: RouteOf<"telemetry">,
): Reply {
  if (state.tier !== "standard") return notInTier;
  const message = state.messages.get(route.id);
  if (message === undefined) return refuse(404, "The notification was not found");
  const { deliveredAtMs } = message;
  const doneAt = deliveredAtMs === undefined ? undefined : new Date(deliveredAtMs).toISOString();
  const body = writeTelemetry({
    notificationId: message.id,
    location: `sb://${request.headers.get("host") ?? "localhost"}/${encodeURIComponent(state.name)}/messages/${message.id}`,
    state: message.state,
    enqueueTime: new Date(message.enqueuedAtMs).toISOString(),
    startTime: doneAt,
    endTime: doneAt,
    body: replaceForbiddenInXml(message.body),
    tags: message.tags,
    targetPlatforms: message.targetPlatforms,
    outcomeCounts: message.outcomeCounts,
    pnsErrorDetailsUri: undefined,
  });
  return { kind: "done", status: 200, body };
}
