import { describe, expect, it } from "vitest";
import { windowsphone } from "../../src/platforms/windowsphone.ts";
import { expired, findings, type Headers, textPayload, treePayload } from "./support.ts";

function complete(body: string, headers: Headers = {}) {
  return windowsphone.complete(textPayload(windowsphone, body, headers));
}

function notification(inner: string, { prefix = "wp", uri = "WPNotification" } = {}): string {
  return `<?xml version="1.0"?><${prefix}:Notification xmlns:${prefix}="${uri}">${inner}</${prefix}:Notification>`;
}

const unknownRoot = "root : this is no wp:Notification with a Toast or a Tile";

describe("the class of an MPNS notification", () => {
  it.each([
    [notification("<wp:Toast/>"), "toast", "2"],
    [notification('<wp:Tile Id="1"/>'), "token", "1"],
    [notification("<n:Toast/>", { prefix: "n" }), "toast", "2"],
    ['<Notification xmlns="WPNotification"><Tile/></Notification>', "token", "1"],
    [notification("<!-- <wp:Tile/> -->\n <wp:Toast/>"), "toast", "2"],
  ])("is found from %j", (body, target, notificationClass) => {
    expect(complete(body)).toMatchObject({
      headers: { "X-WindowsPhone-Target": target, "X-NotificationClass": notificationClass },
      contentType: "application/xml;charset=utf-8",
    });
    expect(findings(windowsphone, textPayload(windowsphone, body))).toEqual([]);
  });

  it.each([
    notification("<wp:Badge/>"),
    notification(""),
    notification("<wp:Toast/>", { uri: "urn:other" }),
    "<Notification><Toast/></Notification>",
    '<wp:Toast xmlns:wp="WPNotification"/>',
  ])("is not guessed from %j", (body) => {
    expect(complete(body).headers).toEqual({});
    expect(findings(windowsphone, textPayload(windowsphone, body))).toEqual([unknownRoot]);
  });

  it("is the author's own where a header says it", () => {
    const headers = { "x-notificationclass": "12" };
    expect(complete(notification("<wp:Toast/>"), headers).headers).toEqual({
      ...headers,
      "X-WindowsPhone-Target": "toast",
    });
    expect(findings(windowsphone, textPayload(windowsphone, "<other/>", headers))).toEqual([]);
  });
});

describe("a raw MPNS notification", () => {
  it.each(["3", "10", "13", "20", "23", "31"])("is one of class %s", (notificationClass) => {
    const headers = { "X-NotificationClass": notificationClass };
    expect(windowsphone.readForm?.("Hi", headers)).toBe("raw");
    expect(complete("Hi", headers)).toMatchObject({ headers, contentType: "application/octet-stream" });
  });

  it.each(["1", "2", "11", "12", "21", "22", "0", "32", "43", "", "x", "-3", "3.5"])(
    "is none of class %j",
    (notificationClass) => {
      expect(windowsphone.readForm?.("Hi", { "X-NotificationClass": notificationClass })).toBe("xml");
    },
  );

  it("has 1,024 bytes at most", () => {
    const headers = { "X-NotificationClass": "3" };
    expect(findings(windowsphone, textPayload(windowsphone, "é".repeat(512), headers))).toEqual([]);
    expect(findings(windowsphone, textPayload(windowsphone, "é".repeat(513), headers))).toEqual([
      "shape : a raw notification has more than 1,024 bytes",
    ]);
  });

  it("is text, never a tree", () => {
    expect(findings(windowsphone, treePayload({ a: 1 }, { "X-NotificationClass": "3" }))).toEqual([
      "shape : MPNS takes XML or raw text, and this is a tree",
    ]);
  });
});

it("MPNS has no word for an expiry", () => {
  const payload = textPayload(windowsphone, notification("<wp:Toast/>"));
  expect(expired(windowsphone, payload)).toEqual(windowsphone.complete(payload));
});
