import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { apple } from "../../src/platforms/apple.ts";
import { expired, findings, type Headers, inOneHourMs, treePayload } from "./support.ts";

function inspect(tree: Json, headers: Headers = {}): readonly string[] {
  return findings(apple, treePayload(tree, headers));
}

const image = "https://example.com/a.png";

describe("a payload for APNs", () => {
  it("advises on a payload without aps, which APNs takes and shows to nobody", () => {
    const [finding] = apple.inspect(treePayload({ data: { msg: "Hello!" } }));
    expect(finding).toMatchObject({
      kind: "advice",
      path: [],
      message: "without `aps` the device shows nothing",
    });
    expect(finding?.hint).toContain("aps: { alert:");
  });

  it.each<readonly [string, Json, string]>([
    ["aps that is no map", { aps: "Hi" }, "shape aps: `aps` must be a map"],
    ["a badge in quotes", { aps: { badge: "3" } }, "shape aps.badge: `badge` must be a whole number from 0"],
    ["a badge below 0", { aps: { badge: -1 } }, "shape aps.badge: `badge` must be a whole number from 0"],
    ["an alert that is a number", { aps: { alert: 7 } }, "shape aps.alert: `alert` must be a text or a map"],
    [
      "an unknown interruption level",
      { aps: { alert: "Hi", "interruption-level": "loud" } },
      "shape aps.interruption-level: APNs knows no such interruption level",
    ],
    [
      "a relevance score below 0",
      { aps: { alert: "Hi", "relevance-score": -0.5 } },
      "shape aps.relevance-score: `relevance-score` must be a number from 0",
    ],
  ])("refuses %s", (_, tree, expected) => {
    expect(inspect(tree)).toEqual([expected]);
  });

  it("takes what Apple documents", () => {
    const aps = {
      alert: { title: "Hi", body: "there" },
      badge: 0,
      sound: "default",
      "interruption-level": "time-sensitive",
      "relevance-score": 0.5,
      "mutable-content": 1,
    };
    expect(inspect({ aps, image, story: { id: 4711 } })).toEqual([]);
  });
});

describe("a silent push to APNs", () => {
  const silent = { aps: { "content-available": 1 }, story: 7 };
  const priority = "advice aps.content-available: APNs may drop a silent push without `apns-priority: 5`";

  it("gets an advice without priority 5", () => {
    expect(inspect(silent)).toEqual([priority]);
    expect(inspect(silent, { "apns-priority": "10" })).toEqual([priority]);
  });

  it("passes with it, in whatever case the header is written", () => {
    expect(inspect(silent, { "APNS-Priority": "5", "apns-push-type": "background" })).toEqual([]);
  });

  it("is none when it shows or plays something", () => {
    for (const name of ["alert", "sound"])
      expect(inspect({ aps: { "content-available": 1, [name]: "x" } })).toEqual([]);
    expect(inspect({ aps: { "content-available": 1, badge: 3 } })).toEqual([]);
  });

  it("gets an advice when the push type says alert", () => {
    expect(inspect(silent, { "apns-priority": "5", "Apns-Push-Type": "alert" })).toEqual([
      "advice headers.Apns-Push-Type: the push type is alert, and the payload is silent",
    ]);
  });

  it("gets an advice when the push type says background and there is an alert", () => {
    expect(inspect({ aps: { alert: "Hi" } }, { "apns-push-type": "background" })).toEqual([
      "advice headers.apns-push-type: the push type is background, and the payload is not silent",
    ]);
  });
});

describe("an image for APNs", () => {
  it.each<readonly [string, Json, string]>([
    ["an image key", { aps: { alert: "Hi" }, image: "https://example.com/i?n=1" }, "image"],
    ["a media-url key", { aps: { alert: "Hi" }, "media-url": "http://example.com/1" }, "media-url"],
    [
      "an attachment key",
      { aps: { alert: "Hi" }, "attachment-url": "https://example.com/1" },
      "attachment-url",
    ],
    ["Firebase's key", { aps: { alert: "Hi" }, fcm_options: { image } }, "fcm_options.image"],
    ["an address that ends as images do", { aps: { alert: "Hi" }, a: { b: `${image}?w=1` } }, "a.b"],
  ])("gets an advice without mutable-content: %s", (_, tree, path) => {
    expect(inspect(tree)).toEqual([
      `advice ${path}: without \`mutable-content: 1\` the device shows no image`,
    ]);
  });

  it("is said once, however many there are", () => {
    expect(inspect({ aps: { alert: "Hi" }, image, "media-url": image })).toHaveLength(1);
  });

  it("passes with mutable-content, and an address of something else passes without", () => {
    expect(inspect({ aps: { alert: "Hi", "mutable-content": 1 }, image })).toEqual([]);
    expect(inspect({ aps: { alert: "Hi" }, url: "https://example.com/story" })).toEqual([]);
    expect(inspect({ aps: { alert: "Hi" }, image: "logo" })).toEqual([]);
  });

  it("takes no time to find in a text made to be slow", () => {
    const slow = `http://${".png?".repeat(200_000)} `;
    expect(inspect({ aps: { alert: "Hi" }, text: slow })).toEqual([]);
  });
});

describe("headers for APNs", () => {
  it.each([
    ["apns-priority", "7", "`apns-priority` is 10, 5 or 1"],
    ["apns-push-type", "loud", "APNs knows no such push type"],
    ["apns-expiration", "tomorrow", "`apns-expiration` is a time in Unix seconds, or 0"],
    ["apns-collapse-id", "é".repeat(33), "`apns-collapse-id` has more than 64 bytes"],
  ])("refuse a wrong %s, at the name that the author wrote", (name, value, message) => {
    const written = name.toUpperCase();
    expect(inspect({ aps: { alert: "Hi" } }, { [written]: value })).toEqual([
      `shape headers.${written}: ${message}`,
    ]);
  });

  it.each([
    { "apns-priority": "1", "apns-push-type": "liveactivity", "apns-expiration": "0" },
    { "apns-priority": "5", "apns-push-type": "voip", "apns-collapse-id": "é".repeat(32) },
    { "apns-priority": "10", "apns-push-type": "pushtotalk", "apns-expiration": "1795525200" },
  ])("take %j", (headers) => {
    expect(inspect({ aps: { alert: "Hi" } }, headers)).toEqual([]);
  });

  it("are inspected even when the body is wrong", () => {
    expect(inspect([], { "apns-priority": "7" })).toHaveLength(2);
  });
});

describe("an expiry for APNs", () => {
  it("is a header in Unix seconds, rounded down so that nothing is shown too late", () => {
    const { headers, body } = expired(apple, treePayload({ aps: { alert: "Hi" } }), inOneHourMs + 999);
    expect(headers).toEqual({ "apns-expiration": String(inOneHourMs / 1000) });
    expect(body).toBe('{"aps":{"alert":"Hi"}}');
  });

  it.each(["apns-expiration", "APNS-EXPIRATION", "ServiceBusNotification-Apns-Expiry"])(
    "is left to the author's own %s",
    (name) => {
      const { headers } = expired(apple, treePayload({ aps: {} }, { [name]: "0" }));
      expect(headers).toEqual({ [name]: "0" });
    },
  );
});

it("no leaf for APNs is text by force, since badges are numbers", () => {
  expect(apple.wantsText(["aps", "badge"])).toBe(false);
  expect(apple.wantsText(["aps", "alert", "body"])).toBe(false);
});
