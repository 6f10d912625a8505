import type { OpenLine } from "./held-reply.ts";
import type { HubState } from "./hub-state.ts";
import { describeItem } from "./inbox-json.ts";
import { findUnknown } from "./inbox-query.ts";
import { guardHeaders, type InboxCall, refuseCall } from "./inbox-reply.ts";
import type { ServerReply } from "./server.ts";

const itemsAtOnce = 100;
/** Proxies give up a line on which nothing moves. Source: HTML, "Server-sent events", which advises as much. */
const keepAliveMs = 15_000;

/**
 * Server-sent events: `message` with a delivery, and `cleared`. They begin behind `Last-Event-ID`, or else behind
 * `cursor` (as a list of messages gives it), or else with the next delivery. A reader who knows an inbox that is gone,
 * because it was cleared or the hub began anew, is told so, and then gets all there is. While nothing comes, a comment
 * now and then keeps the line open.
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
async function follow(state: HubState, known: string | undefined, line: OpenLine): Promise<void> {
  const { inbox, name } = state;
  const start = readCursor(known) ?? { era: inbox.era, sequence: inbox.lastSequence };
  let { era, sequence } = start;
  if (era === inbox.era && sequence > inbox.lastSequence) era = "";
  // A second is what a person hardly waits for when the hub begins anew.
  await line.write("retry: 1000\n\n");
  while (!line.gone.aborted) {
    if (era !== inbox.era) {
      era = inbox.era;
      sequence = firstSequence(inbox.items) - 1;
      await line.write(`event: cleared\nid: ${era}-${sequence}\ndata: {}\n\n`);
      continue;
    }
    const items = inbox.after(sequence, itemsAtOnce);
    if (items.length === 0) {
      await rest(state, line.gone);
      const isQuiet = inbox.lastSequence === sequence && inbox.era === era;
      if (isQuiet && !line.gone.aborted) await line.write(": nothing new\n\n");
    }
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

/** Until something comes, the reader goes, or it is time to show that the line is open. */
async function rest({ inbox, clock }: HubState, gone: AbortSignal): Promise<void> {
  const end = new AbortController();
  const give = () => end.abort();
  gone.addEventListener("abort", give);
  await Promise.race([inbox.changed(end.signal), clock.sleep(keepAliveMs, end.signal)]);
  // Ends the other of the two, so that no timer outlives the line.
  give();
  gone.removeEventListener("abort", give);
}

function readCursor(text: string | undefined) {
  const match = /^([0-9a-z.]{1,40})-(\d{1,15})$/.exec(text ?? "");
  return match === null ? undefined : { era: match[1] ?? "", sequence: Number(match[2]) };
}
