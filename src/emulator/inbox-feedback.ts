import { writePnsFeedback } from "../nh/feedback-xml.ts";
import { guardHeaders, type InboxCall } from "./inbox-reply.ts";
import type { ServerReply } from "./server.ts";

/** What push services said of dead handles, as the blobs of a real hub hold it. */
export function listFeedback({ state }: InboxCall): ServerReply {
  const body = writePnsFeedback(
    state.feedback.map(({ atMs, ...record }) => ({ ...record, at: new Date(atMs) })),
  );
  return {
    status: 200,
    headers: { ...guardHeaders, "Content-Type": "application/xml; charset=utf-8" },
    body,
  };
}
