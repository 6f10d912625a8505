import { maxRequestBytes, testSendDevices } from "../nh/limits.ts";
import { writeNotificationOutcome } from "../nh/outcome-xml.ts";
import type { Route } from "../nh/routes.ts";
import { byteLength } from "../text/count.ts";
import { acceptMessage, locateMessage } from "./accept-message.ts";
import type { HubState } from "./hub-state.ts";
import { checkPayload, readAudience, readFormat, readProperties } from "./read-send.ts";
import { type ReceivedRequest, selectForwardedHeaders } from "./received-request.ts";
import { type Reply, tooLarge } from "./reply.ts";
import { describeResults } from "./tally.ts";
import { drawRows, selectRows } from "./target.ts";

/** Answers a send to tags or to everyone. A test send says at once what became of at most ten devices. */
export function handleSend(
  state: HubState,
  request: ReceivedRequest,
  route: Extract<Route, { kind: "send" }>,
): Reply {
  const { headers, body } = request;
  if (byteLength(body) > maxRequestBytes) return tooLarge;
  const reading = readFormat(headers);
  if (reading.kind === "refused") return reading;
  const { format } = reading;
  const audience = readAudience(headers);
  if (audience.kind === "refused") return audience;
  const filling =
    format === "template"
      ? readProperties(body)
      : (checkPayload(format, body, selectForwardedHeaders(headers)) ?? noProperties);
  if (filling.kind === "refused") return filling;
  const rows = selectRows(state.rows, { format, expression: audience.expression });
  const { id, attempts } = acceptMessage(state, request, {
    address: audience.expression === undefined ? "broadcast" : "tags",
    format,
    isTest: route.test,
    tags: audience.tags,
    contentType: headers.get("content-type") ?? "",
    body,
    properties: filling.properties,
    targets: route.test ? drawRows(rows, testSendDevices, state.chance) : rows,
  });
  return {
    kind: "done",
    status: 201,
    body: route.test ? writeNotificationOutcome(describeResults(attempts)) : "",
    ...locateMessage(state, request, { id, version: route.apiVersion, isDirect: false }),
  };
}

const noProperties = { kind: "properties", properties: new Map<string, string>() } as const;
