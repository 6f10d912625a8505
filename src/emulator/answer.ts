import { matchRoute, type Route } from "../nh/routes.ts";
import { authorize, type Right } from "./authorize.ts";
import { handleBatch, handleDirect } from "./direct-handler.ts";
import { handleFeedback } from "./feedback-handler.ts";
import type { HubState } from "./hub-state.ts";
import { handleInstallation } from "./installation-handler.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { handleRegistration, registrationRight } from "./registration-handler.ts";
import { noSuchHub, type Reply, refuse } from "./reply.ts";
import { handleCancel, handleSchedule } from "./schedule-handler.ts";
import { handleSend } from "./send-handler.ts";
import { handleTelemetry } from "./telemetry-handler.ts";

/** Finds the hub, checks the token and its right, then asks the handler. */
export function answer(state: HubState, request: ReceivedRequest): Reply {
  const route = matchRoute(request.method, request.target);
  if (route.hub?.toLowerCase() !== state.name.toLowerCase()) return noSuchHub;
  const refusal = authorize(state.keys, {
    authorization: request.headers.get("authorization"),
    path: request.target,
    right: neededRight(route),
    nowMs: state.clock.nowMs(),
    acceptsAnyKey: state.acceptsAnyKey,
  });
  if (refusal !== undefined) return refusal;
  switch (route.kind) {
    case "send":
      return (route.direct ? handleDirect : handleSend)(state, request, route);
    case "batch":
      return handleBatch(state, request, route);
    case "schedule":
      return handleSchedule(state, request, route);
    case "cancel":
      return handleCancel(state, route);
    case "telemetry":
      return handleTelemetry(state, request, route);
    case "installation-get":
    case "installation-put":
    case "installation-patch":
    case "installation-delete":
      return handleInstallation(state, request, route);
    case "registration-create":
    case "registration-id-create":
    case "registration-list":
    case "registration-get":
    case "registration-put":
    case "registration-delete":
      return handleRegistration(state, request, route);
    case "feedback":
      return handleFeedback(state, request);
    case "wrong-method":
      return {
        kind: "refused",
        status: 405,
        detail: `The method ${request.method} is not allowed here`,
        allowed: route.allowed,
      };
    case "unknown":
      return answerUnknown(route.resource);
  }
}

/** Source: NH docs, "Security model". */
function neededRight(route: Route): Right | undefined {
  switch (route.kind) {
    case "unknown":
    case "wrong-method":
      return undefined;
    case "registration-create":
    case "registration-id-create":
    case "registration-list":
    case "registration-get":
    case "registration-put":
    case "registration-delete":
      return registrationRight(route);
    case "installation-get":
    case "installation-put":
    case "installation-patch":
    case "installation-delete":
      return "Listen";
    case "feedback":
      return "Manage";
    default:
      return "Send";
  }
}

/** What a hub offers and this one does not, by the first segment after the hub; the hub itself is the empty one. */
const absentResources = new Map([
  ["", "management of the hub"],
  ["jobs", "jobs"],
]);

function answerUnknown(resource: string): Reply {
  const absent = absentResources.get(resource.toLowerCase());
  return absent === undefined
    ? refuse(404, "There is nothing at this address")
    : refuse(501, `This emulator does not have ${absent}`);
}
