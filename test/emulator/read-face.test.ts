import { describe, expect, it } from "vitest";
import { readFace } from "../../src/emulator/read-face.ts";

const nothing = {
  title: undefined,
  subtitle: undefined,
  body: undefined,
  picture: undefined,
  badge: undefined,
  sound: undefined,
};

describe("what a person sees of a notification", () => {
  it.each<[string, unknown, object]>([
    ["an APNs text", { aps: { alert: "Goal" } }, { body: "Goal" }],
    [
      "an APNs alert",
      { aps: { alert: { title: "T", subtitle: "S", body: "B" }, badge: 0, sound: { name: "bell.caf" } } },
      { title: "T", subtitle: "S", body: "B", badge: "0", sound: "bell.caf" },
    ],
    ["an APNs alert by key", { aps: { alert: { "loc-key": "GOAL" } } }, { body: "GOAL" }],
    [
      "an APNs picture through Firebase",
      { aps: { alert: "x" }, fcm_options: { image: "https://a/b.png" } },
      { body: "x", picture: "https://a/b.png" },
    ],
    [
      "an FCM v1 message",
      { message: { notification: { title: "T", body: "B", image: "https://a" }, data: { title: "no" } } },
      { title: "T", body: "B", picture: "https://a" },
    ],
    [
      "an FCM v1 message for Android alone",
      { message: { android: { notification: { title: "T", sound: "s" } } } },
      { title: "T", sound: "s" },
    ],
    [
      "FCM data that has words",
      { message: { data: { title: "T", message: "B" } } },
      { title: "T", body: "B" },
    ],
    ["the older FCM", { notification: { title: "T", body: "B" } }, { title: "T", body: "B" }],
    ["ADM data", { data: { msg: "B" } }, { body: "B" }],
    ["a browser's", { title: "T", body: "B", image: "i.png" }, { title: "T", body: "B", picture: "i.png" }],
    ["Baidu's", { title: "T", description: "B" }, { title: "T", body: "B" }],
  ])("is read from %s", (_, tree, face) => {
    expect(readFace(JSON.stringify(tree))).toEqual({ ...nothing, ...face });
  });

  it("is read from a Windows toast", () => {
    const xml =
      '<toast><visual><binding template="ToastGeneric"><text>T</text><text>B &amp; C</text><text>D</text><image src="https://a/b.png"/></binding></visual><audio src="ms-winsoundevent:Mail"/></toast>';
    expect(readFace(xml)).toEqual({
      ...nothing,
      title: "T",
      body: "B & C\nD",
      picture: "https://a/b.png",
      sound: "ms-winsoundevent:Mail",
    });
  });

  it("is read from a Windows Phone toast and from a badge", () => {
    const phone =
      '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>T</wp:Text1><wp:Text2>B</wp:Text2></wp:Toast></wp:Notification>';
    expect(readFace(phone)).toMatchObject({ title: "T", body: "B" });
    expect(readFace('<badge value="7"/>')).toEqual({ ...nothing, badge: "7" });
  });

  it.each([
    ["data", '{"message":{"data":{"id":"7"}}}'],
    ["a silent push", '{"aps":{"content-available":1}}'],
    ["a list", "[1]"],
    ["a text", '"hi"'],
    ["raw bytes", "\u0000\u0001"],
    ["broken XML", "<toast><text>"],
    ["a prototype", '{"__proto__":{"title":"x"},"aps":{}}'],
    ["nothing", ""],
  ])("is nothing for %s", (_, body) => {
    expect(readFace(body)).toBeUndefined();
  });
});
