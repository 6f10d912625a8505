import { describe, expect, it } from "vitest";
import { expandInstallation } from "../../src/emulator/expand-installation.ts";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { readHubError } from "../../src/nh/error-xml.ts";
import { mustRead } from "../nh/installation-support.ts";
import { call, listenRule, namesIn, startTestHub, token } from "./support.ts";

interface Ask {
  readonly id?: string;
  readonly body?: unknown;
}

/** With the key that devices have. */
function ask(hub: RunningHub, method: string, { id = "i-1", body }: Ask = {}) {
  return call(hub, {
    method,
    path: `/Newsroom/installations/${encodeURIComponent(id)}?api-version=2020-06`,
    headers: { Authorization: token(hub, listenRule) },
    body: typeof body === "string" ? body : JSON.stringify(body ?? {}),
  });
}

const phone = {
  installationId: "i-1",
  platform: "apns",
  pushChannel: "AB01",
  userId: "eve",
  tags: ["sports"],
  templates: { greeting: { body: '{"aps":{"alert":"$(greeting)"}}', tags: ["loud"] } },
};

async function handlesReached(hub: RunningHub, tags: string, format = "apple"): Promise<string[]> {
  const before = hub.inbox.length;
  const headers = { "ServiceBusNotification-Format": format, "ServiceBusNotification-Tags": tags };
  const body = format === "template" ? '{"greeting":"Hi"}' : '{"aps":{}}';
  expect((await call(hub, { headers, body })).status).toBe(201);
  return hub.inbox.slice(before).map((item) => item.handle);
}

describe("an installation of a hub", () => {
  it("is deleted with a 204 that has no length, as RFC 9110 wants it", async () => {
    const hub = await startTestHub();
    await ask(hub, "PUT", { body: phone });
    for (const time of ["first", "second"]) {
      const { status, headers } = await ask(hub, "DELETE");
      expect([time, status, headers.get("content-length")]).toEqual([time, 204, null]);
    }
  });

  it("is put with an empty 200 and read as JSON that says it is XML", async () => {
    const hub = await startTestHub();
    const put = await ask(hub, "PUT", { body: phone });
    expect(put).toMatchObject({ status: 200, body: "" });
    const got = await ask(hub, "GET");
    expect(got.status).toBe(200);
    expect(got.headers.get("content-type")).toBe("application/xml; charset=utf-8");
    expect(JSON.parse(got.body)).toEqual({
      installationId: "i-1",
      userId: "eve",
      pushChannel: "AB01",
      pushChannelExpired: false,
      platform: "apns",
      expirationTime: "9999-12-31T23:59:59.9999999Z",
      tags: ["sports"],
      templates: { greeting: { body: phone.templates.greeting.body, tags: ["loud", "greeting"] } },
    });
  });

  it.each([
    ["sports && $UserId:{eve}", "apple", 1],
    ["$InstallationId:{i-1}", "apple", 1],
    ["$UserId:{eve}", "template", 1],
    ["greeting && $InstallationId:{i-1}", "template", 1],
    ["loud && sports", "template", 1],
    ["loud", "apple", 0],
    ["$InstallationId:{i-2}", "apple", 0],
  ])("is reached by %s as %s %i times", async (tags, format, count) => {
    const hub = await startTestHub({ devices: [] });
    await ask(hub, "PUT", { body: phone });
    expect(await handlesReached(hub, tags, format)).toEqual(Array.from({ length: count }, () => "AB01"));
  });

  it("is replaced whole by the next PUT", async () => {
    const hub = await startTestHub({ devices: [] });
    await ask(hub, "PUT", { body: phone });
    const { templates: _, userId: __, ...bare } = phone;
    await ask(hub, "PUT", { body: { ...bare, pushChannel: "CD02" } });
    expect(await handlesReached(hub, "sports")).toEqual(["CD02"]);
    expect(await handlesReached(hub, "greeting", "template")).toEqual([]);
    expect(await handlesReached(hub, "$UserId:{eve}")).toEqual([]);
  });

  it("is patched: what a send reaches and a GET shows changes with it", async () => {
    const hub = await startTestHub({ devices: [] });
    await ask(hub, "PUT", { body: { ...phone, expirationTime: "2027-01-02T03:04:05Z" } });
    expect(JSON.parse((await ask(hub, "GET")).body).expirationTime).toBe("2027-01-02T03:04:05Z");
    const body = [
      { op: "remove", path: "/tags/sports" },
      { op: "add", path: "/templates/news", value: '{"body":"{}"}' },
    ];
    expect(await ask(hub, "PATCH", { body })).toMatchObject({ status: 200, body: "" });
    expect(await handlesReached(hub, "sports")).toEqual([]);
    expect(await handlesReached(hub, "news", "template")).toEqual(["AB01"]);
    const got = JSON.parse((await ask(hub, "GET")).body);
    expect(got).toMatchObject({ expirationTime: "9999-12-31T23:59:59.9999999Z" });
    expect(got).not.toHaveProperty("tags");
    expect(Object.keys(got.templates)).toEqual(["greeting", "news"]);
  });

  it("is deleted with what was made of it, and deleted again without a complaint", async () => {
    const hub = await startTestHub({ devices: [] });
    await ask(hub, "PUT", { body: phone });
    expect(await ask(hub, "DELETE")).toMatchObject({ status: 204, body: "" });
    expect((await ask(hub, "DELETE")).status).toBe(204);
    expect(await handlesReached(hub, "sports")).toEqual([]);
    for (const method of ["GET", "PATCH"]) {
      const missing = await ask(hub, method, { body: [] });
      expect(missing.status).toBe(404);
      expect(readHubError(missing.body).detail).toBe("Installation not found");
    }
  });

  it("leaves those alone whose ids differ in case", async () => {
    const hub = await startTestHub({ devices: [] });
    await ask(hub, "PUT", { body: phone });
    await ask(hub, "PUT", { id: "I-1", body: { ...phone, installationId: "I-1", pushChannel: "CD02" } });
    await ask(hub, "DELETE", { id: "I-1" });
    expect(await handlesReached(hub, "sports")).toEqual(["AB01"]);
  });

  it("serves its tiles by tags of their own", async () => {
    const hub = await startTestHub({ devices: [] });
    const body = {
      installationId: "i-1",
      platform: "wns",
      pushChannel: "https://main",
      secondaryTiles: {
        tile: {
          pushChannel: "https://tile",
          tags: ["weather"],
          templates: { t: { body: "<tile/>", headers: { "X-WNS-Type": "wns/tile" } } },
        },
      },
    };
    await ask(hub, "PUT", { body });
    expect(await handlesReached(hub, "t && weather", "template")).toEqual(["https://tile"]);
    expect(await handlesReached(hub, "$InstallationId:{i-1}", "template")).toEqual(["https://tile"]);
    expect(JSON.parse((await ask(hub, "GET")).body).secondaryTiles.tile).toMatchObject({
      pushChannel: "https://tile",
      tags: ["weather"],
    });
  });

  it.each([
    ["a platform of another list", { platform: "apple" }, "'Platform' property is not specified"],
    ["another id", { installationId: "other" }, "'InstallationId' is 'other'"],
    ["a reserved tag", { tags: ["$mine"] }, "Tags can not start with $"],
    ["a template that is none", { templates: { bad: { body: '{"a":"$(b"}' } } }, "template 'bad': "],
  ])("is refused for %s, and stays as it was", async (_, change, reason) => {
    const hub = await startTestHub({ devices: [] });
    await ask(hub, "PUT", { body: phone });
    const refused = await ask(hub, "PUT", { body: { ...phone, pushChannel: "CD02", ...change } });
    expect(refused.status).toBe(400);
    expect(readHubError(refused.body).detail).toContain(reason);
    expect(await handlesReached(hub, "sports")).toEqual(["AB01"]);
  });

  it("keeps all of what it was when one operation of a patch is refused", async () => {
    const hub = await startTestHub({ devices: [] });
    await ask(hub, "PUT", { body: phone });
    const before = (await ask(hub, "GET")).body;
    const add = { op: "add", path: "/tags", value: "new" };
    for (const wrong of [
      { op: "add", path: "/nonsense", value: "a" },
      { op: "replace", path: "/templates/greeting/body", value: '{"a":"$(b"}' },
    ])
      expect((await ask(hub, "PATCH", { body: [add, wrong] })).status).toBe(400);
    expect((await ask(hub, "GET")).body).toBe(before);
    expect(await handlesReached(hub, "new")).toEqual([]);
  });

  it("needs the right to listen", async () => {
    const hub = await startTestHub();
    const path = "/Newsroom/installations/i-1";
    for (const method of ["GET", "PUT", "PATCH", "DELETE"])
      expect((await call(hub, { method, path })).status).toBe(403);
  });
});

describe("expandInstallation", () => {
  it("gives registrations the installation's time in UTC without a zone", () => {
    const times = ["2027-01-02T03:04:05.1234567Z", "2027-01-02T03:04:05+01:00", "2027-01-02T03:04"];
    const expanded = times.map((expirationTime) => expandInstallation(mustRead({ expirationTime }))[0]);
    expect(expanded.map((registration) => registration?.expirationTime)).toEqual([
      "2027-01-02T03:04:05.123",
      "2027-01-02T02:04:05.000",
      "2027-01-02T03:04:00.000",
    ]);
  });

  it("makes a native registration and one for each template, of the device and of its tiles", () => {
    const templates = { a: { body: "{}" } };
    const tile = { pushChannel: "https://tile", templates };
    const expanded = expandInstallation(
      mustRead({ platform: "wns", userId: "eve", templates, secondaryTiles: { tile } }),
    );
    expect(expanded.map(({ secondaryTile, template }) => [secondaryTile, template?.name])).toEqual([
      [undefined, undefined],
      [undefined, "a"],
      ["tile", undefined],
      ["tile", "a"],
    ]);
    expect(new Set(expanded.map(({ id }) => id)).size).toBe(4);
    for (const { id, tags } of expanded) {
      expect(id).toMatch(/^\d{1,19}-\d{1,19}-1$/);
      expect(tags.slice(0, 2)).toEqual(["$InstallationId:{i-1}", "$UserId:{eve}"]);
    }
  });
});

describe("a device of the fleet", () => {
  it("is an installation that can be read", async () => {
    const hub = await startTestHub();
    expect(JSON.parse((await ask(hub, "GET", { id: "cy-s-ipad" })).body)).toMatchObject({
      installationId: "cy-s-ipad",
      platform: "apns",
      tags: ["Politics", "muted"],
      pushVariables: { who: "Cy" },
      templates: { shout: { headers: { "apns-priority": "5" }, tags: ["loud", "shout"] } },
    });
  });

  it("keeps its name when it is patched and when it is put anew, and is gone when it is deleted", async () => {
    const hub = await startTestHub();
    const id = "ada-s-iphone";
    await ask(hub, "PATCH", { id, body: [{ op: "add", path: "/tags", value: "patched" }] });
    await handlesReached(hub, "patched");
    await ask(hub, "PUT", { id, body: { ...phone, installationId: id, tags: ["anew"] } });
    await handlesReached(hub, "anew");
    expect(namesIn(hub)).toEqual(["Ada's iPhone", "Ada's iPhone"]);
    await ask(hub, "DELETE", { id });
    expect(await handlesReached(hub, "sports || anew || patched")).toEqual([]);
  });
});
