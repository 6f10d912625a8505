import type { HubState } from "./hub-state.ts";
import { type ReceivedRequest, readOrigin } from "./received-request.ts";
import { notInTier, type Reply } from "./reply.ts";

/**
 * Answers with the address of what the push services said of dead handles, as plain text. A real hub names a container
 * of blobs; this one lists the records itself. Source: REST, "Get PNS feedback".
 */
export function handleFeedback(state: HubState, request: ReceivedRequest): Reply {
  if (state.tier !== "standard") return notInTier;
  const body = `${readOrigin(request)}/${encodeURIComponent(state.name)}/$inbox/feedback`;
  return { kind: "done", status: 200, body, contentType: "text/plain; charset=utf-8" };
}
