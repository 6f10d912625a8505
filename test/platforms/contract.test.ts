import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { platformNames } from "../../src/model/platform-name.ts";
import type { Platform, RenderedPayload } from "../../src/platforms/platform.ts";
import { platformByAlias, platforms } from "../../src/platforms/registry.ts";
import { byteLength } from "../../src/text/count.ts";
import {
  expired,
  findings,
  inOneHourMs,
  minimalPayload,
  nowMs,
  textPayload,
  treePayload,
} from "./support.ts";

const all: readonly Platform[] = Object.values(platforms);

function deepTree(depth: number): Json {
  let tree: Json = "x";
  for (let level = 0; level < depth; level++) tree = level % 2 === 0 ? [tree] : { data: tree };
  return tree;
}

const hostileTrees: readonly Json[] = [
  null,
  true,
  7,
  "text",
  [],
  [[]],
  {},
  JSON.parse('{"__proto__":{"aps":{"alert":"x"}},"constructor":1,"toString":null}'),
  JSON.parse('{"aps":{"__proto__":1},"message":{"__proto__":{"token":1}},"data":{"__proto__":{}}}'),
  { aps: null, message: null, data: null, title: null },
  { aps: [], message: [], data: [], title: [] },
  { aps: { alert: [], badge: {}, "content-available": "1", "interruption-level": [] } },
  { message: { data: [], notification: [], android: { ttl: {}, priority: ["high"], data: 1 }, webpush: 0 } },
  { message: { android: null } },
  deepTree(50_000),
  {
    aps: deepTree(50_000),
    message: { data: deepTree(50_000) },
    data: deepTree(50_000),
    image: deepTree(50_000),
  },
];

const hostileTexts = [
  "",
  "{",
  "<",
  "<toast",
  "\ufeff",
  "\0",
  "null",
  '"text"',
  "<!DOCTYPE a>",
  "]]>",
  "{}{}",
];

/** The words in which services take an expiry, as an author would write them. */
const ownHeaders: Readonly<Record<string, string>> = {
  "APNS-Expiration": "0",
  "x-wns-ttl": "7",
  "x-wns-type": "wns/toast",
  "x-windowsphone-target": "toast",
  "x-notificationclass": "12",
  "X-Own": "kept",
};

describe("the registry of platforms", () => {
  it("holds each name of the hub once, in the hub's order", () => {
    expect(Object.keys(platforms)).toEqual([...platformNames]);
    for (const name of platformNames) expect(platforms[name].name).toBe(name);
  });

  it("gives no alias to two platforms, and none that is a platform's name", () => {
    const aliases = all.flatMap((platform) => platform.aliases);
    expect(new Set(aliases).size).toBe(aliases.length);
    expect(aliases.filter((alias) => platformNames.some((name) => name === alias))).toEqual([]);
    expect(aliases).toEqual(aliases.map((alias) => alias.trim().toLowerCase()));
  });

  it("finds a platform by any word for it, in any case", () => {
    for (const platform of all) {
      for (const word of [platform.name, ...platform.aliases]) {
        expect(platformByAlias(word)).toBe(platform.name);
        expect(platformByAlias(` ${word.toUpperCase()} `)).toBe(platform.name);
      }
    }
    expect(platformByAlias("iOS")).toBe("apple");
    expect(platformByAlias("FcmV1")).toBe("fcmv1");
    expect(platformByAlias("wns")).toBe("windows");
  });

  it("finds nothing for a word that is none", () => {
    for (const word of ["", "nokiax", "__proto__", "constructor", "app le"])
      expect(platformByAlias(word)).toBeUndefined();
  });
});

describe.each(all.map((platform) => [platform.name, platform] as const))(
  "the platform %s",
  (name, platform) => {
    it("finds nothing wrong with the least payload that shows something", () => {
      expect(findings(platform, minimalPayload(platform))).toEqual([]);
    });

    it("completes it without a change to the body", () => {
      const payload = minimalPayload(platform);
      const message = platform.complete(payload);
      expect(message.platform).toBe(name);
      expect(message.contentType).toMatch(/^application\/(?:json;charset=utf-8|xml(?:;charset=utf-8)?)$/);
      expect(message.body).toBe(payload.body);
      expect(byteLength(message.body)).toBeLessThan(platform.maxBytes);
    });

    it("keeps each header of the author and adds none beside it in another case", () => {
      const { headers } = expired(platform, minimalPayload(platform, ownHeaders));
      expect(headers).toEqual(ownHeaders);
    });

    it("has a form, a title, a size, and headers for a handle when it takes one", () => {
      expect(platform.forms.length).toBeGreaterThan(0);
      expect(platform.title).not.toBe("");
      expect(Number.isSafeInteger(platform.maxBytes) && platform.maxBytes > 0).toBe(true);
      expect(platform.addressDevice !== undefined).toBe(platform.acceptsDirectSend);
      if (platform.addressDevice === undefined) return;
      expect(platform.addressDevice("handle-1")).toEqual({
        "ServiceBusNotification-DeviceHandle": "handle-1",
      });
    });

    it("is pure: the same in gives the same out, and nothing that goes in is changed", () => {
      const payload = minimalPayload(platform, { "X-Own": "kept" });
      const before = structuredClone(payload);
      Object.freeze(payload.headers);
      expect(expired(platform, payload)).toEqual(expired(platform, structuredClone(payload)));
      expect(findings(platform, payload)).toEqual(findings(platform, structuredClone(payload)));
      expect(payload).toEqual(before);
    });

    it("says an expiry once: saying it again with a later time changes nothing", () => {
      const once = expired(platform, minimalPayload(platform));
      expect(platform.expire?.(once, inOneHourMs + 60_000, nowMs) ?? once).toEqual(once);
      const isSaid = JSON.stringify(once) !== JSON.stringify(platform.complete(minimalPayload(platform)));
      expect(isSaid).toBe(platform.expire !== undefined);
    });

    it("never says that a message has no time left", () => {
      const message = expired(platform, minimalPayload(platform), nowMs - 5000);
      const said = `${JSON.stringify(message.headers)}${message.body}`;
      expect(said).not.toMatch(/(?:ttl|TTL|time_to_live|expiresAfter)":"?(?:0|-)/);
    });

    it.each(hostileTrees.map((tree, index) => [index, tree] as const))(
      "inspects and completes the hostile tree %i without throwing",
      (_, tree) => {
        // A deep tree has no text here: turning it into one is the caller's step.
        const payload: RenderedPayload = { form: "json", body: "{}", tree, headers: {} };
        expect(Array.isArray(platform.inspect(payload))).toBe(true);
        expect(expired(platform, payload).platform).toBe(name);
        for (const { message, hint } of platform.inspect(payload))
          expect(`${message}${hint}`.length).toBeLessThan(400);
      },
    );

    it.each(hostileTexts)("inspects and completes the hostile text %j without throwing", (text) => {
      const payload = textPayload(platform, text, { "X-WNS-Type": "", "X-NotificationClass": "x" });
      expect(Array.isArray(platform.inspect(payload))).toBe(true);
      expect(expired(platform, payload).body).toBe(text);
    });

    it("refuses a list where it wants a map", () => {
      const kinds = platform.inspect(treePayload([{ aps: {} }])).map(({ kind, path }) => ({ kind, path }));
      expect(kinds).toEqual([{ kind: "shape", path: [] }]);
    });

    it("answers for any path whether it wants text", () => {
      for (const path of [[], ["data"], [0], ["message", 0, "data"]])
        expect(typeof platform.wantsText(path)).toBe("boolean");
    });
  },
);

describe("retired platforms", () => {
  const retired = all.filter((platform) => platform.retired !== undefined);

  it("are gcm and windowsphone", () => {
    expect(retired.map(({ name }) => name)).toEqual(["gcm", "windowsphone"]);
  });

  it("say which living platform to use", () => {
    for (const { retired: sentence = "" } of retired) {
      const named = [...sentence.matchAll(/`(\w+)`/g)].map(([, word]) => platformByAlias(word ?? ""));
      expect(named).toHaveLength(1);
      for (const name of named)
        expect(name !== undefined && platforms[name].retired === undefined).toBe(true);
    }
  });
});
