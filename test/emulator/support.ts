import { onTestFinished } from "vitest";
import { readFleet } from "../../src/emulator/fleet.ts";
import { type RunningHub, type SingleHubOptions, startHub } from "../../src/emulator/hub.ts";
import type { FleetFileDevice } from "../../src/model/fleet.ts";
import type { Chance, Clock } from "../../src/model/io.ts";
import { Secret } from "../../src/model/secret.ts";
import { signToken } from "../../src/nh/sas.ts";

export const nowMs = Date.UTC(2026, 10, 24, 9, 30, 15);

/** Time stands still: who sleeps wakes when it is called off. */
export const fixedClock: Clock = {
  nowMs: () => nowMs,
  sleep: (_, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) resolve();
      else signal?.addEventListener("abort", () => resolve());
    }),
};

/** Numbers that look random and are the same on every run. */
export function createChance(): Chance {
  let seed = 1;
  const fraction = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  return {
    fraction,
    hex: (byteCount) =>
      Array.from({ length: byteCount }, () => Math.floor(fraction() * 256))
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join(""),
  };
}

export const sendRule = {
  ruleName: "Send only",
  key: new Secret("abc+def/ghi=jkl0123456789ABCDEFGHIJKLMNOPQR="),
  rights: ["Send"],
} as const;
export const listenRule = {
  ruleName: "DefaultListenSharedAccessSignature",
  key: new Secret("listen"),
  rights: ["Listen"],
} as const;

export const fullRule = {
  ruleName: "DefaultFullSharedAccessSignature",
  key: new Secret("full"),
  rights: ["Listen", "Manage", "Send"],
} as const;

export const toast =
  '<toast><visual><binding template="ToastGeneric"><text>Hi</text></binding></visual></toast>';

export const devices: readonly FleetFileDevice[] = [
  { name: "Ada's iPhone", platform: "apple", tags: ["sports", "locale:en"], user: "ada" },
  { name: "Bo's Pixel", platform: "fcmv1", tags: ["politics"], user: "bo" },
  {
    name: "Cy's iPad",
    platform: "apple",
    tags: ["Politics", "muted"],
    pushVariables: { who: "Cy" },
    templates: {
      greeting: { body: { aps: { alert: "{$(greeting) + ', ' + $(who)}", badge: "#(count)" } } },
      shout: { body: '{"aps":{"alert":"$(greeting)"}}', tags: ["loud"], headers: { "apns-priority": "5" } },
    },
  },
  {
    name: "Di's PC",
    platform: "windows",
    tags: ["sports"],
    templates: {
      greeting: {
        body: '<toast><visual><binding template="ToastGeneric"><text>$(greeting)</text></binding></visual></toast>',
      },
    },
  },
];

/** A hub that the test's end stops. */
export async function startTestHub(
  options: Partial<Omit<SingleHubOptions, "fleet">> & { readonly devices?: readonly FleetFileDevice[] } = {},
): Promise<RunningHub> {
  const hub = await startHub({
    name: "Newsroom",
    keys: [listenRule, sendRule],
    clock: fixedClock,
    chance: createChance(),
    ...options,
    fleet: readFleet({ devices: options.devices ?? devices }),
  });
  onTestFinished(() => hub.stop());
  return hub;
}

export function token(
  hub: RunningHub,
  rule: { readonly ruleName: string; readonly key: Secret } = sendRule,
): string {
  return signToken({
    resource: `http://127.0.0.1:${hub.port}/`,
    ruleName: rule.ruleName,
    key: rule.key.reveal(),
    expiresAtSeconds: Math.floor(nowMs / 1000) + 3600,
  });
}

export interface PostOptions {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly method?: string;
}

/** A signed request; a plain send of an APNs alert unless told otherwise. */
export async function call(hub: RunningHub, options: PostOptions = {}) {
  const { method = "POST", path = "/Newsroom/messages/?api-version=2020-06" } = options;
  const response = await fetch(`http://127.0.0.1:${hub.port}${path}`, {
    method,
    headers: {
      Authorization: token(hub),
      "Content-Type": "application/json;charset=utf-8",
      "ServiceBusNotification-Format": "apple",
      ...options.headers,
    },
    ...(method === "GET" || method === "HEAD" ? {} : { body: options.body ?? '{"aps":{"alert":"hé"}}' }),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

export function namesIn(hub: RunningHub): (string | undefined)[] {
  return hub.inbox.map((item) => item.device);
}
