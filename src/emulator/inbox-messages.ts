import type { Json } from "../model/json.ts";
import type { OpenLine } from "./held-reply.ts";
import type { HubState } from "./hub-state.ts";
import type { InboxItem } from "./inbox.ts";
import { describeItem } from "./inbox-json.ts";
import { filterNames, findUnknown, type InboxQuery, matchesFilter, readInboxQuery } from "./inbox-query.ts";
import { guardHeaders, type InboxCall, json, jsonHeaders, refuseCall } from "./inbox-reply.ts";
import type { ServerReply } from "./server.ts";

/**
 * Lists what was delivered, the oldest first: the first behind `after`, or else the newest, up to `limit`. With `wait`
 * the answer comes as soon as one matches, and is empty when none did in that time.
 */
export function listMessages({ state, request, search }: InboxCall): ServerReply {
  const reading = readInboxQuery(search);
  if (reading.kind === "wrong") return refuseCall(400, reading.message);
  const { query } = reading;
  const { waitMs } = query;
  const found = find(state, query);
  if (waitMs === undefined || found.items.length > 0 || request.method === "HEAD")
    return json(describeList(state, found));
  return {
    status: 200,
    headers: jsonHeaders,
    hold: async (line) => {
      const later = await waitFor(state, { ...query, waitMs }, line.gone);
      await line.write(`${JSON.stringify(describeList(state, later))}\n`);
    },
  };
}

export function clearMessages({ state, search }: InboxCall): ServerReply {
  const unknown = findUnknown(new URLSearchParams(search), []);
  if (unknown !== undefined) return refuseCall(400, unknown.message);
  state.inbox.clear();
  return { status: 204, headers: guardHeaders, body: "" };
}

/** Every delivery that is kept, one JSON text a line. */
export function exportMessages({ state, search }: InboxCall): ServerReply {
  const reading = readInboxQuery(search, filterNames);
  if (reading.kind === "wrong") return refuseCall(400, reading.message);
  const items = state.inbox.items.filter((item) => matchesFilter(item, reading.query.filter));
  return {
    status: 200,
    headers: {
      ...guardHeaders,
      "Content-Type": "application/x-ndjson; charset=utf-8",
      "Content-Disposition": 'attachment; filename="inbox.jsonl"',
    },
    hold: (line) => writeLines(state, items, line),
  };
}

async function writeLines(state: HubState, items: readonly InboxItem[], line: OpenLine): Promise<void> {
  for (const item of items) {
    if (line.gone.aborted) return;
    await line.write(`${JSON.stringify(describeItem(item, state.name))}\n`);
  }
}

interface Found {
  readonly items: readonly InboxItem[];
  /** Whether some that match were left out. */
  readonly hasMore: boolean;
}

function find({ inbox }: HubState, { filter, after, limit }: InboxQuery): Found {
  const since = after === undefined ? inbox.items : inbox.after(after, Number.POSITIVE_INFINITY);
  const matching = since.filter((item) => matchesFilter(item, filter));
  const items =
    after === undefined ? matching.slice(Math.max(0, matching.length - limit)) : matching.slice(0, limit);
  return { items, hasMore: matching.length > items.length };
}

/** Waits by the hub's clock, and wakes for whatever comes. */
async function waitFor(
  state: HubState,
  query: InboxQuery & { readonly waitMs: number },
  gone: AbortSignal,
): Promise<Found> {
  const end = new AbortController();
  const give = () => end.abort();
  gone.addEventListener("abort", give);
  void state.clock.sleep(query.waitMs, end.signal).then(give);
  let found = find(state, query);
  while (found.items.length === 0 && !end.signal.aborted) {
    await state.inbox.changed(end.signal);
    found = find(state, query);
  }
  give();
  gone.removeEventListener("abort", give);
  return found;
}

function describeList({ inbox, name }: HubState, { items, hasMore }: Found): Json {
  return {
    messages: items.map((item) => describeItem(item, name)),
    hasMore,
    lastSequence: inbox.lastSequence,
    dropped: inbox.droppedCount,
    cursor: `${inbox.era}-${inbox.lastSequence}`,
  };
}
