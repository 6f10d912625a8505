import type { OpenLine } from "./held-reply.ts";
import type { HubState } from "./hub-state.ts";
import { describeItem } from "./inbox-json.ts";
import { findUnknown } from "./inbox-query.ts";
import { guardHeaders, type InboxCall, refuseCall } from "./inbox-reply.ts";
import type { ServerReply } from "./server.ts";

const itemsAtOnce = 100;

/**
 * Server-sent events: `message` with a delivery, and `cleared`. They begin behind `Last-Event-ID`, or else behind
 * `cursor` (as a list of messages gives it), or else with the next delivery. A reader who knows an inbox that is gone,
 * because it was cleared or the hub began anew, is told so, and then gets all there is.
 */
export function streamEvents({ state, request, search }: InboxCall): ServerReply {
  const values = new URLSearchParams(search);
  const unknown = findUnknown(values, ["cursor"]);
  if (unknown !== undefined) return refuseCall(400, unknown.message);
  const known = request.headers.get("last-event-id") ?? values.get("cursor") ?? undefined;
  return {
    status: 200,
    headers: { ...guardHeaders, "Content-Type": "text/event-stream; charset=utf-8" },
    hold: (line) => (request.method === "HEAD" ? Promise.resolve() : follow(state, known, line)),
  };
}

/** Asks the inbox whenever the reader is ready for more, so that a slow one costs no memory. */
async function follow({ inbox, name }: HubState, known: string | undefined, line: OpenLine): Promise<void> {
  const start = readCursor(known) ?? { era: inbox.era, sequence: inbox.lastSequence };
  let { era, sequence } = start;
  if (era === inbox.era && sequence > inbox.lastSequence) era = "";
  // A second is what a person hardly waits for when the hub begins anew.
  await line.write("retry: 1000\n\n");
  while (!line.gone.aborted) {
    if (era !== inbox.era) {
      era = inbox.era;
      sequence = 0;
      await line.write(`event: cleared\nid: ${era}-${firstSequence(inbox.items) - 1}\ndata: {}\n\n`);
      continue;
    }
    const items = inbox.after(sequence, itemsAtOnce);
    if (items.length === 0) await inbox.changed(line.gone);
    for (const item of items) {
      if (era !== inbox.era || line.gone.aborted) break;
      sequence = item.sequence;
      await line.write(`id: ${era}-${sequence}\ndata: ${JSON.stringify(describeItem(item, name))}\n\n`);
    }
  }

  function firstSequence(items: HubState["inbox"]["items"]): number {
    return items[0]?.sequence ?? inbox.lastSequence + 1;
  }
}

function readCursor(text: string | undefined) {
  const match = /^([0-9a-z.]{1,40})-(\d{1,15})$/.exec(text ?? "");
  return match === null ? undefined : { era: match[1] ?? "", sequence: Number(match[2]) };
}
