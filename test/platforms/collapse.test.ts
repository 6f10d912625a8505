import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import type { WireMessage } from "../../src/model/notification.ts";
import type { PlatformName } from "../../src/model/platform-name.ts";
import { buildSendRequest } from "../../src/nh/send-request.ts";
import type { Platform } from "../../src/platforms/platform.ts";
import { platforms } from "../../src/platforms/registry.ts";
import { byteLength } from "../../src/text/count.ts";
import { type Headers, inOneHourMs, minimal, nowMs, textPayload, treePayload } from "./support.ts";

/** As long as the ids that deliveries get: half a SHA-256 in hexadecimal. */
const id = "0123456789abcdef".repeat(2);
const other = "fedcba9876543210".repeat(2);

/** What each service shows, so that there is something to replace. */
const shown: Readonly<Record<PlatformName, Json>> = {
  ...minimal,
  gcm: { notification: { title: "Hello!" } },
};

function messageOf(platform: Platform, written: Json, headers: Headers = {}): WireMessage {
  return platform.complete(
    typeof written === "string" ? textPayload(platform, written, headers) : treePayload(written, headers),
  );
}

function collapse(name: PlatformName, written: Json, headers: Headers = {}): WireMessage | undefined {
  const platform = platforms[name];
  return platform.collapse?.(messageOf(platform, written, headers), id);
}

const collapsing = Object.values(platforms).filter((platform) => platform.collapse !== undefined);

describe("the platforms whose devices replace a notification", () => {
  it("are these", () => {
    expect(collapsing.map(({ name }) => name)).toEqual(["apple", "fcmv1", "gcm", "windows"]);
  });
});

describe.each(collapsing.map((platform) => [platform.name, platform] as const))(
  "a collapse id on %s",
  (name, platform) => {
    const message = messageOf(platform, shown[name]);
    const marked = platform.collapse?.(message, id);
    const text = JSON.stringify(marked);

    it("marks what is shown, and the same id marks it the same", () => {
      expect(marked).toBeDefined();
      expect(marked).not.toEqual(message);
      expect(platform.collapse?.(message, id)).toEqual(marked);
      expect(platform.collapse?.(messageOf(platform, shown[name]), id)).toEqual(marked);
      expect(platform.collapse?.(message, other)).not.toEqual(marked);
    });

    it("is there once: marking again, with whatever id, changes nothing", () => {
      if (marked === undefined) throw new Error("nothing was marked");
      expect(platform.collapse?.(marked, id)).toEqual(marked);
      expect(platform.collapse?.(marked, other)).toEqual(marked);
    });

    it("changes nothing of what goes in", () => {
      const before = structuredClone(message);
      platform.collapse?.(Object.freeze({ ...message, headers: Object.freeze({ ...message.headers }) }), id);
      expect(message).toEqual(before);
    });

    it("leaves the body byte for byte but for what it adds", () => {
      if (marked === undefined) throw new Error("nothing was marked");
      const end = message.body.trimEnd().replace(/[}\s]+$/, "");
      expect(marked.body.startsWith(end)).toBe(true);
      expect(marked.contentType).toBe(message.contentType);
      expect(marked.headers).toMatchObject(message.headers);
    });

    it("goes with an expiry, whichever is said first", () => {
      if (marked === undefined) throw new Error("nothing was marked");
      const first = platform.expire?.(marked, inOneHourMs, nowMs);
      const later = platform.expire?.(message, inOneHourMs, nowMs);
      const second = later && platform.collapse?.(later, id);
      const sorted = ({ headers, body }: WireMessage) => [
        Object.entries(headers).sort(),
        body.startsWith("{") ? JSON.parse(body) : body,
      ];
      expect(first && sorted(first)).toEqual(second && sorted(second));
    });

    it("fits what the service allows", () => {
      const values = text.match(/[0-9a-f]{8,}/g) ?? [];
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) expect(byteLength(value)).toBeLessThanOrEqual(name === "windows" ? 16 : 64);
      expect(platform.inspect(treeOrText(platform, marked))).toEqual([]);
    });
  },
);

function treeOrText(platform: Platform, message: WireMessage | undefined) {
  if (message === undefined) throw new Error("nothing was marked");
  return message.body.startsWith("{")
    ? treePayload(JSON.parse(message.body), message.headers)
    : textPayload(platform, message.body, message.headers);
}

describe("the request with a collapse id", () => {
  const json = { "Content-Type": "application/json;charset=utf-8" };
  const goldens: readonly (readonly [PlatformName, Headers, string])[] = [
    ["apple", { ...json, "apns-collapse-id": id }, '{"aps":{"alert":"Hello!"}}'],
    [
      "fcmv1",
      json,
      `{"message":{"notification":{"title":"Hello!"},"android":{"collapse_key":"${id}","notification":{"tag":"${id}"}}}}`,
    ],
    ["gcm", json, `{"notification":{"title":"Hello!","tag":"${id}"},"collapse_key":"${id}"}`],
    [
      "windows",
      { "Content-Type": "application/xml", "X-WNS-Type": "wns/toast", "X-WNS-Tag": id.slice(0, 16) },
      String(minimal.windows),
    ],
  ];

  it.each(goldens)("is the golden one for %s", (name, headers, body) => {
    const message = collapse(name, shown[name]);
    if (message === undefined) throw new Error("nothing was marked");
    const request = buildSendRequest({ hub: "newsroom", message, address: { kind: "broadcast" } });
    expect(request.headers).toEqual({ "ServiceBusNotification-Format": name, ...headers });
    expect(request.body).toBe(body);
  });
});

describe("the author's own id", () => {
  it.each<readonly [PlatformName, Json, Headers]>([
    ["apple", { aps: { alert: "Hi" } }, { "APNS-Collapse-Id": "story-1" }],
    [
      "fcmv1",
      {
        message: {
          notification: { title: "Hi" },
          android: { collapse_key: "story-1", notification: { tag: "story-1" } },
        },
      },
      {},
    ],
    ["gcm", { notification: { title: "Hi", tag: "story-1" }, collapse_key: "story-1" }, {}],
    ["windows", "<toast/>", { "x-wns-tag": "story-1" }],
  ])("wins on %s", (name, written, headers) => {
    expect(collapse(name, written, headers)).toEqual(messageOf(platforms[name], written, headers));
  });

  it("of one kind stays when FCM lacks the other", () => {
    const key = { message: { notification: { title: "Hi" }, android: { collapse_key: "mine" } } };
    expect(collapse("fcmv1", key)?.body).toBe(
      `{"message":{"notification":{"title":"Hi"},"android":{"collapse_key":"mine","notification":{"tag":"${id}"}}}}`,
    );
    const tag = { message: { android: { notification: { tag: "mine", title: "Hi" } } } };
    expect(collapse("fcmv1", tag)?.body).toBe(
      `{"message":{"android":{"notification":{"tag":"mine","title":"Hi"},"collapse_key":"${id}"}}}`,
    );
  });
});

describe("what nobody could replace", () => {
  it.each<readonly [PlatformName, Json, Headers]>([
    ["apple", { aps: { "content-available": 1 } }, { "apns-collapse-id": "mine" }],
    ["apple", { aps: { badge: 3 } }, {}],
    ["apple", { story: 1 }, {}],
    ["fcmv1", { message: { data: { refresh: "1" } } }, {}],
    ["fcmv1", { message: { android: { data: { refresh: "1" } } } }, {}],
    ["fcmv1", { message: { notification: { title: "Hi" }, android: { notification: null } } }, {}],
    ["fcmv1", { message: { notification: { title: "Hi" }, android: null } }, {}],
    ["fcmv1", { notification: { title: "Hi" } }, {}],
    ["gcm", { data: { refresh: "1" } }, {}],
    ["gcm", { notification: null }, {}],
    ["windows", "<anything/>", { "X-WNS-Type": "wns/raw" }],
    ["windows", "<anything/>", {}],
  ])("gets no id on %s: %j", (name, written, headers) => {
    expect(collapse(name, written, headers)).toBeUndefined();
  });

  it("is no badge of Windows, which replaces itself", () => {
    const badge = '<badge value="3"/>';
    expect(collapse("windows", badge)).toEqual(messageOf(platforms.windows, badge));
  });

  it("is told from a tile, which a tag replaces", () => {
    expect(collapse("windows", "<tile/>")?.headers["X-WNS-Tag"]).toBe(id.slice(0, 16));
  });
});

describe("a body that nobody may touch", () => {
  it("keeps the author's numbers, blanks, order and doubled keys", () => {
    const body =
      '{ "message" : { "android": {"ttl":"3.50s"}, "2":1, "notification":{"title":"a\\u00e9", "title":"b"},\n"x":12345678901234567890 } }';
    const message = messageOf(platforms.fcmv1, body);
    const marked = platforms.fcmv1.collapse?.(message, id)?.body ?? "";
    const added = `,"collapse_key":"${id}","notification":{"tag":"${id}"}`;
    expect(marked.replace(added, "")).toBe(body);
    expect(marked).toContain(`{"ttl":"3.50s"${added}}`);
  });
});
