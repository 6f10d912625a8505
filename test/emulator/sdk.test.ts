import {
  createAppleNotification,
  createBrowserNotification,
  createFcmV1Notification,
  createTemplateNotification,
  createWindowsToastNotification,
  NotificationHubsClient,
} from "@azure/notification-hubs";
import { describe, expect, it } from "vitest";
import { deriveHandle } from "../../src/emulator/device-handle.ts";
import type { RunningHub } from "../../src/emulator/hub.ts";
import type { Clock } from "../../src/model/io.ts";
import { namesIn, startTestHub, toast } from "./support.ts";

// The SDK refuses plain HTTP unless each call allows it.
const requestOptions = { allowInsecureConnection: true };
/** The SDK signs by the real clock. */
const realClock: Clock = { nowMs: () => Date.now(), sleep: () => Promise.resolve() };

async function start(): Promise<{ readonly hub: RunningHub; readonly client: NotificationHubsClient }> {
  const hub = await startTestHub({ clock: realClock });
  const client = new NotificationHubsClient(hub.connectionString.reveal(), "Newsroom", {
    retryOptions: { maxRetries: 0 },
  });
  return { hub, client };
}

const apple = createAppleNotification({
  body: { aps: { alert: "hé" } },
  headers: { "apns-priority": "10", "apns-push-type": "alert" },
});

describe("the official SDK", () => {
  it("sends to tags and reads the ids", async () => {
    const { hub, client } = await start();
    const result = await client.sendNotification(apple, {
      tagExpression: "sports && !muted",
      requestOptions,
    });
    expect(result.state).toBe("Enqueued");
    expect(result.notificationId).toBe(hub.messages[0]?.id);
    expect(result.trackingId).toMatch(/^[0-9a-f-]{36}$/);
    expect(result.correlationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(hub.inbox).toMatchObject([
      {
        device: "Ada's iPhone",
        body: '{"aps":{"alert":"hé"}}',
        headers: { "apns-priority": "10", "apns-push-type": "alert" },
      },
    ]);
  });

  it("broadcasts", async () => {
    const { hub, client } = await start();
    await client.sendBroadcastNotification(apple, { requestOptions });
    expect(namesIn(hub)).toEqual(["Ada's iPhone", "Cy's iPad"]);
    expect(hub.messages[0]?.address).toBe("broadcast");
  });

  it("sends to FCM and WNS", async () => {
    const { hub, client } = await start();
    const fcm = createFcmV1Notification({ body: '{"message":{"notification":{"title":"hi"}}}' });
    await client.sendNotification(fcm, { tagExpression: "politics", requestOptions });
    const windows = createWindowsToastNotification({ body: toast });
    await client.sendNotification(windows, { tagExpression: "sports", requestOptions });
    expect(namesIn(hub)).toEqual(["Bo's Pixel", "Di's PC"]);
    expect(hub.inbox[1]?.headers["x-wns-type"]).toBe("wns/toast");
  });

  it("sends to one device, to a browser and to a batch", async () => {
    const { hub, client } = await start();
    const handles = ["Ada's iPhone", "Cy's iPad"].map((name) => deriveHandle(name, "apple"));
    const [deviceHandle = ""] = handles;
    const one = await client.sendNotification(apple, { deviceHandle, requestOptions });
    expect(one.notificationId).toBe(hub.messages[0]?.id);
    const browser = createBrowserNotification({ body: { title: "hi" } });
    const subscription = JSON.parse(deriveHandle("Tab", "browser"));
    await client.sendNotification(browser, { deviceHandle: subscription, requestOptions });
    const many = await client.sendNotification(apple, { deviceHandle: handles, requestOptions });
    expect(many.notificationId).toBe(hub.messages[2]?.id);
    expect(namesIn(hub)).toEqual(["Ada's iPhone", undefined, "Ada's iPhone", "Cy's iPad"]);
    expect(hub.inbox[1]).toMatchObject({
      handle: subscription.endpoint,
      headers: { p256dh: subscription.p256dh, auth: subscription.auth },
    });
    expect(hub.messages.map((message) => message.address)).toEqual(["device", "device", "batch"]);
  });

  it("sends to templates", async () => {
    const { hub, client } = await start();
    const notification = createTemplateNotification({ body: { greeting: "Hi", count: "3" } });
    await client.sendNotification(notification, { tagExpression: "greeting", requestOptions });
    expect(hub.inbox.map((item) => [item.device, item.body])).toEqual([
      ["Cy's iPad", '{"aps":{"alert":"Hi, Cy","badge":3}}'],
      ["Di's PC", expect.stringContaining("<text>Hi</text>")],
    ]);
  });

  it("reads the outcome of a test send", async () => {
    const { client } = await start();
    const options = { tagExpression: "politics", enableTestSend: true, requestOptions };
    const result = await client.sendNotification(apple, options);
    expect(result).toMatchObject({ state: "DetailedStateAvailable", successCount: 1, failureCount: 0 });
    expect(result.results).toMatchObject([
      { applicationPlatform: "apple", pnsHandle: deriveHandle("Cy's iPad", "apple") },
    ]);
    const nobody = await client.sendNotification(apple, { ...options, tagExpression: "nobody" });
    expect(nobody).toMatchObject({ successCount: 0, failureCount: 0, results: [] });
  });

  it("broadcasts a test to the tag `undefined`, which nobody has: a defect of the SDK that the hub shows", async () => {
    const { hub, client } = await start();
    await client.sendBroadcastNotification(apple, { enableTestSend: true, requestOptions });
    expect(hub.messages[0]).toMatchObject({ tags: "undefined", state: "NoTargetFound" });
  });

  it("reads telemetry", async () => {
    const { client } = await start();
    const { notificationId = "" } = await client.sendNotification(apple, {
      tagExpression: "sports",
      requestOptions,
    });
    const details = await client.getNotificationOutcomeDetails(notificationId, { requestOptions });
    expect(details).toMatchObject({
      notificationId,
      state: "Completed",
      targetPlatforms: "apple",
      notificationBody: '{"aps":{"alert":"hé"}}',
      apnsOutcomeCounts: [{ state: "Success", count: 1 }],
    });
    expect(details.enqueueTime).toBeInstanceOf(Date);
  });

  it("shows the hub's own words when it is refused", async () => {
    const { client } = await start();
    const sending = client.sendNotification(apple, { tagExpression: "a &", requestOptions });
    await expect(sending).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("The tag expression is invalid"),
    });
    const deleting = client.deleteInstallation("i-1", { requestOptions });
    await expect(deleting).rejects.toMatchObject({ statusCode: 403 });
  });

  it("leaves a record of what it sends, without its signature", async () => {
    const { hub, client } = await start();
    await client.sendNotification(apple, { tagExpression: "sports", requestOptions });
    expect(hub.requests).toMatchObject([
      {
        method: "POST",
        path: "/Newsroom/messages/?api-version=2020-06",
        authorization: "SharedAccessSignature",
        headers: {
          "content-type": "application/json;charset=utf-8",
          "servicebusnotification-format": "apple",
          "servicebusnotification-tags": "sports",
          "x-ms-version": "2020-06",
        },
      },
    ]);
    expect(JSON.stringify(hub.requests)).not.toContain("sig=");
  });
});
