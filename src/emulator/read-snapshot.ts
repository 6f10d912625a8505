import type { Json } from "../model/json.ts";
import { platformNames } from "../model/platform-name.ts";
import type { HubSnapshot, ScheduledSend, StoredMessage } from "./hub-state.ts";
import { toInstallation, toRegistration } from "./read-registry-snapshot.ts";
import { snapshotVersion } from "./snapshot.ts";
import {
  Mismatch,
  toCount,
  toFlag,
  toList,
  toMap,
  toMs,
  toObject,
  toOptional,
  toText,
  toWord,
} from "./snapshot-fields.ts";

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
      registrations: toList(file["registrations"]).map(toRegistration),
      installations: toList(file["installations"]).map(toInstallation),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Mismatch) return undefined;
    throw error;
  }
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
