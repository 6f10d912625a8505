import type { Json } from "../../src/model/json.ts";
import type { WireMessage } from "../../src/model/notification.ts";
import type { PlatformName } from "../../src/model/platform-name.ts";
import type { Platform, RenderedPayload } from "../../src/platforms/platform.ts";

export const nowMs = Date.UTC(2026, 10, 24, 12, 0, 0);
export const inOneHourMs = nowMs + 3_600_000;
export const inOneYearMs = nowMs + 365 * 86_400_000;

export type Headers = Readonly<Record<string, string>>;

/** A payload that was written as a tree. */
export function treePayload(tree: Json, headers: Headers = {}): RenderedPayload {
  return { form: "json", body: JSON.stringify(tree), tree, headers };
}

/** A payload that was written as text, in the form that the platform reads from it. */
export function textPayload(platform: Platform, body: string, headers: Headers = {}): RenderedPayload {
  const form = platform.readForm?.(body, headers) ?? platform.forms[0] ?? "raw";
  return { form, body, tree: undefined, headers };
}

/** Each finding in a line: `shape message.data.id: what is wrong`; a `#` stands where the key itself is meant. */
export function findings(platform: Platform, payload: RenderedPayload): readonly string[] {
  return platform
    .inspect(payload)
    .map(
      ({ kind, path, atKey, message }) => `${kind} ${path.join(".")}${atKey === true ? "#" : ""}: ${message}`,
    );
}

/** The message for a payload after its expiry was said; as it was, where the service has no word for it. */
export function expired(
  platform: Platform,
  payload: RenderedPayload,
  expiresAtMs = inOneHourMs,
): WireMessage {
  const message = platform.complete(payload);
  return platform.expire?.(message, expiresAtMs, nowMs) ?? message;
}

const toast = '<toast><visual><binding template="ToastGeneric"><text>Hi</text></binding></visual></toast>';
const phoneToast =
  '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>Hi</wp:Text1></wp:Toast></wp:Notification>';

/** The least that each service shows to somebody. */
export const minimal: Readonly<Record<PlatformName, Json>> = {
  template: { msg: "Hello!" },
  apple: { aps: { alert: "Hello!" } },
  fcmv1: { message: { notification: { title: "Hello!" } } },
  gcm: { data: { msg: "Hello!" } },
  windows: toast,
  windowsphone: phoneToast,
  adm: { data: { msg: "Hello!" } },
  baidu: { data: { msg: "Hello!" } },
  browser: { title: "Hello!" },
  xiaomi: { title: "Hello!" },
};

export function minimalPayload(platform: Platform, headers: Headers = {}): RenderedPayload {
  const written = minimal[platform.name];
  return typeof written === "string"
    ? textPayload(platform, written, headers)
    : treePayload(written, headers);
}
