import { createAppleNotification, NotificationHubsClient } from "@azure/notification-hubs";
import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import type { RecordedRequest } from "../../src/emulator/received-request.ts";
import type { HubRequest } from "../../src/model/http.ts";
import type { WireMessage } from "../../src/model/notification.ts";
import { type Address, buildCancelRequest, buildSendRequest } from "../../src/nh/send-request.ts";
import { createManualClock } from "./manual-clock.ts";
import { call, namesIn, startTestHub } from "./support.ts";

const dayMs = 24 * 60 * 60 * 1000;
const requestOptions = { allowInsecureConnection: true };
const message: WireMessage = {
  platform: "apple",
  contentType: "application/json;charset=utf-8",
  headers: { "apns-priority": "5", "apns-push-type": "alert" },
  body: '{"aps":{"alert":"hé"}}',
};
const notification = createAppleNotification({ body: message.body, headers: { ...message.headers } });

async function start() {
  // The SDK signs by the real clock.
  const startMs = Date.now();
  const clock = createManualClock(startMs);
  const hub = await startTestHub({ clock, watchesClock: true });
  const client = new NotificationHubsClient(hub.connectionString.reveal(), "Newsroom", {
    retryOptions: { maxRetries: 0 },
  });
  return { clock, hub, client, at: new Date(startMs + dayMs) };
}

/** What any HTTP client adds by itself. */
const transportHeaders = /^(?:accept|connection$|content-length$|host$|sec-|traceparent$|user-agent$|x-ms-)/;

function essence({ method, path, headers, body }: RecordedRequest) {
  const own = Object.entries(headers).filter(([name]) => !transportHeaders.test(name));
  return { method, path, headers: Object.fromEntries(own), body };
}

/** Sends a request as it was built; whether the hub likes its token does not matter to its record. */
async function deliverRaw(hub: RunningHub, { method, path, headers, body }: HubRequest): Promise<void> {
  await fetch(`http://127.0.0.1:${hub.port}${path}`, { method, headers, body: body ?? null });
}

describe("the official SDK", () => {
  it("schedules for tags and reads the ids", async () => {
    const { clock, hub, client, at } = await start();
    const result = await client.scheduleNotification(at, notification, {
      tagExpression: "sports",
      requestOptions,
    });
    expect(result.notificationId).toBe(hub.scheduled[0]?.id);
    expect(result.trackingId).toMatch(/^[0-9a-f-]{36}$/);
    expect(result.correlationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(hub.scheduled[0]?.deliverAtMs).toBe(at.getTime());
    await clock.advance(dayMs);
    expect(hub.inbox).toMatchObject([
      { device: "Ada's iPhone", body: message.body, headers: message.headers },
    ]);
  });

  it("schedules for everyone", async () => {
    const { clock, hub, client, at } = await start();
    await client.scheduleBroadcastNotification(at, notification, { requestOptions });
    expect(hub.messages).toMatchObject([{ state: "Scheduled", address: "broadcast", tags: undefined }]);
    await clock.advance(dayMs);
    expect(namesIn(hub)).toEqual(["Ada's iPhone", "Cy's iPad"]);
  });

  it("takes a schedule back", async () => {
    const { clock, hub, client, at } = await start();
    const { notificationId = "" } = await client.scheduleBroadcastNotification(at, notification, {
      requestOptions,
    });
    const details = () => client.getNotificationOutcomeDetails(notificationId, { requestOptions });
    expect(await details()).toMatchObject({ notificationId, state: "Scheduled" });
    const result = await client.cancelScheduledNotification(notificationId, { requestOptions });
    expect(result.trackingId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await details()).toMatchObject({ notificationId, state: "Canceled" });
    await expect(
      client.cancelScheduledNotification(notificationId, { requestOptions }),
    ).rejects.toMatchObject({
      statusCode: 404,
      message: expect.stringContaining("The scheduled notification was not found"),
    });
    await clock.advance(2 * dayMs);
    expect(hub.inbox).toEqual([]);
  });

  it("is told that a time is too far away", async () => {
    const { client, at } = await start();
    const tooFar = new Date(at.getTime() + 6 * dayMs + 1);
    await expect(
      client.scheduleBroadcastNotification(tooFar, notification, { requestOptions }),
    ).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining("at most 7 days ahead") });
  });
});

describe("a request of ours", () => {
  it.each([
    ["tags", { kind: "tags", expression: "sports && !muted" }],
    ["everyone", { kind: "broadcast" }],
  ] as const)("that schedules for %s reaches a hub like that of the official SDK", async (_, address) => {
    const { hub, client, at } = await start();
    if (address.kind === "tags")
      await client.scheduleNotification(at, notification, {
        tagExpression: address.expression,
        requestOptions,
      });
    else await client.scheduleBroadcastNotification(at, notification, { requestOptions });
    await deliverRaw(hub, scheduleOf(address, at));
    const [theirs, ours, ...more] = hub.requests.map(essence);
    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({
      method: "POST",
      path: "/Newsroom/schedulednotifications/?api-version=2020-06",
      headers: { "servicebusnotification-scheduletime": at.toISOString() },
      body: message.body,
    });
    expect(more).toEqual([]);
  });

  it("that takes a schedule back reaches a hub like that of the official SDK", async () => {
    const { hub, client, at } = await start();
    const { notificationId: id = "" } = await client.scheduleBroadcastNotification(at, notification, {
      requestOptions,
    });
    await client.cancelScheduledNotification(id, { requestOptions });
    await deliverRaw(hub, buildCancelRequest({ hub: "Newsroom", id }));
    const [, theirs, ours] = hub.requests.map(essence);
    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({
      method: "DELETE",
      path: `/Newsroom/schedulednotifications/${id}?api-version=2020-06`,
      body: "",
    });
  });

  it("is taken by the hub when it is signed", async () => {
    const hub = await startTestHub();
    const { path, headers } = scheduleOf({ kind: "broadcast" }, new Date("2026-11-25T09:30:15Z"));
    const { status } = await call(hub, { path, headers, body: message.body });
    expect([status, hub.scheduled.length]).toEqual([201, 1]);
  });
});

function scheduleOf(address: Address, at: Date): HubRequest {
  return buildSendRequest({ hub: "Newsroom", message, address, scheduleAtMs: at.getTime() });
}
