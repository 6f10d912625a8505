import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";
import { parseJson } from "../text/parse-json.ts";
import type { Damage } from "./backend.ts";

/** One line. The kind comes first, so that the beginning of an entry can be told in any text. */
export function formatEntry(entry: LedgerEntry): string {
  const line = JSON.stringify(entry);
  if (line.startsWith(entryStart)) return `${line}\n`;
  const { entry: kind, ...rest } = entry;
  return `${JSON.stringify({ entry: kind, ...rest })}\n`;
}

/** How an entry begins. No text within an entry can hold it, since quotation marks are escaped there. */
export const entryStart = '{"entry":"';

export type EntryReading =
  | { readonly kind: "entry"; readonly entry: LedgerEntry }
  | ({ readonly kind: "wrong" } & Damage);

/** Reads one line of a ledger, strictly: a ledger that is half understood could send twice. */
export function parseEntry(line: string): EntryReading {
  const value = parseJson(line);
  if (!isJsonObject(value)) return { kind: "wrong", message: "this line is no entry" };
  const kind = value["entry"];
  if (typeof kind !== "string") return { kind: "wrong", message: "this line is no entry" };
  const shape = shapeOf(kind);
  if (shape === undefined || isLaterVersion(value))
    return {
      kind: "wrong",
      message: `the entry \`${kind}\` was written by a newer Campanile`,
      isNewer: true,
    };
  if (isEntry(value)) return { kind: "entry", entry: value };
  const wrong = Object.entries(shape).find(([name, check]) => !check(own(value, name)));
  return { kind: "wrong", message: `the entry \`${kind}\` has a wrong \`${wrong?.[0] ?? "entry"}\`` };
}

type Check = (value: Json | undefined) => boolean;

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const text: Check = (value) => typeof value === "string";
const filledText: Check = (value) => typeof value === "string" && value !== "";
const whole: Check = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const optionalText = optional(text);
const optionalWhole = optional(whole);
const time: Check = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));
const isTrue: Check = (value) => value === true;
const counts: Check = (value) =>
  isJsonObject(value) &&
  Object.values(value).every((outcomes) => isJsonObject(outcomes) && Object.values(outcomes).every(whole));
const keys: Check = (value) => Array.isArray(value) && value.length > 0 && value.every(text);
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && words.includes(value);
const deliveries: Check = (value) =>
  Array.isArray(value) &&
  value.every(
    (item: Json) =>
      isJsonObject(item) &&
      text(item["key"]) &&
      text(item["rendered"]) &&
      text(item["source"]) &&
      optionalText(item["platform"]) &&
      optionalText(item["audience"]) &&
      optional(isTrue)(item["collapses"]),
  );

const isPacked: Check = (value) => typeof value === "string" && /^(?:[\w-]{16})+$/.test(value);
const isDigest: Check = (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
const isReply: Check = (value) =>
  Array.isArray(value) &&
  whole(value[0]) &&
  value.length <= 3 &&
  value.slice(1).every((id: Json) => id === null || text(id));

const shapes: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  ledger: {
    version: (value) => value === 1,
    at: time,
    memberSalt: filledText,
    emulatorSalt: optional(filledText),
  },
  run: {
    run: text,
    at: time,
    hub: text,
    command: text,
    version: text,
    commit: optionalText,
    ref: optionalText,
    actor: optionalText,
    url: optionalText,
  },
  target: {
    at: time,
    hub: text,
    host: text,
    name: text,
    from: optionalText,
    actor: optionalText,
    why: optionalText,
  },
  intent: { run: text, at: time, step: optional(oneOf("schedule", "cancel")), deliveries },
  outcome: {
    run: text,
    at: time,
    keys,
    kind: oneOf("accepted", "rejected", "unsent", "unknown"),
    attempts: whole,
    status: optionalWhole,
    notificationId: optionalText,
    trackingId: optionalText,
    cause: optionalText,
  },
  members: {
    run: text,
    at: time,
    key: text,
    platform: text,
    source: text,
    first: whole,
    requests: (value) => Array.isArray(value) && value.every((item: Json) => isPacked(item)),
    rendered: (value) => Array.isArray(value) && value.every((item: Json) => isDigest(item)),
    collapses: optional(isTrue),
  },
  replies: {
    run: text,
    at: time,
    key: text,
    kind: oneOf("accepted", "rejected", "unsent", "unknown"),
    status: optionalWhole,
    cause: optionalText,
    requests: (value) => Array.isArray(value) && value.every(isReply),
  },
  forgotten: { at: time, key: text, actor: optionalText },
  scheduled: {
    run: text,
    at: time,
    keys,
    deliverAt: time,
    attempts: whole,
    status: optionalWhole,
    notificationId: optionalText,
    trackingId: optionalText,
  },
  cancelled: {
    run: text,
    at: time,
    keys,
    attempts: whole,
    status: optionalWhole,
    trackingId: optionalText,
    forGood: optional(isTrue),
  },
  reached: { at: time, keys, state: text, counts },
  resolved: {
    at: time,
    key: text,
    as: oneOf("sent", "unsent", "drift-accepted"),
    rendered: optionalText,
    source: optionalText,
    actor: optionalText,
    why: optionalText,
  },
  settled: {
    run: text,
    at: time,
    key: text,
    as: oneOf("sent", "unsent"),
    actor: optionalText,
    why: optionalText,
  },
  baseline: { at: time, deliveries },
};

function isEntry(value: JsonObject): value is JsonObject & LedgerEntry {
  const shape = shapeOf(String(value["entry"]));
  return shape !== undefined && Object.entries(shape).every(([name, check]) => check(own(value, name)));
}

function isLaterVersion(value: JsonObject): boolean {
  return value["entry"] === "ledger" && Number(value["version"]) > 1;
}

function shapeOf(kind: string): Readonly<Record<string, Check>> | undefined {
  return Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
}

function own(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
