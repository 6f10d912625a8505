import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { adm } from "../../src/platforms/adm.ts";
import { baidu } from "../../src/platforms/baidu.ts";
import { gcm } from "../../src/platforms/gcm.ts";
import { xiaomi } from "../../src/platforms/xiaomi.ts";
import { expired, findings, inOneYearMs, textPayload, treePayload } from "./support.ts";

/** What the hub's own tutorials send to all of these. */
const tutorial: Json = { data: { msg: "Hello!" } };

describe.each([adm, gcm, baidu, xiaomi])("the tutorial's payload for $name", (platform) => {
  it("passes", () => {
    expect(findings(platform, treePayload(tutorial))).toEqual([]);
  });
});

describe("a payload for ADM", () => {
  it("maps text to text in data", () => {
    expect(findings(adm, treePayload({ data: { a: 1, b: "x", c: {} } }))).toEqual([
      "shape data.a: `data` maps text to text, and `a` is none",
      "shape data.c: `data` maps text to text, and `c` is none",
    ]);
    expect(findings(adm, treePayload({ data: "x" }))).toEqual(["shape data: `data` must be a map of texts"]);
  });

  it("may have a notification, and a consolidation key alone", () => {
    expect(findings(adm, treePayload({ notification: { title: "Hi", body: "there" } }))).toEqual([]);
    expect(findings(adm, treePayload({ data: {}, consolidationKey: "Sync" }))).toEqual([]);
  });

  it("has text in data, titles and bodies, and numbers elsewhere", () => {
    for (const path of [
      ["data", "id"],
      ["notification", "title"],
      ["notification", "body"],
    ])
      expect(adm.wantsText(path)).toBe(true);
    expect(adm.wantsText(["expiresAfter"])).toBe(false);
  });

  it("says an expiry as expiresAfter, of 31 days at most, unless the author did", () => {
    expect(expired(adm, treePayload(tutorial)).body).toBe('{"data":{"msg":"Hello!"},"expiresAfter":3600}');
    expect(expired(adm, treePayload({}), inOneYearMs).body).toBe('{"expiresAfter":2678400}');
    expect(expired(adm, treePayload({ expiresAfter: 0 })).body).toBe('{"expiresAfter":0}');
  });
});

describe("a payload for the legacy API of FCM", () => {
  it("names no device, since the hub does", () => {
    expect(findings(gcm, treePayload({ to: "x", registration_ids: [], data: {} }))).toEqual([
      "shape to#: `to` is the hub's to fill in",
      "shape registration_ids#: `registration_ids` is the hub's to fill in",
    ]);
  });

  it("says an expiry as time_to_live, of four weeks at most, unless the author did", () => {
    expect(expired(gcm, treePayload(tutorial)).body).toBe('{"data":{"msg":"Hello!"},"time_to_live":3600}');
    expect(expired(gcm, treePayload({}), inOneYearMs).body).toBe('{"time_to_live":2419200}');
    expect(expired(gcm, treePayload({ time_to_live: 0 })).body).toBe('{"time_to_live":0}');
  });

  it("keeps the author's text and its large numbers when the expiry is added", () => {
    const body = '{ "data": { "2": "b", "1": "a" }, "n": 12345678901234567890 }';
    expect(expired(gcm, textPayload(gcm, body)).body).toBe(
      '{ "data": { "2": "b", "1": "a" }, "n": 12345678901234567890,"time_to_live":3600 }',
    );
  });
});

it.each([baidu, xiaomi])("$name has no word for an expiry in what the hub documents", (platform) => {
  expect(expired(platform, treePayload(tutorial))).toEqual(platform.complete(treePayload(tutorial)));
});
