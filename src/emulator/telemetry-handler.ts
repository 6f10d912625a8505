import type { RouteOf } from "../nh/routes.ts";
import { writeTelemetry } from "../nh/telemetry-xml.ts";
import { replaceForbiddenInXml } from "../nh/xml-text.ts";
import type { HubState, StoredMessage } from "./hub-state.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { notInTier, type Reply, refuse } from "./reply.ts";

/** Answers what became of a message so far. */
export function handleTelemetry(
  state: HubState,
  request: ReceivedRequest,
  route: RouteOf<"telemetry">,
): Reply {
  if (state.tier !== "standard") return notInTier;
  const message = state.messages.get(route.id);
  if (message === undefined) return refuse(404, "The notification was not found");
  const { startedAtMs, endedAtMs, word } = findProgress(state, message);
  const toText = (atMs: number | undefined) =>
    atMs === undefined ? undefined : new Date(atMs).toISOString();
  const isDone = word === message.state;
  const body = writeTelemetry({
    notificationId: message.id,
    location: `sb://${request.headers.get("host") ?? "localhost"}/${encodeURIComponent(state.name)}/messages/${message.id}`,
    state: word,
    enqueueTime: new Date(message.enqueuedAtMs).toISOString(),
    startTime: toText(startedAtMs),
    endTime: toText(endedAtMs),
    body: replaceForbiddenInXml(message.body),
    tags: message.tags,
    targetPlatforms: isDone ? message.targetPlatforms : [],
    outcomeCounts: isDone ? message.outcomeCounts : new Map(),
    pnsErrorDetailsUri: undefined,
  });
  return { kind: "done", status: 200, body };
}

interface Progress {
  readonly word: StoredMessage["state"] | "Enqueued" | "Processing";
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
}

/** The first half of its processing a message is in the queue; it ends when the last slow push service has it. */
function findProgress(state: HubState, message: StoredMessage): Progress {
  const { deliveredAtMs } = message;
  if (deliveredAtMs === undefined)
    return { word: message.state, startedAtMs: undefined, endedAtMs: undefined };
  const startedAtMs = deliveredAtMs + state.processingMs / 2;
  const endedAtMs = deliveredAtMs + state.processingMs;
  const nowMs = state.clock.nowMs();
  if (nowMs < startedAtMs) return { word: "Enqueued", startedAtMs: undefined, endedAtMs: undefined };
  const isLate = state.late.some(({ item }) => item.messageId === message.id);
  if (nowMs < endedAtMs || isLate) return { word: "Processing", startedAtMs, endedAtMs: undefined };
  return { word: message.state, startedAtMs, endedAtMs };
}
