import type { Registration } from "../nh/registration.ts";
import { type FilterReading, readRegistrationFilter } from "../nh/registration-filter.ts";
import { feedContentType, writeRegistrationFeed } from "../nh/registration-xml.ts";
import type { RouteOf } from "../nh/routes.ts";
import type { HubState } from "./hub-state.ts";
import { type ReceivedRequest, readOrigin } from "./received-request.ts";
import { formatSeconds, toEntries } from "./registration-reply.ts";
import { registrationShapes } from "./registration-shapes.ts";
import { type Reply, refuse } from "./reply.ts";

/** Source: .NET SDK 4.2.0 asks for as many. */
const defaultPageSize = 100;

/**
 * Answers a page of registrations: all, those of a tag, or those of a handle. More follow when there is a continuation
 * token, which is made of letters and digits alone since SDK 2.1.0 for JavaScript encodes it again.
 */
export function listRegistrations(
  state: HubState,
  request: ReceivedRequest,
  { tag, query }: RouteOf<"registration-list">,
): Reply {
  const pageSize = readPageSize(query.get("$top"));
  if (pageSize === undefined) return refuse(400, "The $top is invalid: it is a whole number from 1");
  const token = query.get("continuationtoken") ?? "";
  const after = token === "" ? -1 : readToken(token);
  if (after === undefined) return refuse(400, "The continuation token is invalid");
  const filter = readFilter(query.get("$filter"));
  if (filter.kind === "malformed") return refuse(400, filter.message);

  const { registry } = state;
  const candidates = tag === undefined ? registry.list({ after }) : registry.listTagged(tag.toLowerCase());
  const page: Registration[] = [];
  let last = after;
  let hasMore = false;
  for (const { registration, place } of candidates) {
    if (place <= after || !filter.matches(registration)) continue;
    hasMore = page.length === pageSize;
    if (hasMore) break;
    page.push(registration);
    last = place;
  }
  const url = `${readOrigin(request)}${request.target}`;
  const nextToken = hasMore ? writeToken(last) : undefined;
  return {
    kind: "done",
    status: 200,
    body: writeRegistrationFeed(
      toEntries(page, (id) => locateItem(url, id)),
      {
        url,
        nextUrl: nextToken === undefined ? undefined : locateNext(url, nextToken),
        updated: formatSeconds(state.clock.nowMs()),
      },
    ),
    contentType: feedContentType,
    headers: nextToken === undefined ? {} : { "x-ms-continuationtoken": nextToken },
  };
}

function readPageSize(text: string | undefined): number | undefined {
  if (text === undefined) return defaultPageSize;
  return /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

function readFilter(text: string | undefined): FilterReading {
  return text === undefined
    ? { kind: "filter", matches: () => true }
    : readRegistrationFilter(text, registrationShapes);
}

/** An entry has its place below the list, and the query of the list. Source: recorded traffic. */
function locateItem(listUrl: string, id: string): string {
  const [, folder = "", query = ""] = /^([^?]*?)\/*(\?.*)?$/s.exec(listUrl) ?? [];
  return `${folder}/${encodeURIComponent(id)}${query}`;
}

/** The query is encoded anew, with the token at its end. Source: recorded traffic. */
function locateNext(listUrl: string, token: string): string {
  const [folder = "", ...query] = listUrl.split("?");
  const parameters = new URLSearchParams(query.join("?"));
  for (const name of [...parameters.keys()])
    if (name.toLowerCase() === "continuationtoken") parameters.delete(name);
  parameters.append("continuationtoken", token);
  return `${folder}?${parameters}`;
}

/** Where the page ended, in a form that nobody is tempted to count with. */
function writeToken(place: number): string {
  return Buffer.from(`place:${place}`).toString("base64url");
}

function readToken(token: string): number | undefined {
  const place = /^place:(\d{1,12})$/.exec(Buffer.from(token, "base64url").toString("latin1"))?.[1];
  return place === undefined ? undefined : Number(place);
}
