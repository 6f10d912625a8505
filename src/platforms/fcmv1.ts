import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { textHandle } from "../nh/registration-shape.ts";
import { nearest } from "../text/nearest.ts";
import { parseJson } from "../text/parse-json.ts";
import type { Addition } from "./add-member.ts";
import {
  addToBody,
  addUnlessThere,
  deviceHandleHeader,
  hasMember,
  jsonMessage,
  member,
  notAMap,
  secondsLeft,
  textMapFindings,
} from "./json-payload.ts";
import type { Finding, Platform } from "./platform.ts";

// Source: Firebase, REST resource projects.messages.
const messageKeys = ["name", "data", "notification", "android", "webpush", "apns", "fcm_options"];
const notificationKeys = ["title", "body", "image"];
const androidKeys = [
  "collapse_key",
  "priority",
  "ttl",
  "restricted_package_name",
  "data",
  "notification",
  "fcm_options",
  "direct_boot_ok",
  "bandwidth_constrained_ok",
  "restricted_satellite_ok",
];

const priorities = ["high", "normal", "HIGH", "NORMAL"];

/** FCM keeps a message for four weeks at most, and refuses more. Source: Firebase, "Set the lifespan of a message". */
const maxLifeSeconds = 2_419_200;

/** Words of the legacy API and where they went. Source: Firebase, "Migrate from legacy FCM APIs to HTTP v1". */
const moved: Readonly<Record<string, string>> = {
  to: "Remove it: the hub fills in the device.",
  registration_ids: "Remove it: the hub fills in the device.",
  time_to_live: 'It became message.android.ttl: "3600s".',
  ttl: 'It belongs to message.android: ttl: "3600s".',
  collapse_key: "It belongs to message.android.",
  priority: "It belongs to message.android: priority: high.",
  channel_id: "It belongs to message.android.notification.",
  android_channel_id: "It became message.android.notification.channel_id.",
  sound: "It belongs to message.android.notification.",
  icon: "It belongs to message.android.notification.",
  color: "It belongs to message.android.notification.",
  click_action: "It belongs to message.android.notification.",
  tag: "It belongs to message.android.notification.",
  content_available: "It became message.apns.payload.aps.content-available.",
  mutable_content: "It became message.apns.payload.aps.mutable-content.",
  validate_only: "Remove it: FCM would check the message and deliver nothing.",
  dry_run: "Remove it: FCM would check the message and deliver nothing.",
  token: "Remove it: the hub fills in the device.",
  topic: "Remove it: use `tags`, which the hub resolves.",
  condition: "Remove it: use `tags`, which the hub resolves.",
};

export const fcmv1: Platform = {
  name: "fcmv1",
  registration: {
    prefix: "FcmV1",
    installationName: "fcmv1",
    ...textHandle("FcmV1RegistrationId"),
    templateMembers: ["body", "name"],
  },
  title: "Firebase Cloud Messaging",
  aliases: ["fcm", "android", "firebase", "fcm_v1", "fcm-v1", "google"],
  forms: ["json"],
  // Source: Firebase, "About FCM messages".
  maxBytes: 4096,
  acceptsDirectSend: true,
  wantsText: (path) => {
    const [, second, third] = path;
    if (path[0] !== "message") return false;
    return (
      second === "data" ||
      ((second === "android" || second === "webpush") && third === "data") ||
      second === "notification"
    );
  },
  inspect: ({ tree }) => (isJsonObject(tree) ? inspectTree(tree) : notAMap(tree)),
  complete: (payload) => jsonMessage("fcmv1", payload),
  expire: (message, expiresAtMs, nowMs) =>
    addToBody(message, (body) => {
      const inner = body["message"];
      const android = member(inner, "android");
      if (!isJsonObject(inner) || member(android, "ttl") !== undefined) return undefined;
      const ttl = `${secondsLeft(expiresAtMs, nowMs, maxLifeSeconds)}s`;
      if (android === undefined) return { path: ["message"], name: "android", value: { ttl } };
      return { path: ["message", "android"], name: "ttl", value: ttl };
    }),
  // Source: Firebase, AndroidConfig and AndroidNotification: a key replaces what still waits for the device, a tag what
  // the device shows. What is data alone is the app's own affair.
  collapse: (message, id) => {
    const inner = member(parseJson(message.body), "message");
    const android = member(inner, "android");
    if (member(inner, "notification") === undefined && member(android, "notification") === undefined)
      return undefined;
    const steps: readonly Addition[] = [
      { path: ["message"], name: "android", value: {} },
      { path: ["message", "android"], name: "collapse_key", value: id },
      { path: ["message", "android"], name: "notification", value: {} },
      { path: ["message", "android", "notification"], name: "tag", value: id },
    ];
    const marked = steps.reduce(addUnlessThere, message);
    // Where the author wrote null for a map, nothing can be put into it.
    return hasMember(marked, ["message", "android", "notification", "tag"]) ? marked : undefined;
  },
  addressDevice: deviceHandleHeader,
};

function inspectTree(tree: JsonObject): Finding[] {
  const outside = Object.keys(tree).filter((key) => key !== "message");
  const findings = outside.map((key): Finding => {
    const hint = Object.hasOwn(moved, key) ? (moved[key] ?? "") : "Move it under `message`.";
    return {
      kind: "shape",
      path: [key],
      atKey: true,
      message: `FCM v1 knows only \`message\` here, and this is \`${key}\``,
      hint,
    };
  });
  if (tree["message"] === undefined) {
    return findings.length > 0
      ? findings
      : [
          {
            kind: "shape",
            path: [],
            message: "the payload lacks `message`",
            hint: "Put everything under `message`.",
          },
        ];
  }
  const message = tree["message"];
  if (!isJsonObject(message))
    return [
      ...findings,
      {
        kind: "shape",
        path: ["message"],
        message: "`message` must be a map",
        hint: "Write message: { notification: { … } }.",
      },
    ];
  return [...findings, ...unknownKeys(message, ["message"], messageKeys), ...inspectMessage(message)];
}

function inspectMessage(message: JsonObject): Finding[] {
  const findings: Finding[] = [];
  const android = message["android"];
  findings.push(
    ...mapFindings(message["notification"], ["message", "notification"], notificationKeys),
    ...mapFindings(android, ["message", "android"], androidKeys),
    ...dataFindings(message["data"], ["message", "data"]),
    ...dataFindings(member(android, "data"), ["message", "android", "data"]),
    ...dataFindings(member(message["webpush"], "data"), ["message", "webpush", "data"]),
  );
  const priority = member(android, "priority");
  if (priority !== undefined && !(typeof priority === "string" && priorities.includes(priority))) {
    findings.push({
      kind: "shape",
      path: ["message", "android", "priority"],
      message: "`priority` is high or normal",
      hint: "Write high for what must wake the device.",
    });
  }
  const ttl = member(android, "ttl");
  if (ttl !== undefined && !(typeof ttl === "string" && /^\d+(?:\.\d{1,9})?s$/.test(ttl))) {
    findings.push({
      kind: "shape",
      path: ["message", "android", "ttl"],
      message: "`ttl` is a text of seconds with an s",
      hint: 'Write "3600s", or leave it out: `expires` says it.',
    });
  }
  return findings;
}

function mapFindings(value: Json | undefined, path: readonly string[], known: readonly string[]): Finding[] {
  if (value === undefined) return [];
  if (!isJsonObject(value))
    return [
      { kind: "shape", path, message: `\`${path.at(-1)}\` must be a map`, hint: "Write `key: value` pairs." },
    ];
  return unknownKeys(value, path, known);
}

function unknownKeys(value: JsonObject, path: readonly string[], known: readonly string[]): Finding[] {
  return Object.keys(value).flatMap((key): Finding[] => {
    if (known.includes(key)) return [];
    const suggestion = nearest(key, known);
    const place = Object.hasOwn(moved, key) ? moved[key] : undefined;
    const hint =
      place ??
      (suggestion === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean \`${suggestion}\`?`);
    return [
      {
        kind: "shape",
        path: [...path, key],
        atKey: true,
        message: `FCM v1 refuses \`${key}\` in \`${path.join(".")}\``,
        hint,
      },
    ];
  });
}

/** Keys that FCM keeps for itself. Source: Firebase, REST resource projects.messages, `data`. */
const reservedKey = /^(?:from$|message_type$|google\.|gcm\.)/;

function dataFindings(value: Json | undefined, path: readonly string[]): Finding[] {
  const reserved = isJsonObject(value) ? Object.keys(value).filter((key) => reservedKey.test(key)) : [];
  const findings = reserved.map(
    (key): Finding => ({
      kind: "shape",
      path: [...path, key],
      atKey: true,
      message: `FCM keeps the data key \`${key}\` for itself`,
      hint: "Choose another name.",
    }),
  );
  return [...textMapFindings(value, path), ...findings];
}
