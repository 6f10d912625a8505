import { deliverDue } from "./deliver-due.ts";
import type { Faults } from "./faults.ts";
import { findHub, type HubState } from "./hub-state.ts";
import { refuseForeign } from "./inbox-access.ts";
import { explainMessage, showDevices } from "./inbox-devices.ts";
import { streamEvents } from "./inbox-events.ts";
import { clearFaults, listFaults, replaceFaults } from "./inbox-faults.ts";
import { listFeedback } from "./inbox-feedback.ts";
import { clearMessages, exportMessages, listMessages } from "./inbox-messages.ts";
import { leadToPage, showPage } from "./inbox-page.ts";
import { type InboxCall, refuseCall } from "./inbox-reply.ts";
import type { ReceivedRequest } from "./received-request.ts";
import type { ServerReply } from "./server.ts";

type Route = (call: InboxCall) => ServerReply;

/** By method, for each address below the inbox. */
const routes: ReadonlyMap<string, ReadonlyMap<string, Route>> = new Map([
  ["", new Map<string, Route>([["GET", leadToPage]])],
  ["/ui", new Map<string, Route>([["GET", showPage]])],
  [
    "/messages",
    new Map<string, Route>([
      ["GET", listMessages],
      ["DELETE", clearMessages],
    ]),
  ],
  ["/export", new Map<string, Route>([["GET", exportMessages]])],
  ["/devices", new Map<string, Route>([["GET", showDevices]])],
  ["/events", new Map<string, Route>([["GET", streamEvents]])],
  ["/messages/*/why", new Map<string, Route>([["GET", explainMessage]])],
  ["/feedback", new Map<string, Route>([["GET", listFeedback]])],
  [
    "/faults",
    new Map<string, Route>([
      ["GET", listFaults],
      ["PUT", replaceFaults],
      ["DELETE", clearFaults],
    ]),
  ],
]);

/**
 * Answers what is below the reserved path `/$inbox`, in JSON and without a token: whoever reaches this machine may look.
 * No hub can have the name, which begins with `$`. It is the inbox of the first hub; those of others are at
 * `/{hub}/$inbox`. `undefined` for every other path.
 */
export function answerInbox(
  states: readonly HubState[],
  request: ReceivedRequest,
  faults: Faults,
): ServerReply | undefined {
  const match = /^(?:\/([^/?#]+))?\/(?:\$|%24)inbox(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(request.target);
  if (match === null) return undefined;
  const [, hub, ownPath = "", search = ""] = match;
  const state = hub === undefined ? states[0] : findHub(states, hub);
  if (state === undefined) return undefined;
  const path = ownPath.replace(/\/$/, "");
  const foreign = refuseForeign(request, { allowsLinks: path === "" || path === "/ui" });
  if (foreign !== undefined) return refuseCall(403, foreign);
  const sequence = /^\/messages\/(\d{1,15})\/why$/.exec(path)?.[1];
  const methods = routes.get(sequence === undefined ? path : "/messages/*/why");
  if (methods === undefined) return refuseCall(404, noSuchAddress);
  const route = methods.get(request.method === "HEAD" ? "GET" : request.method);
  if (route === undefined) {
    const allowed = [...methods.keys()].join(", ");
    return refuseCall(405, `This address takes ${allowed}, not ${request.method}`, { Allow: allowed });
  }
  try {
    deliverDue(state);
    return route({ state, faults, request, search, sequence: Number(sequence ?? 0) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuseCall(500, `The emulator failed: ${reason}. Please report it`);
  }
}

const noSuchAddress =
  "There is nothing at this address of the inbox. It has messages, messages/{sequence}/why, export, devices, events, faults, feedback and ui";
