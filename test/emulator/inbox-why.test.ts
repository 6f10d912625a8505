import { describe, expect, it } from "vitest";
import { getInbox, type Message, sendAlert } from "./inbox-support.ts";
import { call, startTestHub } from "./support.ts";

describe("why", () => {
  it("names for each other device what failed", async () => {
    const hub = await startTestHub();
    await sendAlert(hub, "(sports || politics) && !muted");
    const { json } = await getInbox(hub, "/messages/1/why");
    expect(json).toMatchObject({ sequence: 1, device: "Ada's iPhone", deliveries: 1, otherCount: 3 });
    const others = json.others.map((other: Message) => [other.device, other["reason"], other["words"]]);
    expect(others).toEqual([
      [
        "Bo's Pixel",
        "platform",
        "The message was for Apple Push Notification service, and this device is reached through Firebase Cloud Messaging.",
      ],
      [
        "Cy's iPad",
        "tags",
        "The message was for (sports || politics) && !muted, and this device has the tag muted, which !muted excludes.",
      ],
      [
        "Di's PC",
        "platform",
        "The message was for Apple Push Notification service, and this device is reached through Windows Push Notification Services.",
      ],
    ]);
  });

  it("speaks of templates, one by one", async () => {
    const hub = await startTestHub();
    await call(hub, {
      body: '{"greeting":"Hi"}',
      headers: {
        "ServiceBusNotification-Format": "template",
        "ServiceBusNotification-Tags": "greeting && (sports || loud)",
      },
    });
    const { json } = await getInbox(hub, "/messages/1/why");
    expect(json.device).toBe("Di's PC");
    expect(json.others.map((other: Message) => other["words"])).toEqual([
      "The message fills in templates, and this device has none.",
      "The message fills in templates, and this device has none.",
      "The message was for greeting && (sports || loud), and its template greeting has none of the tags sports and loud and its template shout does not have the tag greeting.",
    ]);
  });

  it("speaks of handles after a direct send, and of one device when asked", async () => {
    const hub = await startTestHub();
    await call(hub, {
      path: "/Newsroom/messages/?direct&api-version=2020-06",
      headers: { "ServiceBusNotification-DeviceHandle": "00ff" },
    });
    const { json } = await getInbox(hub, "/messages/1/why?device=Di's%20PC");
    expect(json.others).toMatchObject([
      {
        device: "Di's PC",
        reason: "address",
        words: "The message was addressed to the handle of another device.",
      },
    ]);
  });

  it("speaks of size, and of a test that drew others", async () => {
    const many = Array.from({ length: 12 }, (_, at) => ({ name: `Phone ${at}`, platform: "apple" as const }));
    const hub = await startTestHub({ devices: many });
    await call(hub, { path: "/Newsroom/messages/?test&api-version=2020-06" });
    const { json } = await getInbox(hub, "/messages/1/why");
    expect([json.deliveries, json.otherCount]).toEqual([10, 2]);
    expect(json.others[0]).toMatchObject({ reason: "draw" });
  });
});

describe("the devices of the inbox", () => {
  it("have one entry for each handle", async () => {
    const { json } = await getInbox(await startTestHub(), "/devices?limit=3");
    expect(json.total).toBe(4);
    expect(json.devices[2]).toMatchObject({
      name: "Cy's iPad",
      platform: "apple",
      handle: expect.stringMatching(/^[0-9A-F]{64}$/),
      tags: ["$InstallationId:{cy-s-ipad}", "Politics", "muted", "greeting", "loud", "shout"],
      templates: ["greeting", "shout"],
    });
  });
});
