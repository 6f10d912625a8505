import {
  createAppleNotification,
  createBrowserNotification,
  createTemplateNotification,
  createWindowsToastNotification,
  NotificationHubsClient,
  type Notification as SdkNotification,
} from "@azure/notification-hubs";
import { describe, expect, it } from "vitest";
import type { WireMessage } from "../../src/model/notification.ts";
import { readBatch } from "../../src/nh/multipart.ts";
import { buildSendRequest, type SendRequestOptions } from "../../src/nh/send-request.ts";

const connectionString = "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=r;SharedAccessKey=k";

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the SDK itself adds to each call, whatever it sends. */
const ownHeaders = /^(?:x-ms-|user-agent$|accept|authorization$|content-length$|traceparent$)/i;

/** The one request that a call of the official SDK makes, caught before it leaves. */
async function catchRequest(call: (client: NotificationHubsClient) => Promise<unknown>): Promise<Seen> {
  const seen: Seen[] = [];
  const client = new NotificationHubsClient(connectionString, "Newsroom", {
    httpClient: {
      sendRequest: async (request) => {
        const { pathname, search } = new URL(request.url);
        const headers = Object.fromEntries(
          [...request.headers]
            .filter(([name]) => !ownHeaders.test(name))
            .map(([name, value]) => [name.toLowerCase(), value]),
        );
        seen.push({ method: request.method, path: pathname + search, headers, body: String(request.body) });
        return { request, status: 201, headers: request.headers, bodyAsText: "" };
      },
    },
  });
  await call(client).catch((error: unknown) => {
    // A test send wants a document for an answer; the request is all that matters here.
    if (seen.length === 0) throw error;
  });
  const [first] = seen;
  if (first === undefined || seen.length !== 1) throw new Error(`${seen.length} requests`);
  return first;
}

function messageOf(notification: SdkNotification): WireMessage {
  const { platform, contentType = "", headers = {}, body } = notification;
  if (platform === undefined || platform === null) throw new Error("no platform");
  return {
    platform,
    contentType,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: String(body),
  };
}

function build(options: Omit<SendRequestOptions, "hub">): Seen {
  const { method, path, headers, body } = buildSendRequest({ hub: "Newsroom", ...options });
  return {
    method,
    path,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: body ?? "",
  };
}

const apple = createAppleNotification({
  body: '{"aps":{"alert":"hé"}}',
  headers: { "apns-push-type": "alert", "apns-priority": "10" },
});
const toast = createWindowsToastNotification({ body: "<toast/>" });
const template = createTemplateNotification({ body: '{"a":"b"}' });
const browser = createBrowserNotification({ body: '{"title":"x"}' });

describe("a send", () => {
  it.each([
    ["apple", apple],
    ["windows", toast],
    ["template", template],
    ["browser", browser],
  ])("to tags is what the official SDK sends: %s", async (_, notification) => {
    const seen = await catchRequest((client) =>
      client.sendNotification(notification, { tagExpression: "a && !b" }),
    );
    expect(
      build({ message: messageOf(notification), address: { kind: "tags", expression: "a && !b" } }),
    ).toEqual(seen);
  });

  it("to everyone is what the official SDK sends", async () => {
    const seen = await catchRequest((client) => client.sendBroadcastNotification(apple));
    const built = build({ message: messageOf(apple), address: { kind: "broadcast" } });
    expect(built).toEqual(seen);
    expect(built.headers).not.toHaveProperty("servicebusnotification-tags");
  });

  it("for a test is what the official SDK sends", async () => {
    const seen = await catchRequest((client) =>
      client.sendNotification(apple, { tagExpression: "testers", enableTestSend: true }),
    );
    expect(
      build({ message: messageOf(apple), address: { kind: "tags", expression: "testers" }, isTest: true }),
    ).toEqual(seen);
  });

  it.each([
    ["a && !b", { kind: "tags", expression: "a && !b" }],
    [undefined, { kind: "broadcast" }],
  ] as const)("for later is what the official SDK sends: to %s", async (tagExpression, address) => {
    const at = new Date("2030-01-02T03:04:05.678Z");
    const seen = await catchRequest((client) =>
      tagExpression === undefined
        ? client.scheduleBroadcastNotification(at, apple)
        : client.scheduleNotification(at, apple, { tagExpression }),
    );
    const built = build({ message: messageOf(apple), address, scheduleAtMs: at.getTime() });
    expect(built).toEqual(seen);
    expect(built.headers["servicebusnotification-scheduletime"]).toBe("2030-01-02T03:04:05.678Z");
  });

  it.each([
    [{ kind: "device", headers: { "ServiceBusNotification-DeviceHandle": "00ff" } }, false],
    [{ kind: "batch", handles: ["00ff"], boundary: "zz" }, false],
    [{ kind: "broadcast" }, true],
  ] as const)("for later is refused where it would go out at once: %j, test: %s", (address, isTest) => {
    const options = { message: messageOf(apple), address, isTest, scheduleAtMs: 0 };
    expect(() => build(options)).toThrow(RangeError);
  });

  it("to a device is what the official SDK sends", async () => {
    const seen = await catchRequest((client) => client.sendNotification(apple, { deviceHandle: "00ff" }));
    const headers = { "ServiceBusNotification-DeviceHandle": "00ff" };
    expect(build({ message: messageOf(apple), address: { kind: "device", headers } })).toEqual(seen);
  });

  it("to a browser is what the official SDK sends", async () => {
    const deviceHandle = { endpoint: "https://push.example/1", p256dh: "key", auth: "secret" };
    const seen = await catchRequest((client) => client.sendNotification(browser, { deviceHandle }));
    const headers = {
      "ServiceBusNotification-DeviceHandle": deviceHandle.endpoint,
      P256DH: "key",
      Auth: "secret",
    };
    expect(build({ message: messageOf(browser), address: { kind: "device", headers } })).toEqual(seen);
  });

  it("to many devices says what the official SDK says", async () => {
    const handles = ["00ff", "11ee"];
    const seen = await catchRequest((client) => client.sendNotification(apple, { deviceHandle: handles }));
    const built = build({ message: messageOf(apple), address: { kind: "batch", handles, boundary: "zz" } });
    const { "content-type": seenType = "", ...seenHeaders } = seen.headers;
    const { "content-type": builtType = "", ...builtHeaders } = built.headers;
    expect([built.method, built.path, builtHeaders]).toEqual([seen.method, seen.path, seenHeaders]);
    expect(readBatch(builtType, built.body)).toEqual(readBatch(seenType, seen.body));
    expect(readBatch(builtType, built.body)).toMatchObject({ kind: "batch", batch: { handles } });
  });

  it("routes by the message, whatever headers the message brings", () => {
    const message = {
      ...messageOf(apple),
      headers: { "ServiceBusNotification-Format": "gcm", "X-Own": "1" },
    };
    expect(build({ message, address: { kind: "broadcast" } }).headers).toMatchObject({
      "servicebusnotification-format": "apple",
      "x-own": "1",
    });
  });
});
