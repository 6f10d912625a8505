import {
  createAdmRegistrationDescription,
  createAdmTemplateRegistrationDescription,
  createAppleNotification,
  createAppleRegistrationDescription,
  createAppleTemplateRegistrationDescription,
  createBaiduRegistrationDescription,
  createBaiduTemplateRegistrationDescription,
  createBrowserRegistrationDescription,
  createBrowserTemplateRegistrationDescription,
  createFcmLegacyRegistrationDescription,
  createFcmLegacyTemplateRegistrationDescription,
  createFcmV1RegistrationDescription,
  createFcmV1TemplateRegistrationDescription,
  createTemplateNotification,
  createWindowsRegistrationDescription,
  createWindowsTemplateRegistrationDescription,
  createXiaomiRegistrationDescription,
  createXiaomiTemplateRegistrationDescription,
  NotificationHubsClient,
  type RegistrationChannel,
  type RegistrationDescription,
} from "@azure/notification-hubs";
import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { fullRule, startTestHub } from "./support.ts";

// The SDK refuses plain HTTP unless each call allows it.
const requestOptions = { allowInsecureConnection: true };

async function start(): Promise<{ readonly hub: RunningHub; readonly client: NotificationHubsClient }> {
  const clock = { nowMs: () => Date.now(), sleep: () => Promise.resolve() };
  const hub = await startTestHub({ clock, keys: [fullRule], devices: [] });
  const client = new NotificationHubsClient(hub.connectionString.reveal(), "Newsroom", {
    retryOptions: { maxRetries: 0 },
  });
  return { hub, client };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const common = { tags: ["news", "city:oslo"], pushVariables: { lang: "nb" } };
const bodyTemplate = '{"a":"$(word)"}';
const named = { ...common, bodyTemplate, templateName: "greeting" };
const subscription = { endpoint: "https://push.example/1?a=b&c", p256dh: "p-1", auth: "a_1" };
const baidu = { baiduUserId: "u", baiduChannelId: "c" };
const channelUri = "https://a.notify.windows.com/?token=a%2bb&c";
const wns = { bodyTemplate: "<toast>$(word)</toast>", wnsHeaders: { "X-WNS-Type": "wns/toast" } };
const apns = { apnsHeaders: { "apns-push-type": "alert", "apns-priority": "5" } };

const kinds: readonly [string, () => RegistrationDescription, RegistrationChannel | undefined][] = [
  [
    "apple",
    () => createAppleRegistrationDescription({ ...common, deviceToken: "00FF" }),
    { kind: "apple", deviceToken: "00ff" },
  ],
  [
    "an apple template",
    () => createAppleTemplateRegistrationDescription({ ...named, ...apns, deviceToken: "00FF" }),
    { kind: "apple", deviceToken: "00ff" },
  ],
  [
    "fcmv1",
    () => createFcmV1RegistrationDescription({ ...common, fcmV1RegistrationId: "f:1" }),
    { kind: "fcmv1", fcmV1RegistrationId: "f:1" },
  ],
  [
    "an fcmv1 template",
    () => createFcmV1TemplateRegistrationDescription({ ...named, fcmV1RegistrationId: "f:1" }),
    { kind: "fcmv1", fcmV1RegistrationId: "f:1" },
  ],
  [
    "gcm",
    () => createFcmLegacyRegistrationDescription({ ...common, gcmRegistrationId: "g" }),
    { kind: "gcm", gcmRegistrationId: "g" },
  ],
  [
    "a gcm template",
    () => createFcmLegacyTemplateRegistrationDescription({ ...named, gcmRegistrationId: "g" }),
    { kind: "gcm", gcmRegistrationId: "g" },
  ],
  [
    "windows",
    () => createWindowsRegistrationDescription({ ...common, channelUri }),
    { kind: "windows", channelUri },
  ],
  [
    "a windows template",
    () => createWindowsTemplateRegistrationDescription({ ...named, ...wns, channelUri }),
    { kind: "windows", channelUri },
  ],
  [
    "browser",
    () => createBrowserRegistrationDescription({ ...common, ...subscription }),
    { kind: "browser", ...subscription },
  ],
  [
    "a browser template",
    () => createBrowserTemplateRegistrationDescription({ ...named, ...subscription }),
    { kind: "browser", ...subscription },
  ],
  ["baidu", () => createBaiduRegistrationDescription({ ...common, ...baidu }), { kind: "baidu", ...baidu }],
  [
    "a baidu template",
    () => createBaiduTemplateRegistrationDescription({ ...named, ...baidu }),
    { kind: "baidu", ...baidu },
  ],
  ["xiaomi", () => createXiaomiRegistrationDescription({ ...common, xiaomiRegistrationId: "x" }), undefined],
  [
    "a xiaomi template",
    () => createXiaomiTemplateRegistrationDescription({ ...named, xiaomiRegistrationId: "x" }),
    undefined,
  ],
  [
    "adm",
    () => createAdmRegistrationDescription({ ...common, admRegistrationId: "a" }),
    { kind: "adm", admRegistrationId: "a" },
  ],
  [
    "an adm template",
    () => createAdmTemplateRegistrationDescription({ ...named, admRegistrationId: "a" }),
    { kind: "adm", admRegistrationId: "a" },
  ],
];

describe("the official SDK registers", () => {
  it.each(kinds)("%s: creates, reads, updates, lists and deletes", async (_, describeOne, channel) => {
    const { client } = await start();
    const options = { requestOptions };
    const created = await client.createRegistration(describeOne(), options);
    const id = created.registrationId ?? "";
    expect(created).toMatchObject({ ...describeOne(), etag: "1" });
    expect(created.expirationTime).toBeInstanceOf(Date);
    expect(await client.getRegistration(id, options)).toEqual(created);

    const updated = await client.updateRegistration({ ...created, tags: ["other"] }, options);
    expect(updated).toMatchObject({ registrationId: id, etag: "2", tags: ["other"] });
    const stale = client.updateRegistration({ ...created }, options);
    await expect(stale).rejects.toMatchObject({ statusCode: 412 });
    const overwritten = await client.createOrUpdateRegistration({ ...updated, tags: ["third"] }, options);
    expect(overwritten).toMatchObject({ registrationId: id, etag: "3" });

    expect(await collect(client.listRegistrations(options))).toMatchObject([
      { registrationId: id, etag: "3" },
    ]);
    expect(await collect(client.listRegistrationsByTag("third", options))).toHaveLength(1);
    expect(await collect(client.listRegistrationsByTag("other", options))).toEqual([]);
    if (channel !== undefined)
      expect(await collect(client.listRegistrationsByChannel(channel, options))).toMatchObject([
        { registrationId: id },
      ]);

    const outdated = client.deleteRegistration(id, { ...options, etag: "2" });
    await expect(outdated).rejects.toMatchObject({ statusCode: 412 });
    await client.deleteRegistration(id, { ...options, etag: "3" });
    await expect(client.getRegistration(id, options)).rejects.toMatchObject({ statusCode: 404 });
    await expect(client.deleteRegistration(id, options)).rejects.toMatchObject({ statusCode: 404 });
  });

  it("under a reserved id", async () => {
    const { client } = await start();
    const registrationId = await client.createRegistrationId({ requestOptions });
    const registration = createAppleRegistrationDescription({ deviceToken: "00FF" });
    const stored = await client.createOrUpdateRegistration(
      { ...registration, registrationId },
      { requestOptions },
    );
    expect(stored).toMatchObject({ registrationId, etag: "1" });
  });

  it("and lists them page by page, though it encodes the token again", async () => {
    const { client } = await start();
    for (const deviceToken of ["01", "02", "03"]) {
      const registration = createAppleRegistrationDescription({ deviceToken, tags: ["a#b"] });
      await client.createRegistration(registration, { requestOptions });
    }
    const pages = await collect(client.listRegistrations({ top: 2, requestOptions }).byPage());
    expect(pages.map((page) => page.length)).toEqual([2, 1]);
    const tagged = await collect(client.listRegistrationsByTag("a%23b", { top: 1, requestOptions }).byPage());
    expect(tagged.map((page) => page.length)).toEqual([1, 1, 1]);
  });

  it("and what it then sends arrives", async () => {
    const { hub, client } = await start();
    for (const [, describeOne] of kinds) await client.createRegistration(describeOne(), { requestOptions });
    const apple = createAppleNotification({ body: { aps: { alert: "hi" } } });
    await client.sendNotification(apple, { tagExpression: "city:oslo", requestOptions });
    expect(hub.inbox).toMatchObject([{ platform: "apple", handle: "00FF", templateName: undefined }]);
    const word = createTemplateNotification({ body: { word: "hei" } });
    await client.sendNotification(word, { tagExpression: "news && city:oslo", requestOptions });
    expect(hub.inbox.slice(1).map(({ platform, body }) => `${platform} ${body}`)).toEqual([
      'apple {"a":"hei"}',
      'fcmv1 {"a":"hei"}',
      'gcm {"a":"hei"}',
      "windows <toast>hei</toast>",
      'browser {"a":"hei"}',
      'baidu {"a":"hei"}',
      'xiaomi {"a":"hei"}',
      'adm {"a":"hei"}',
    ]);
  });
});
