import { describe, expect, it } from "vitest";
import type { Notification } from "../../src/model/notification.ts";
import { deliveryKey } from "../../src/plan/delivery-key.ts";
import { listDeliveries } from "../../src/plan/list-deliveries.ts";
import { memberSalt, notification } from "./support.ts";

function only(changes: Partial<Notification> = {}, hub = "production") {
  const [delivery] = listDeliveries([notification(changes)], { hub, memberSalt });
  if (delivery === undefined) throw new Error("there is no delivery");
  return delivery;
}

describe("the key of a delivery", () => {
  const parts = { hub: "production", campaign: "spring-sale", revision: 2, id: "apple", member: undefined };

  it("names hub, campaign, revision and notification", () => {
    expect(deliveryKey(parts)).toBe("production/spring-sale@2/apple");
  });

  it("names a member by a hash that nobody without the ledger's salt can work out", () => {
    const member = { handle: "00fc13ad", salt: memberSalt };
    // HMAC-SHA-256 of the handle, its first 16 bytes, as another implementation works it out.
    expect(deliveryKey({ ...parts, member })).toBe(
      "production/spring-sale@2/apple/e5f9764cdb76eb7e44e4424dda8ef6b2",
    );
    expect(deliveryKey({ ...parts, member: { ...member, salt: "another" } })).not.toBe(
      deliveryKey({ ...parts, member }),
    );
  });
});

describe("the deliveries of a campaign", () => {
  it("are one for tags and for a broadcast, and one per device", () => {
    const deliveries = listDeliveries(
      [
        notification({ id: "c", audience: { kind: "devices", handles: ["h1", "h2"] } }),
        notification({ id: "b", audience: { kind: "broadcast" } }),
        notification({ id: "a" }),
      ],
      { hub: "production", memberSalt },
    );
    expect(deliveries.map(({ key, member }) => [key.split("/")[2], member])).toEqual([
      ["a", undefined],
      ["b", undefined],
      ["c", expect.stringMatching(/^h[12]$/)],
      ["c", expect.stringMatching(/^h[12]$/)],
    ]);
    expect(new Set(deliveries.map(({ key }) => key)).size).toBe(4);
  });

  it("look the same on every hub", () => {
    expect(only({}, "staging").rendered).toBe(only().rendered);
    expect(only({}, "staging").source).toBe(only().source);
  });

  it("keep their digests when names, places and the order of headers change", () => {
    const headers = { "apns-push-type": "alert", "apns-priority": "10" };
    const first = only({ headers });
    const second = only({
      headers: { "APNS-Priority": "10", "Apns-Push-Type": "alert" },
      campaign: "other",
      revision: 7,
      file: "elsewhere.yaml",
      position: { line: 9, column: 9 },
      repeat: true,
    });
    expect(second.rendered).toBe(first.rendered);
    expect(second.source).toBe(first.source);
  });

  it("do not take the words for an audience into account", () => {
    const audience = { kind: "tags", expression: "sale || vip", words: "other words" } as const;
    expect(only({ audience }).rendered).toBe(only().rendered);
  });

  it("change only `rendered` with the rendering and only `source` with what was written", () => {
    const rerendered = only({ body: '{"aps":{"alert":"20\u202f% today"}}' });
    expect(rerendered.rendered).not.toBe(only().rendered);
    expect(rerendered.source).toBe(only().source);
    const rewritten = only({ written: { payload: "another way" } });
    expect(rewritten.rendered).toBe(only().rendered);
    expect(rewritten.source).not.toBe(only().source);
  });

  it.each<[string, Partial<Notification>]>([
    ["audience", { audience: { kind: "broadcast" } }],
    ["platform", { platform: "fcmv1" }],
    ["expiry", { expires: "2026-11-25T22:00:00+01:00" }],
    ["member", { audience: { kind: "devices", handles: ["h1"] } }],
  ])("change both digests with the %s", (_, changes) => {
    expect(only(changes).rendered).not.toBe(only().rendered);
    expect(only(changes).source).not.toBe(only().source);
  });

  it("change `rendered` with a header", () => {
    expect(only({ headers: { "apns-push-type": "background" } }).rendered).not.toBe(only().rendered);
  });

  it("count text byte for byte, without Unicode normalisation", () => {
    expect(only({ body: "caf\u00e9" }).rendered).not.toBe(only({ body: "cafe\u0301" }).rendered);
  });
});
