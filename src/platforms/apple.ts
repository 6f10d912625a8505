import { isJsonObject, type Json } from "../model/json.ts";
import { byteLength } from "../text/count.ts";
import { parseJson } from "../text/parse-json.ts";
import { appleRegistration } from "./apple-registration.ts";
import { deviceHandleHeader, headerName, headerValue, jsonMessage, member, notAMap } from "./json-payload.ts";
import type { Finding, Platform, RenderedPayload } from "./platform.ts";

// Source: Apple, "Sending notification requests to APNs" and "Generating a remote notification".
const pushTypes = [
  "alert",
  "background",
  "voip",
  "complication",
  "fileprovider",
  "mdm",
  "location",
  "liveactivity",
  "pushtotalk",
  "controls",
  "widgets",
];
const interruptionLevels = ["passive", "active", "time-sensitive", "critical"];
const collapseHeader = "apns-collapse-id";
const maxCollapseIdBytes = 64;

export const apple: Platform = {
  name: "apple",
  registration: appleRegistration,
  title: "Apple Push Notification service",
  aliases: ["ios", "apns", "macos", "iphone", "ipados", "watchos"],
  forms: ["json"],
  // Apple takes more for VoIP; the hub does not. Source: NH docs, "VoIP".
  maxBytes: 4096,
  acceptsDirectSend: true,
  wantsText: () => false,
  inspect: (payload) => [...inspectBody(payload), ...inspectHeaders(payload.headers)],
  complete: (payload) => jsonMessage("apple", payload),
  expire: (message, expiresAtMs) => {
    const isSaid = ["apns-expiration", "ServiceBusNotification-Apns-Expiry"].some(
      (name) => headerValue(message.headers, name) !== undefined,
    );
    const headers = { ...message.headers, "apns-expiration": String(Math.floor(expiresAtMs / 1000)) };
    return isSaid ? message : { ...message, headers };
  },
  // Source: Apple, "Sending notification requests to APNs": notifications of one id are shown as one. A silent push
  // shows nothing that could be replaced.
  collapse: (message, id) => {
    if (member(member(parseJson(message.body), "aps"), "alert") === undefined) return undefined;
    if (headerValue(message.headers, collapseHeader) !== undefined) return message;
    return { ...message, headers: { ...message.headers, [collapseHeader]: id } };
  },
  addressDevice: deviceHandleHeader,
};

function inspectBody({ tree, headers }: RenderedPayload): Finding[] {
  if (!isJsonObject(tree)) return notAMap(tree);
  const aps = tree["aps"];
  if (aps === undefined) {
    const hint =
      'iPhones show what stands under `aps`: aps: { alert: "…" }. Beside it, your app gets the rest.';
    return [{ kind: "advice", path: [], message: "without `aps` the device shows nothing", hint }];
  }
  if (!isJsonObject(aps))
    return [
      { kind: "shape", path: ["aps"], message: "`aps` must be a map", hint: 'Write aps: { alert: "…" }.' },
    ];
  return [...inspectAps(aps), ...inspectPushType(aps, headers), ...inspectImage(tree)];
}

function inspectAps(aps: Json): Finding[] {
  const findings: Finding[] = [];
  const level = member(aps, "interruption-level");
  if (level !== undefined && (typeof level !== "string" || !interruptionLevels.includes(level))) {
    findings.push({
      kind: "shape",
      path: ["aps", "interruption-level"],
      message: "APNs knows no such interruption level",
      hint: `It is one of ${interruptionLevels.join(", ")}.`,
    });
  }
  const score = member(aps, "relevance-score");
  // A Live Activity may go beyond 1. Source: Apple, "Generating a remote notification".
  if (score !== undefined && (typeof score !== "number" || score < 0)) {
    findings.push({
      kind: "shape",
      path: ["aps", "relevance-score"],
      message: "`relevance-score` must be a number from 0",
      hint: "Write 0 to 1.",
    });
  }
  const badge = member(aps, "badge");
  if (badge !== undefined && !(typeof badge === "number" && Number.isInteger(badge) && badge >= 0)) {
    const hint = "Write a number; {{int name}} makes one of a text.";
    findings.push({
      kind: "shape",
      path: ["aps", "badge"],
      message: "`badge` must be a whole number from 0",
      hint,
    });
  }
  const alert = member(aps, "alert");
  if (alert !== undefined && typeof alert !== "string" && !isJsonObject(alert)) {
    findings.push({
      kind: "shape",
      path: ["aps", "alert"],
      message: "`alert` must be a text or a map",
      hint: 'Write alert: { title: "…", body: "…" }.',
    });
  }
  for (const key of ["title", "subtitle", "body"]) {
    const text = member(alert, key);
    if (typeof text !== "number" && typeof text !== "boolean") continue;
    findings.push({
      kind: "shape",
      path: ["aps", "alert", key],
      message: `\`${key}\` must be text, and this is ${typeof text === "number" ? "a number" : "a yes or no"} to YAML`,
      hint: `Put it in quotes: "${text}".`,
    });
  }
  return findings;
}

function inspectPushType(aps: Json, headers: Readonly<Record<string, string>>): Finding[] {
  const pushType = headerValue(headers, "apns-push-type");
  const pushTypePath = ["headers", headerName(headers, "apns-push-type")];
  const isSilent =
    member(aps, "content-available") === 1 &&
    ["alert", "badge", "sound"].every((name) => member(aps, name) === undefined);
  const findings: Finding[] = [];
  if (isSilent && headerValue(headers, "apns-priority") !== "5") {
    findings.push({
      kind: "advice",
      path: ["aps", "content-available"],
      message: "APNs may drop a silent push without `apns-priority: 5`",
      hint: "Add headers: { apns-push-type: background, apns-priority: 5 }.",
    });
  }
  if (pushType === "background" && !isSilent) {
    findings.push({
      kind: "advice",
      path: pushTypePath,
      message: "the push type is background, and the payload is not silent",
      hint: "Use `alert`, or leave only `content-available: 1` in aps.",
    });
  }
  if (pushType === "alert" && isSilent) {
    findings.push({
      kind: "advice",
      path: pushTypePath,
      message: "the push type is alert, and the payload is silent",
      hint: "Use `background`, or add an `alert`, a `badge` or a `sound` to aps.",
    });
  }
  return findings;
}

/** Longer texts are no address that an app loads, and would cost the pattern below its time. */
const maxUrlLength = 2048;
const imageUrl = /^https?:\/\/\S+\.(?:png|jpe?g|gif|webp|heic|mp4|mov)(?:[?#]\S*)?$/i;

/** An image is loaded by an extension of the app, which runs only with `mutable-content`. */
function inspectImage(tree: Json): Finding[] {
  if (!isJsonObject(tree) || member(tree["aps"], "mutable-content") === 1) return [];
  const beside = Object.keys(tree).filter((key) => key !== "aps");
  const [path] = beside.flatMap((key) => imagePaths(tree[key] ?? null, [key]));
  if (path === undefined) return [];
  return [
    {
      kind: "advice",
      path,
      message: "without `mutable-content: 1` the device shows no image",
      hint: "Add `mutable-content: 1` to aps.",
    },
  ];
}

function imagePaths(value: Json, path: readonly string[]): (readonly string[])[] {
  if (typeof value === "string") {
    const isNamedSo = /image|attachment|media/i.test(path.at(-1) ?? "") && /^https?:\/\//i.test(value);
    return value.length <= maxUrlLength && (isNamedSo || imageUrl.test(value)) ? [path] : [];
  }
  if (!isJsonObject(value) || path.length > 8) return [];
  return Object.entries(value).flatMap(([key, inner]) => imagePaths(inner, [...path, key]));
}

interface HeaderRule {
  readonly name: string;
  readonly message: string;
  readonly hint: string;
  isRight(value: string): boolean;
}

const headerRules: readonly HeaderRule[] = [
  {
    name: "apns-priority",
    isRight: (value) => ["1", "5", "10"].includes(value),
    message: "`apns-priority` is 10, 5 or 1",
    hint: "Use 10 for an alert, 5 for a silent push.",
  },
  {
    name: "apns-push-type",
    isRight: (value) => pushTypes.includes(value),
    message: "APNs knows no such push type",
    hint: `It is one of ${pushTypes.join(", ")}.`,
  },
  {
    name: "apns-expiration",
    isRight: (value) => /^\d{1,10}$/.test(value),
    message: "`apns-expiration` is a time in Unix seconds, or 0",
    hint: "Leave it out: `expires` says it.",
  },
  {
    name: "apns-collapse-id",
    isRight: (value) => byteLength(value) <= maxCollapseIdBytes,
    message: `\`apns-collapse-id\` has more than ${maxCollapseIdBytes} bytes`,
    hint: "Shorten it.",
  },
];

function inspectHeaders(headers: Readonly<Record<string, string>>): Finding[] {
  const findings: Finding[] = [];
  for (const { name, isRight, message, hint } of headerRules) {
    const value = headerValue(headers, name);
    if (value === undefined || isRight(value)) continue;
    findings.push({ kind: "shape", path: ["headers", headerName(headers, name)], message, hint });
  }
  return findings;
}
