import {
  createAdmInstallation,
  createAppleInstallation,
  createAppleNotification,
  createBaiduInstallation,
  createBrowserInstallation,
  createBrowserNotification,
  createFcmLegacyInstallation,
  createFcmV1Installation,
  createTemplateNotification,
  createWindowsInstallation,
  createXiaomiInstallation,
  type Installation,
  NotificationHubsClient,
} from "@azure/notification-hubs";
import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import type { Clock } from "../../src/model/io.ts";
import { fullRule, namesIn, startTestHub } from "./support.ts";

// The SDK refuses plain HTTP unless each call allows it.
const requestOptions = { allowInsecureConnection: true };
/** The SDK signs by the real clock. */
const realClock: Clock = { nowMs: () => Date.now(), sleep: () => Promise.resolve() };

async function start(): Promise<{ readonly hub: RunningHub; readonly client: NotificationHubsClient }> {
  const hub = await startTestHub({ clock: realClock, keys: [fullRule] });
  const client = new NotificationHubsClient(hub.connectionString.reveal(), "Newsroom", {
    retryOptions: { maxRetries: 0 },
  });
  return { hub, client };
}

const common = { installationId: "i-1", userId: "eve", tags: ["sdk"] };
const device = { ...common, pushChannel: "AB01" };
const subscription = { endpoint: "https://push.example/1", p256dh: "BKey", auth: "salt" };

const installations: readonly Installation[] = [
  createAppleInstallation(device),
  createAdmInstallation(device),
  createBaiduInstallation({ ...device, pushChannel: "user-channel" }),
  createFcmLegacyInstallation(device),
  createFcmV1Installation(device),
  createWindowsInstallation({ ...device, pushChannel: "https://channel" }),
  createXiaomiInstallation(device),
];

describe("installations of the official SDK", () => {
  it.each(installations.map((installation) => [installation.platform, installation] as const))(
    "are put, read, patched and deleted for %s",
    async (_, installation) => {
      const { client } = await start();
      const { correlationId } = await client.createOrUpdateInstallation(installation, { requestOptions });
      expect(correlationId).toMatch(/^[0-9a-f-]{36}$/);
      expect(await client.getInstallation("i-1", { requestOptions })).toMatchObject(installation);
      await client.updateInstallation(
        "i-1",
        [
          { op: "add", path: "/tags", value: "patched" },
          { op: "replace", path: "/userId", value: "mallory" },
        ],
        { requestOptions },
      );
      expect(await client.getInstallation("i-1", { requestOptions })).toMatchObject({
        ...installation,
        tags: ["sdk", "patched"],
        userId: "mallory",
      });
      await client.deleteInstallation("i-1", { requestOptions });
      await expect(client.getInstallation("i-1", { requestOptions })).rejects.toMatchObject({
        statusCode: 404,
        message: expect.stringContaining("Installation not found"),
      });
    },
  );

  it("are put for a browser, whose keys a send then has", async () => {
    const { hub, client } = await start();
    const browser = createBrowserInstallation({ ...common, pushChannel: subscription });
    await client.createOrUpdateInstallation(browser, { requestOptions });
    const got = await client.getInstallation("i-1", { requestOptions });
    expect(got).toMatchObject({ platform: "browser", pushChannel: JSON.stringify(subscription) });
    const notification = createBrowserNotification({ body: { title: "hi" } });
    await client.sendNotification(notification, { tagExpression: "sdk", requestOptions });
    expect(hub.inbox.map(({ handle }) => JSON.parse(handle))).toEqual([subscription]);
  });

  it("are reached by the name of a template, by their id and by their user", async () => {
    const { hub, client } = await start();
    const templates = { breaking: { body: '{"aps":{"alert":"$(greeting)"}}', headers: {} } };
    await client.createOrUpdateInstallation(createAppleInstallation({ ...device, templates }), {
      requestOptions,
    });
    const named = createTemplateNotification({ body: { greeting: "Hi" } });
    await client.sendNotification(named, { tagExpression: "breaking", requestOptions });
    const apple = createAppleNotification({ body: { aps: { alert: "hé" } } });
    for (const tagExpression of ["$InstallationId:{i-1}", "$UserId:{eve}"])
      await client.sendNotification(apple, { tagExpression, requestOptions });
    expect(hub.inbox.map(({ handle, body }) => [handle, body])).toEqual([
      ["AB01", '{"aps":{"alert":"Hi"}}'],
      ["AB01", '{"aps":{"alert":"hé"}}'],
      ["AB01", '{"aps":{"alert":"hé"}}'],
    ]);
  });

  it("stand for the devices of the fleet", async () => {
    const { hub, client } = await start();
    const got = await client.getInstallation("di-s-pc", { requestOptions });
    expect(got).toMatchObject({ platform: "wns", tags: ["sports"] });
    await client.createOrUpdateInstallation({ ...got, tags: ["moved"] }, { requestOptions });
    const notification = createTemplateNotification({ body: { greeting: "Hi" } });
    await client.sendNotification(notification, { tagExpression: "moved", requestOptions });
    expect(namesIn(hub)).toEqual(["Di's PC"]);
  });

  it("are refused in the hub's own words", async () => {
    const { client } = await start();
    const putting = client.createOrUpdateInstallation(
      createAppleInstallation({ ...device, tags: ["$mine"] }),
      { requestOptions },
    );
    await expect(putting).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("Tags can not start with $"),
    });
  });
});
