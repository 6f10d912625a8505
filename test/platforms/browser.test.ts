import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { browser } from "../../src/platforms/browser.ts";
import { findings, treePayload } from "./support.ts";

const endpoint = "https://push.example/wpush/v2/abc";

function address(subscription: Json): Readonly<Record<string, string>> | undefined {
  return browser.addressDevice?.(JSON.stringify(subscription));
}

describe("the address of a browser", () => {
  it("is three headers, from the hub's form of a subscription", () => {
    expect(address({ endpoint, p256dh: "BKey_-1=", auth: "secret" })).toEqual({
      "ServiceBusNotification-DeviceHandle": endpoint,
      P256DH: "BKey_-1=",
      Auth: "secret",
    });
  });

  it("is the same from the form that browsers give", () => {
    expect(address({ endpoint, expirationTime: null, keys: { p256dh: "BKey", auth: "secret" } })).toEqual({
      "ServiceBusNotification-DeviceHandle": endpoint,
      P256DH: "BKey",
      Auth: "secret",
    });
  });

  it("lacks the keys that the subscription lacks", () => {
    expect(address({ endpoint })).toEqual({ "ServiceBusNotification-DeviceHandle": endpoint });
    expect(address({ endpoint, p256dh: 7, auth: null })).toEqual({
      "ServiceBusNotification-DeviceHandle": endpoint,
    });
  });

  it.each([
    "https://push.example/plain",
    "{",
    "{}",
    "[]",
    "null",
    '{"endpoint":7}',
    '{"__proto__":{"endpoint":"x"}}',
  ])("is the text itself when it is no subscription: %j", (handle) => {
    expect(browser.addressDevice?.(handle)).toEqual({ "ServiceBusNotification-DeviceHandle": handle });
  });

  it("lets no line break out of the JSON into a header", () => {
    const breaks = "a\r\nX-Evil: 1";
    const addresses = [
      address({ endpoint: breaks, p256dh: "k", auth: "a" }),
      address({ endpoint, p256dh: breaks, keys: { auth: breaks } }),
    ];
    for (const headers of addresses) expect(Object.values(headers ?? {}).join("")).not.toMatch(/[\r\n]/);
  });

  it("cannot travel in a batch", () => {
    expect(browser.addressesOneByOne).toBe(true);
  });
});

describe("a payload for browsers", () => {
  it("gets an advice when no service worker would find anything to show", () => {
    expect(findings(browser, treePayload({ text: "Hi" }))).toEqual([
      "advice : the payload has neither `title` nor `body`",
    ]);
  });

  it.each<Json>([{ title: "Hi" }, { body: "Hi" }, { notification: { title: "Hi" } }])("takes %j", (tree) => {
    expect(findings(browser, treePayload(tree))).toEqual([]);
  });
});
