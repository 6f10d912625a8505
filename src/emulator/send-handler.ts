import { testSendDevices } from "../nh/limits.ts";
import { writeNotificationOutcome } from "../nh/outcome-xml.ts";
import type { RouteOf } from "../nh/routes.ts";
import { acceptMessage, locateMessage } from "./accept-message.ts";
import { createMessageId } from "./create-ids.ts";
import type { HubState } from "./hub-state.ts";
import { parseSend } from "./parse-send.ts";
import type { ReceivedRequest } from "./received-request.ts";
import type { Reply } from "./reply.ts";
import { describeResults } from "./tally.ts";
import { drawRows } from "./target.ts";

/** Answers a send to tags or to everyone. A test send says at once what became of at most ten devices. */
export function handleSend(state: HubState, request: ReceivedRequest, route: RouteOf<"send">): Reply {
  const reading = parseSend(state, request);
  if (reading.kind === "refused") return reading;
  const { send } = reading;
  const id = createMessageId(state.chance, state.clock.nowMs());
  const targets = route.test ? drawRows(send.targets, testSendDevices, state.chance) : send.targets;
  const attempts = acceptMessage(state, send, { id, isTest: route.test, targets });
  return {
    kind: "done",
    status: 201,
    body: route.test ? writeNotificationOutcome(describeResults(attempts)) : "",
    ...locateMessage(state, request, { id, version: route.apiVersion, isDirect: false }),
  };
}
