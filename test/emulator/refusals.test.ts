import { describe, expect, it } from "vitest";
import { readFleet } from "../../src/emulator/fleet.ts";
import { startHub } from "../../src/emulator/hub.ts";
import { Secret } from "../../src/model/secret.ts";
import { readConnectionString } from "../../src/nh/connection-string.ts";
import { readHubError } from "../../src/nh/error-xml.ts";
import { signToken } from "../../src/nh/sas.ts";
import { parseXml } from "../../src/nh/xml.ts";
import {
  call,
  createChance,
  fixedClock,
  listenRule,
  namesIn,
  nowMs,
  sendRule,
  startTestHub,
  token,
} from "./support.ts";

const anyOf = (tagCount: number) => Array.from({ length: tagCount }, (_, index) => `t${index}`);

describe("a refusal", () => {
  it("has the service's document, and the id that is in the header", async () => {
    const hub = await startTestHub();
    const { status, headers, body } = await call(hub, { body: "{" });
    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("application/xml; charset=utf-8");
    const error = readHubError(body);
    expect(error.detail).toBe("The supplied notification payload is invalid");
    expect(error.trackingId).toBe(headers.get("trackingid"));
    expect(body).toContain("TimeStamp:11/24/2026 9:30:15 AM +00:00");
    expect(hub.messages).toEqual([]);
  });

  it.each([
    ["fcm", "fcmv1"],
    ["apns", "apple"],
    ["wns", "windows"],
    ["ios", "apple"],
    ["android", "fcmv1"],
    ["nokiax", "template, apple"],
    ["__proto__", "template, apple"],
  ])("of the format %s names %s", async (format, advice) => {
    const hub = await startTestHub();
    const { status, body } = await call(hub, { headers: { "ServiceBusNotification-Format": format } });
    expect(status).toBe(400);
    expect(readHubError(body).detail).toContain(`'${format}'`);
    expect(readHubError(body).detail).toContain(advice);
  });

  it.each([
    ["apple", "not json"],
    ["apple", ""],
    ["fcmv1", '{"message":}'],
    ["windows", '{"a":1}'],
    ["windows", "<toast>"],
    ["windowsphone", "<a><b></a>"],
  ])("answers a body that %s cannot read: %s", async (format, body) => {
    const hub = await startTestHub();
    const answer = await call(hub, { body, headers: { "ServiceBusNotification-Format": format } });
    expect(answer.status).toBe(400);
    expect(readHubError(answer.body).detail).toBe("The supplied notification payload is invalid");
  });

  it.each(["a b", "a &", "a & b", "(a", "a || ", "!", "$nope", "a,b", "$UserId:{x", `${"(".repeat(5000)}a`])(
    "answers the broken expression %s",
    async (expression) => {
      const hub = await startTestHub();
      const { status } = await call(hub, { headers: { "ServiceBusNotification-Tags": expression } });
      expect(status).toBe(400);
      expect(hub.messages).toEqual([]);
    },
  );

  it("answers more than 20 tags of ||, and more than 6 of others", async () => {
    const hub = await startTestHub();
    const statusOf = async (tags: string) =>
      (await call(hub, { headers: { "ServiceBusNotification-Tags": tags } })).status;
    expect(await statusOf(anyOf(20).join("||"))).toBe(201);
    expect(await statusOf(anyOf(21).join("||"))).toBe(400);
    expect(await statusOf(anyOf(6).join("&&"))).toBe(201);
    expect(await statusOf(anyOf(7).join("&&"))).toBe(400);
  });

  it("answers 413 above 64 KB, also when the body is too large to keep", async () => {
    const hub = await startTestHub();
    expect((await call(hub, { body: JSON.stringify("x".repeat(65_534)) })).status).toBe(201);
    expect((await call(hub, { body: JSON.stringify("x".repeat(65_535)) })).status).toBe(413);
    expect((await call(hub, { body: "x".repeat(6 * 1024 * 1024) })).status).toBe(413);
    expect((await call(hub)).status).toBe(201);
    expect(hub.messages).toHaveLength(2);
  });

  it.each([
    "/Other/messages/",
    "/",
    "//",
    "/messages",
    "/__proto__/messages",
    "/$Resources/NotificationHubs",
  ])("answers 404 at %s, where no hub is", async (path) => {
    const hub = await startTestHub();
    const { status, body } = await call(hub, { path });
    expect(status).toBe(404);
    expect(readHubError(body).detail).toBe("No service is hosted at the specified address");
  });

  it.each([
    ["GET", "/Newsroom/messages", "POST"],
    ["DELETE", "/Newsroom/messages/1", "GET"],
    ["PUT", "/Newsroom/messages/$batch", "POST"],
    ["GET", "/Newsroom/schedulednotifications", "POST"],
    ["GET", "/Newsroom/schedulednotifications/1", "DELETE"],
  ])("answers 405 to %s %s and allows %s", async (method, path, allowed) => {
    const hub = await startTestHub();
    const { status, headers } = await call(hub, { method, path });
    expect(status).toBe(405);
    expect(headers.get("allow")).toBe(allowed);
  });

  it.each([
    ["GET", "/Newsroom/jobs"],
    ["GET", "/Newsroom"],
  ])("answers 501 to %s %s and says why", async (method, path) => {
    const hub = await startTestHub();
    const { status, body } = await call(hub, { method, path });
    expect(status).toBe(501);
    expect(readHubError(body).detail).toMatch(/^This emulator does not have /);
  });

  it("answers 404 for what no hub has", async () => {
    const hub = await startTestHub();
    expect((await call(hub, { path: "/Newsroom/nonsense" })).status).toBe(404);
  });

  it("stays XML whatever it quotes", async () => {
    const hub = await startTestHub();
    const headers = { "ServiceBusNotification-Format": "template" };
    const body = JSON.stringify({ "<\u0000\ud800&": {} });
    const answer = await call(hub, { body, headers });
    expect(answer.status).toBe(400);
    expect(parseXml(answer.body).kind).toBe("document");
  });
});

describe("a caller", () => {
  it.each([
    ["nothing", undefined, "MalformedToken"],
    ["a bearer", "Bearer abc", "MalformedToken"],
    ["half a token", "SharedAccessSignature sr=a&sig=b", "MalformedToken"],
    ["a wrong signature", "SharedAccessSignature sr=a&sig=b&se=9999999999&skn=c", "InvalidSignature"],
  ])("with %s is told %3$s", async (_, authorization, code) => {
    const hub = await startTestHub();
    const response = await fetch(`http://127.0.0.1:${hub.port}/Newsroom/messages/`, {
      method: "POST",
      body: "{}",
      ...(authorization === undefined ? {} : { headers: { Authorization: authorization } }),
    });
    expect(response.status).toBe(401);
    expect(readHubError(await response.text()).detail).toMatch(new RegExp(`^${code}: `));
  });

  it("with an old token, or one for another hub, is told so", async () => {
    const hub = await startTestHub();
    const sign = (resource: string, seconds: number) =>
      signToken({
        resource,
        ruleName: sendRule.ruleName,
        key: sendRule.key.reveal(),
        expiresAtSeconds: Math.floor(nowMs / 1000) + seconds,
      });
    const expired = await call(hub, { headers: { Authorization: sign("http://h/", -3600) } });
    expect(expired.status).toBe(401);
    expect(readHubError(expired.body).detail).toContain("ExpiredToken");
    const other = await call(hub, { headers: { Authorization: sign("http://h/other", 60) } });
    expect(other.status).toBe(401);
    expect(readHubError(other.body).detail).toContain("InvalidAudience");
  });

  it("without the right is told nothing but an id", async () => {
    const hub = await startTestHub();
    const { status, headers, body } = await call(hub, { headers: { Authorization: token(hub, listenRule) } });
    expect([status, body]).toEqual([403, ""]);
    expect(headers.get("trackingid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(hub.messages).toEqual([]);
  });

  it("may sign with either key of a rule", async () => {
    const second = { ...sendRule, key: new Secret("second") };
    const hub = await startTestHub({ keys: [sendRule, second] });
    for (const rule of [sendRule, second])
      expect((await call(hub, { headers: { Authorization: token(hub, rule) } })).status).toBe(201);
  });

  it("who may manage may send", async () => {
    const manage = { ...listenRule, rights: ["Manage"] } as const;
    const hub = await startTestHub({ keys: [manage] });
    const { status } = await call(hub, { headers: { Authorization: token(hub, manage) } });
    expect(status).toBe(201);
  });
});

describe("startHub", () => {
  it("gives a connection string of the first key that may send, and does not print it", async () => {
    const hub = await startTestHub();
    const reading = readConnectionString(hub.connectionString.reveal());
    expect(reading).toMatchObject({
      kind: "connection",
      connection: { protocol: "http:", host: `127.0.0.1:${hub.port}`, ruleName: sendRule.ruleName },
    });
    expect(`${hub.connectionString}${JSON.stringify(hub)}`).not.toContain("abc+def");
  });

  it("refuses a taken port and a template that no hub would register", async () => {
    const hub = await startTestHub();
    const common = { name: "n", keys: [sendRule], clock: fixedClock, chance: createChance() };
    await expect(startHub({ ...common, fleet: { devices: [] }, port: hub.port })).rejects.toMatchObject({
      name: "UsageError",
    });
    const templates = { bad: { body: "{" } };
    const fleet = readFleet({ devices: [{ name: "Ada", platform: "apple", templates }] });
    await expect(startHub({ ...common, fleet })).rejects.toThrow(/template `bad` of device `Ada`/);
  });

  it("stops at once although a connection is open, and twice does no harm", async () => {
    const hub = await startTestHub();
    await call(hub);
    await hub.stop();
    await hub.stop();
    await expect(call(hub)).rejects.toThrow();
    expect(namesIn(hub)).toHaveLength(2);
  });
});
