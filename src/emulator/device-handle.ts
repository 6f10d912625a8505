import type { FleetDevice } from "../model/fleet.ts";
import { isJsonObject } from "../model/json.ts";
import { sha256Hex } from "../text/hash.ts";
import { parseJson } from "../text/parse-json.ts";

type DevicePlatform = FleetDevice["platform"];

/**
 * A handle that looks like one of the push service and depends on the name alone, so that a campaign may name it.
 * A browser's handle is the JSON text of its subscription, as an installation carries it.
 */
export function deriveHandle(name: string, platform: DevicePlatform): string {
  return spellings[platform](name);
}

/**
 * What two spellings of one handle have in common: APNs tokens are hexadecimal in either case, and a browser is named
 * by its endpoint alone in a direct send (SDK 2.1.0).
 */
export function identifyHandle(handle: string, platform: DevicePlatform): string {
  if (platform === "apple") return handle.toUpperCase();
  return platform === "browser" ? (readEndpoint(handle) ?? handle) : handle;
}

/** One spelling of a platform and a handle: what a hub counts as one device. */
export function nameAddress({
  platform,
  handle,
}: {
  readonly platform: DevicePlatform;
  readonly handle: string;
}): string {
  return `${platform} ${identifyHandle(handle, platform)}`;
}

const spellings: Readonly<Record<DevicePlatform, (name: string) => string>> = {
  apple: (name) => sha256Hex(name).toUpperCase(),
  fcmv1: deriveFirebaseToken,
  gcm: deriveFirebaseToken,
  windows: (name) => `https://emulator.notify.windows.com/?token=${deriveBytes(name, 96)}`,
  windowsphone: (name) => `https://emulator.notify.live.net/u/1/${deriveBytes(name, 48)}`,
  adm: (name) => `amzn1.adm-registration.v3.${deriveBytes(name, 96)}`,
  baidu: (name) => `${deriveDigits(name, 0, 18)}-${deriveDigits(name, 18, 19)}`,
  browser: (name) =>
    JSON.stringify({
      endpoint: `https://push.emulator.example/wpush/v2/${deriveBytes(name, 64)}`,
      p256dh: deriveBytes(name, 64, "04"),
      auth: deriveBytes(`${name}\nauth`, 16),
    }),
  xiaomi: (name) => deriveBytes(name, 33),
};

function deriveFirebaseToken(name: string): string {
  return `${deriveBytes(name, 16)}:APA91b${deriveBytes(name, 96)}`;
}

/** `byteCount` bytes that follow from the name, after an optional prefix, in base64url. */
function deriveBytes(name: string, byteCount: number, prefixHex = ""): string {
  let hex = "";
  for (let block = 0; hex.length < byteCount * 2; block++) hex += sha256Hex(`${name}\n${block}`);
  return Buffer.from(prefixHex + hex.slice(0, byteCount * 2), "hex").toString("base64url");
}

function deriveDigits(name: string, from: number, digitCount: number): string {
  const digits = BigInt(`0x${sha256Hex(name)}`)
    .toString()
    .padStart(78, "1");
  return digits.slice(from, from + digitCount);
}

function readEndpoint(handle: string): string | undefined {
  const subscription = handle.trimStart().startsWith("{") ? parseJson(handle) : undefined;
  const endpoint = isJsonObject(subscription) ? subscription["endpoint"] : undefined;
  return typeof endpoint === "string" ? endpoint : undefined;
}
