import { createAppleNotification, NotificationHubsClient } from "@azure/notification-hubs";
import { describe, expect, it, onTestFinished } from "vitest";
import { startHub } from "../../src/emulator-api.ts";

const requestOptions = { allowInsecureConnection: true };
const fleet = { devices: [{ name: "Ada's phone", platform: "apple", tags: ["sports"] }] } as const;
const goal = createAppleNotification({ body: { aps: { alert: "Goal!" } } });

async function start(options: Parameters<typeof startHub>[0] = {}) {
  const hub = await startHub({ fleet, ...options });
  onTestFinished(() => hub.stop());
  const client = new NotificationHubsClient(hub.connectionString, hub.name, {
    retryOptions: { maxRetries: 0 },
  });
  return { hub, client };
}

describe("campanile/emulator", () => {
  it("is a hub for other people's tests", async () => {
    const { hub, client } = await start();
    const waiting = hub.waitFor({ device: "Ada's phone", text: "Goal" });
    const { notificationId } = await client.sendNotification(goal, {
      tagExpression: "sports",
      requestOptions,
    });
    expect(await waiting).toMatchObject({ messageId: notificationId, platform: "apple" });
    expect(await hub.waitFor({ messageId: notificationId ?? "" })).toBe(hub.inbox[0]);
    expect(hub.messages).toMatchObject([{ id: notificationId, state: "Completed" }]);
    hub.clear();
    expect(hub.inbox).toEqual([]);
  });

  it("says what came instead of what was awaited", async () => {
    const { hub, client } = await start();
    await expect(hub.waitFor({ text: "Goal" }, { timeoutMs: 1 })).rejects.toThrow("Nothing came at all");
    await client.sendBroadcastNotification(goal, { requestOptions });
    await expect(hub.waitFor({ device: "Bo" }, { timeoutMs: 1 })).rejects.toThrow(
      `no notification for {"device":"Bo"} came in 1 ms. What came last: Ada's phone: {"aps"`,
    );
  });

  it("goes wrong as the test says", async () => {
    const { hub, client } = await start({ faults: ["send#1: 503"] });
    const send = () => client.sendNotification(goal, { tagExpression: "sports", requestOptions });
    await expect(send()).rejects.toThrow("a fault of this emulator");
    await send();
    hub.setFaults(["send: 429"]);
    await expect(send()).rejects.toThrow("throttled");
    expect(hub.faultCounts()).toEqual([{ fault: "send: 429", seen: 1, struck: 1 }]);
    expect(() => hub.setFaults(["nonsense"])).toThrow("is no fault");
  });

  it("lets an app register with what an app carries, and no more", async () => {
    const { hub, client } = await start();
    const app = new NotificationHubsClient(hub.listenConnectionString, hub.name);
    await app.createOrUpdateInstallation(
      { installationId: "app-1", platform: "apns", pushChannel: "00ff", tags: ["fresh"] },
      { requestOptions },
    );
    await expect(app.sendBroadcastNotification(goal, { requestOptions })).rejects.toThrow(/403/);
    await client.sendNotification(goal, { tagExpression: "fresh", requestOptions });
    expect(await hub.waitFor({ handle: "00ff" })).toMatchObject({ device: undefined });
  });

  it("leaves the process of whoever calls it alone", async () => {
    const countListeners = () =>
      ["error", "SIGINT", "SIGTERM", "exit"].map(
        (name) => process.listenerCount(name) + process.stdout.listenerCount(name),
      );
    const before = countListeners();
    const { hub } = await start();
    await hub.stop();
    expect(countListeners()).toEqual(before);
  });

  it("is what the package offers under that name", async () => {
    const offered = await import("campanile/emulator");
    expect(Object.keys(offered)).toEqual(["startHub"]);
  });

  it("speaks HTTPS when asked", async () => {
    const { hub } = await start({ https: true, port: 0, name: "news" });
    expect(hub.secureConnectionString).toMatch(/^Endpoint=sb:\/\/localhost:\d+\/;/);
    expect(hub.certificate).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(await (await fetch(`${hub.url}/$inbox/messages`)).json()).toMatchObject({ messages: [] });
  });
});
