import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { platformNames } from "../model/platform-name.ts";
import type { HubSnapshot, ScheduledSend, StoredMessage } from "./hub-state.ts";
import { snapshotVersion } from "./snapshot.ts";

const addresses: readonly StoredMessage["address"][] = ["tags", "broadcast", "device", "batch"];
const states: readonly StoredMessage["state"][] = [
  "Completed",
  "NoTargetFound",
  "Scheduled",
  "Canceled",
  "Abandoned",
];

/**
 * `undefined` for a text that this version did not write, in any of its parts: an emulator begins anew then, and
 * nothing but its own memory is lost.
 */
export function readSnapshot(text: string): HubSnapshot | undefined {
  try {
    const file = toObject(JSON.parse(text));
    if (file["version"] !== snapshotVersion) return undefined;
    return {
      messages: toList(file["messages"]).map(toMessage),
      scheduled: toList(file["scheduled"]).map(toScheduled),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Mismatch) return undefined;
    throw error;
  }
}

/** Thrown where the text has something else than a snapshot has. */
class Mismatch extends Error {
  override readonly name = "Mismatch";
}

function toMessage(value: Json): StoredMessage {
  const message = toObject(value);
  return {
    id: toText(message["id"]),
    address: toWord(message["address"], addresses),
    format: toWord(message["format"], platformNames),
    isTest: toFlag(message["isTest"]),
    tags: toOptional(message["tags"], toText),
    contentType: toText(message["contentType"]),
    body: toText(message["body"]),
    headers: Object.fromEntries(
      Object.entries(toObject(message["headers"])).map(([name, text]) => [name, toText(text)]),
    ),
    state: toWord(message["state"], states),
    targetPlatforms: toList(message["targetPlatforms"]).map(toText),
    outcomeCounts: toMap(message["outcomeCounts"], (counts) => toMap(counts, toCount)),
    enqueuedAtMs: toMs(message["enqueuedAtMs"]),
    deliveredAtMs: toOptional(message["deliveredAtMs"], toMs),
  };
}

function toScheduled(value: Json): ScheduledSend {
  const send = toObject(value);
  const request = toObject(send["request"]);
  return {
    id: toText(send["id"]),
    deliverAtMs: toMs(send["deliverAtMs"]),
    request: {
      method: toText(request["method"]),
      target: toText(request["target"]),
      headers: toMap(request["headers"], toText),
      body: toText(request["body"]),
    },
  };
}

function toObject(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Mismatch();
  return value;
}

function toList(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new Mismatch();
  return value;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function toMap<T>(value: Json | undefined, read: (value: Json | undefined) => T): ReadonlyMap<string, T> {
  return new Map(
    toList(value).map((pair): [string, T] => {
      const [name, item, ...more] = toList(pair);
      if (more.length > 0) throw new Mismatch();
      return [toText(name), read(item)];
    }),
  );
}

function toText(value: Json | undefined): string {
  if (typeof value !== "string") throw new Mismatch();
  return value;
}

function toFlag(value: Json | undefined): boolean {
  if (typeof value !== "boolean") throw new Mismatch();
  return value;
}

/** The last millisecond that a `Date` can hold. */
const maxMs = 8.64e15;

function toCount(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new Mismatch();
  return value;
}

function toMs(value: Json | undefined): number {
  const atMs = toCount(value);
  if (atMs > maxMs) throw new Mismatch();
  return atMs;
}

function toWord<Word extends string>(value: Json | undefined, words: readonly Word[]): Word {
  const word = words.find((known) => known === value);
  if (word === undefined) throw new Mismatch();
  return word;
}

function toOptional<T>(value: Json | undefined, read: (value: Json | undefined) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}
