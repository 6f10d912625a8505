import { platformNames } from "../model/platform-name.ts";
import { joinWords } from "../text/count.ts";
import { nearest } from "../text/nearest.ts";
import { parseJson } from "../text/parse-json.ts";
import type { InboxItem } from "./inbox.ts";

/** Which items a caller wants. Absent: all. */
export interface InboxFilter {
  /** Name, exactly. */
  readonly device: string | undefined;
  /** One that the device's registration had, in any case. */
  readonly tag: string | undefined;
  readonly platform: string | undefined;
  /** Part of the body as the device gets it, or of its text once it is read as JSON; in any case. */
  readonly text: string | undefined;
  /** Message id. */
  readonly message: string | undefined;
}

export interface InboxQuery {
  readonly filter: InboxFilter;
  /** A sequence number: what came later is meant. */
  readonly after: number | undefined;
  readonly limit: number;
  /** How long to wait for a first item; `undefined`: not at all. */
  readonly waitMs: number | undefined;
}

export type QueryReading<T> =
  | { readonly kind: "query"; readonly query: T }
  | { readonly kind: "wrong"; readonly message: string };

export const filterNames = ["device", "tag", "platform", "text", "message"] as const;
const queryNames = [...filterNames, "after", "limit", "wait"];
const defaultLimit = 1000;
const maxLimit = 10_000;
const maxWaitSeconds = 60;

/** Reads the query of a list of messages. A name that it does not know is refused: a misspelt filter would find too much. */
export function readInboxQuery(
  search: string,
  names: readonly string[] = queryNames,
): QueryReading<InboxQuery> {
  const values = new URLSearchParams(search);
  const unknown = findUnknown(values, names);
  if (unknown !== undefined) return unknown;
  const value = (name: string) => values.get(name) ?? undefined;
  const platform = value("platform")?.toLowerCase();
  if (platform !== undefined && !platformNames.some((name) => name === platform && name !== "template")) {
    const known = platformNames.filter((name) => name !== "template");
    return wrong(`platform is one of ${joinWords(known, "or")}, and this is ${JSON.stringify(platform)}`);
  }
  const after = readNumber(value("after"), { max: Number.MAX_SAFE_INTEGER });
  if (after === "wrong") return wrong("after is a sequence number, such as 12");
  const limit = readNumber(value("limit"), { max: maxLimit });
  if (limit === "wrong") return wrong(`limit is a number from 0 to ${maxLimit}`);
  const waitSeconds = readNumber(value("wait"), { max: maxWaitSeconds, decimals: 3 });
  if (waitSeconds === "wrong") return wrong(`wait is a number of seconds from 0 to ${maxWaitSeconds}`);
  const filter = {
    device: value("device"),
    tag: value("tag")?.toLowerCase(),
    platform,
    text: value("text")?.toLowerCase(),
    message: value("message"),
  };
  const waitMs = waitSeconds === undefined ? undefined : waitSeconds * 1000;
  return { kind: "query", query: { filter, after, limit: limit ?? defaultLimit, waitMs } };
}

/** Refuses names that a route does not know. */
export function findUnknown(
  values: URLSearchParams,
  names: readonly string[],
): { readonly kind: "wrong"; readonly message: string } | undefined {
  const unknown = [...values.keys()].find((name) => !names.includes(name));
  if (unknown === undefined) return undefined;
  const meant = nearest(unknown, names);
  const advice =
    meant !== undefined
      ? `did you mean ${meant}?`
      : names.length === 0
        ? "this address takes none"
        : `it is one of ${joinWords(names, "or")}`;
  return wrong(`there is no parameter ${JSON.stringify(unknown)}: ${advice}`);
}

export function matchesFilter(item: InboxItem, filter: InboxFilter): boolean {
  return (
    (filter.device === undefined || item.device === filter.device) &&
    (filter.tag === undefined || item.tags.has(filter.tag)) &&
    (filter.platform === undefined || item.platform === filter.platform) &&
    (filter.message === undefined || item.messageId === filter.message) &&
    (filter.text === undefined || holdsText(item.body, filter.text))
  );
}

/** JSON may spell `é` as an escape, which nobody who looks for it has to know. */
function holdsText(body: string, wanted: string): boolean {
  if (body.toLowerCase().includes(wanted)) return true;
  if (!body.includes("\\")) return false;
  const tree = parseJson(body);
  return (
    tree !== undefined && JSON.stringify(tree).toLowerCase().includes(JSON.stringify(wanted).slice(1, -1))
  );
}

function readNumber(
  text: string | undefined,
  { max, decimals = 0 }: { readonly max: number; readonly decimals?: number },
): number | undefined | "wrong" {
  if (text === undefined) return undefined;
  const value = /^\d{1,16}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return value <= max && Number(value.toFixed(decimals)) === value ? value : "wrong";
}

function wrong(message: string) {
  return { kind: "wrong", message } as const;
}
