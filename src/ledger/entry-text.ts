import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";

export function formatEntry(entry: LedgerEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

export type EntryReading =
  | { readonly kind: "entry"; readonly entry: LedgerEntry }
  | { readonly kind: "wrong"; readonly message: string };

/** Reads one line of a ledger, strictly: a ledger that is half understood could send twice. */
export function parseEntry(line: string): EntryReading {
  const value = parseJson(line);
  if (!isJsonObject(value)) return { kind: "wrong", message: "this line is no entry" };
  const kind = value["entry"];
  const shape = typeof kind === "string" && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  if (shape === undefined)
    return { kind: "wrong", message: `the entry \`${String(kind)}\` is of a newer Campanile, or damaged` };
  const wrong = Object.entries(shape).find(([name, check]) => !check(value[name]));
  if (wrong !== undefined)
    return { kind: "wrong", message: `the entry \`${String(kind)}\` has a wrong \`${wrong[0]}\`` };
  return isEntry(value)
    ? { kind: "entry", entry: value }
    : { kind: "wrong", message: "this line is no entry" };
}

type Check = (value: Json | undefined) => boolean;

const text: Check = (value) => typeof value === "string";
const optionalText: Check = (value) => value === undefined || typeof value === "string";
const whole: Check = (value) => Number.isSafeInteger(value);
const optionalWhole: Check = (value) => value === undefined || whole(value);
const time: Check = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));
const keys: Check = (value) => Array.isArray(value) && value.length > 0 && value.every(text);
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && words.includes(value);
const deliveries: Check = (value) =>
  Array.isArray(value) &&
  value.every(
    (item: Json) => isJsonObject(item) && text(item["key"]) && text(item["rendered"]) && text(item["source"]),
  );

const shapes: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  ledger: { version: (value) => value === 1, at: time, memberSalt: text },
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
  target: { at: time, hub: text, host: text, name: text },
  intent: { run: text, at: time, deliveries },
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
  resolved: {
    at: time,
    key: text,
    as: oneOf("sent", "unsent", "drift-accepted"),
    rendered: optionalText,
    source: optionalText,
    actor: optionalText,
    why: optionalText,
  },
  baseline: { at: time, deliveries },
};

/** The checks above have looked at every member that an entry of this kind has. */
function isEntry(value: JsonObject): value is JsonObject & LedgerEntry {
  return typeof value["entry"] === "string" && Object.hasOwn(shapes, value["entry"]);
}

function parseJson(line: string): Json | undefined {
  try {
    const value: Json = JSON.parse(line);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
