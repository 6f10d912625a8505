import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { fcmv1 } from "../../src/platforms/fcmv1.ts";
import { expired, findings, inOneYearMs, nowMs, treePayload } from "./support.ts";

function inspect(tree: Json): readonly string[] {
  return findings(fcmv1, treePayload(tree));
}

function hintFor(tree: Json): string | undefined {
  return fcmv1.inspect(treePayload(tree))[0]?.hint;
}

const full: Json = {
  message: {
    notification: { title: "Order 42", body: "On its way", image: "https://example.com/a.png" },
    data: { orderId: "42", kind: "shipped" },
    android: {
      ttl: "3600s",
      collapse_key: "order",
      priority: "high",
      notification: { channel_id: "orders" },
      data: { orderId: "42" },
    },
    webpush: { data: { orderId: "42" } },
    apns: { payload: { aps: { badge: 1 } } },
    fcm_options: { analytics_label: "a" },
  },
};

describe("a payload for FCM v1", () => {
  it("passes when everything is under message", () => {
    expect(inspect(full)).toEqual([]);
  });

  it("needs a message that is a map", () => {
    expect(inspect({})).toEqual(["shape : the payload lacks `message`"]);
    expect(inspect({ message: "Hi" })).toEqual(["shape message: `message` must be a map"]);
  });

  it.each([
    ["notification", "Move it under `message`."],
    ["data", "Move it under `message`."],
    ["to", "the hub fills in the device"],
    ["registration_ids", "the hub fills in the device"],
    ["priority", "message.android: priority: high"],
    ["time_to_live", 'message.android.ttl: "3600s"'],
    ["collapse_key", "message.android"],
    ["content_available", "message.apns.payload.aps.content-available"],
    ["validate_only", "deliver nothing"],
  ])("refuses `%s` beside message and says where it went", (key, hint) => {
    const tree = { [key]: "x", message: { data: { a: "b" } } };
    expect(inspect(tree)).toEqual([
      `shape ${key}#: FCM v1 knows only \`message\` here, and this is \`${key}\``,
    ]);
    expect(hintFor(tree)).toContain(hint);
  });

  it("names the wrong keys, and not the lack of message, when a legacy payload is given", () => {
    expect(inspect({ notification: { title: "Hi" }, to: "x" })).toEqual([
      "shape notification#: FCM v1 knows only `message` here, and this is `notification`",
      "shape to#: FCM v1 knows only `message` here, and this is `to`",
    ]);
  });

  it.each(["token", "topic", "condition"])("refuses message.%s, since the hub fills in the target", (key) => {
    const tree = { message: { [key]: "x" } };
    expect(inspect(tree)).toEqual([`shape message.${key}#: FCM v1 refuses \`${key}\` in \`message\``]);
    expect(hintFor(tree)).toMatch(/^Remove it: /);
  });

  it("refuses unknown keys and suggests the near one", () => {
    expect(hintFor({ message: { notificaton: {} } })).toBe("Did you mean `notification`?");
    expect(hintFor({ message: { fcmOptions: {} } })).toBe("Did you mean `fcm_options`?");
    expect(hintFor({ message: { payload: {} } })).toContain("Known here: name, data");
    expect(hintFor({ message: { android: { prioritiy: "high" } } })).toBe("Did you mean `priority`?");
  });

  it("knows that channels and sounds belong to Android's notification", () => {
    for (const key of ["channel_id", "sound", "icon", "color", "click_action", "tag"]) {
      const tree = { message: { notification: { title: "Hi", [key]: "x" } } };
      expect(inspect(tree)).toEqual([
        `shape message.notification.${key}#: FCM v1 refuses \`${key}\` in \`message.notification\``,
      ]);
      expect(hintFor(tree)).toBe("It belongs to message.android.notification.");
    }
  });

  it("wants maps where FCM has maps", () => {
    expect(inspect({ message: { notification: "Hi", android: [], data: "x" } })).toEqual([
      "shape message.notification: `notification` must be a map",
      "shape message.android: `android` must be a map",
      "shape message.data: `data` must be a map of texts",
    ]);
  });
});

describe("data for FCM v1", () => {
  it.each([["data"], ["android", "data"], ["webpush", "data"]])(
    "maps text to text in message.%s",
    (...place) => {
      const data: Json = { id: 4711, on: true, deep: { a: "b" }, list: ["a"], none: null, ok: "x" };
      const [outer, inner] = place;
      const message: Json = inner === undefined ? { data } : { [outer ?? ""]: { data } };
      const at = `shape message.${place.filter((part) => part !== undefined).join(".")}`;
      expect(inspect({ message })).toEqual(
        ["id", "on", "deep", "list", "none"].map(
          (key) => `${at}.${key}: \`data\` maps text to text, and \`${key}\` is none`,
        ),
      );
    },
  );

  it("says how to make a text of the value", () => {
    expect(hintFor({ message: { data: { id: 4711 } } })).toBe('Put it in quotes: "4711".');
    expect(hintFor({ message: { data: { deep: {} } } })).toContain("{{json name}}");
  });

  it("leaves FCM's own keys to FCM", () => {
    const reserved = ["from", "message_type", "google.a", "gcm.notification.x", "gcm.\n"];
    const data = Object.fromEntries(reserved.map((key) => [key, "x"]));
    expect(inspect({ message: { data } })).toEqual(
      reserved.map((key) => `shape message.data.${key}#: FCM keeps the data key \`${key}\` for itself`),
    );
    expect(inspect({ message: { data: { from_user: "a", googled: "b", gcmx: "c" } } })).toEqual([]);
  });

  it("finds a member that is called __proto__", () => {
    const tree: Json = JSON.parse('{"message":{"data":{"__proto__":1}}}');
    expect(inspect(tree)).toEqual([
      "shape message.data.__proto__: `data` maps text to text, and `__proto__` is none",
    ]);
  });
});

describe("Android's part of FCM v1", () => {
  it.each([3600, "3600", "1h", "-1s", "s", "1.s", ["3600s"]])("refuses the ttl %j", (ttl) => {
    expect(inspect({ message: { android: { ttl } } })).toEqual([
      "shape message.android.ttl: `ttl` is a text of seconds with an s",
    ]);
  });

  it.each(["0s", "3600s", "3.5s"])("takes the ttl %j", (ttl) => {
    expect(inspect({ message: { android: { ttl } } })).toEqual([]);
  });

  it.each([10, "urgent", "High", ["high"], null])("refuses the priority %j", (priority) => {
    expect(inspect({ message: { android: { priority } } })).toEqual([
      "shape message.android.priority: `priority` is high or normal",
    ]);
  });

  it.each(["high", "normal", "HIGH", "NORMAL"])("takes the priority %s", (priority) => {
    expect(inspect({ message: { android: { priority } } })).toEqual([]);
  });
});

describe("an expiry for FCM v1", () => {
  const body = (tree: Json, expiresAtMs?: number) => expired(fcmv1, treePayload(tree), expiresAtMs).body;

  it("is android.ttl in whole seconds, and leaves all else in place", () => {
    expect(body({ message: { data: { a: "b" } } })).toBe(
      '{"message":{"data":{"a":"b"},"android":{"ttl":"3600s"}}}',
    );
    expect(body({ message: { android: { priority: "high" }, data: {} } }, nowMs + 1500)).toBe(
      '{"message":{"android":{"priority":"high","ttl":"2s"},"data":{}}}',
    );
  });

  it("is left to the author's own ttl", () => {
    const tree = { message: { android: { ttl: "7s" } } };
    expect(body(tree)).toBe(JSON.stringify(tree));
  });

  it("stays within the four weeks that FCM takes", () => {
    expect(body({ message: {} }, inOneYearMs)).toBe('{"message":{"android":{"ttl":"2419200s"}}}');
  });

  it("changes nothing of a body that is no message", () => {
    for (const tree of [
      [],
      {},
      { message: "x" },
      { message: { android: null } },
      { message: { android: [] } },
    ])
      expect(body(tree)).toBe(JSON.stringify(tree));
  });
});

it("texts of FCM are text even when a template yields a number", () => {
  const texts = [
    ["message", "data", "id"],
    ["message", "android", "data", "id"],
    ["message", "webpush", "data", "id"],
    ["message", "notification", "title"],
    ["message", "notification", "body"],
  ];
  for (const path of texts) expect(fcmv1.wantsText(path)).toBe(true);
  for (const path of [
    ["data", "id"],
    ["message", "apns", "payload", "aps", "badge"],
    ["message", "android", "ttl"],
  ])
    expect(fcmv1.wantsText(path)).toBe(false);
});
