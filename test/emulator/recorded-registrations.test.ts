import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { ask, entry, idsIn, plain, start } from "./registration-support.ts";

// The shapes are those of the exchanges that Microsoft recorded for the tests of the .NET SDK; the values are ours.

const second = "2026-11-24T09:30:15Z";
const metadata = 'xmlns:a="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"';
const service =
  'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
const etag = (count: number) => `a:etag="W/&quot;${count}&quot;"`;
const version = "?api-version=2020-06";

/** What stands inside an entry: the same in a feed and by itself. */
function inside(url: string, id: string, kind: string, fields: string): string {
  return `<id>${url}</id><title type="text">${id}</title><published>${second}</published><updated>${second}</updated><link rel="self" href="${url}"/><content type="application/xml"><${kind} ${service}>${fields}</${kind}></content></entry>`;
}

function single(url: string, id: string, kind: string, fields: string): string {
  return `<entry ${etag(1)} xmlns="http://www.w3.org/2005/Atom" ${metadata}>${inside(url, id, kind, fields)}`;
}

const base = (id: string) =>
  `<ETag>1</ETag><ExpirationTime>9999-12-31T23:59:59.999</ExpirationTime><RegistrationId>${id}</RegistrationId>`;
const common = '<Tags>tag1</Tags><PushVariables>{"var1":"value1"}</PushVariables>';
const tile = "<ChannelUri>https://push.example/</ChannelUri><SecondaryTileName>Tile name</SecondaryTileName>";
const cdata = (text: string) => `<BodyTemplate><![CDATA[${text}]]></BodyTemplate>`;
const name = "<TemplateName>Template Name</TemplateName>";
const wnsHeaders =
  "<WnsHeaders><WnsHeader><Header>X-WNS-Type</Header><Value>wns/toast</Value></WnsHeader></WnsHeaders>";
const mpnsHeaders =
  "<MpnsHeaders><MpnsHeader><Header>X-NotificationClass</Header><Value>1</Value></MpnsHeader><MpnsHeader><Header>X-WindowsPhone-Target</Header><Value>token</Value></MpnsHeader></MpnsHeaders>";
const wp = '<wp:Notification xmlns:wp="WPNotification"><wp:Tile Id="TileId"/></wp:Notification>';

const kinds: readonly [kind: string, fields: string][] = [
  ["AppleRegistrationDescription", "<DeviceToken>00FF</DeviceToken>"],
  [
    "AppleTemplateRegistrationDescription",
    `${common}<DeviceToken>00FF</DeviceToken>${cdata('{"aps":{"alert":"hi"}}')}<Expiry i:nil="true"/>${name}<ApnsHeaders/>`,
  ],
  ["GcmRegistrationDescription", "<GcmRegistrationId>g-1</GcmRegistrationId>"],
  [
    "GcmTemplateRegistrationDescription",
    `${common}<GcmRegistrationId>g-1</GcmRegistrationId>${cdata('{"data":{"a":"b"}}')}${name}`,
  ],
  ["WindowsRegistrationDescription", `${common}${tile}`],
  [
    "WindowsTemplateRegistrationDescription",
    `${common}${tile}${cdata('<toast><text id="1">hi</text></toast>')}${wnsHeaders}${name}`,
  ],
  ["MpnsRegistrationDescription", `${common}${tile}`],
  ["MpnsTemplateRegistrationDescription", `${common}${tile}${cdata(wp)}${mpnsHeaders}${name}`],
  [
    "AdmTemplateRegistrationDescription",
    `${common}<AdmRegistrationId>amzn1.adm</AdmRegistrationId>${cdata('{"data":{"a":"b"}}')}${name}`,
  ],
  [
    "BaiduTemplateRegistrationDescription",
    `${common}<BaiduUserId>u</BaiduUserId><BaiduChannelId>c</BaiduChannelId>${cdata('{"title":"t"}')}${name}`,
  ],
];

function originOf(hub: RunningHub): string {
  return `http://127.0.0.1:${hub.port}/Newsroom`;
}

describe("a registration is answered as recorded:", () => {
  it.each(kinds)("%s", async (kind, fields) => {
    const hub = await start();
    const reply = await ask(hub, { body: entry(fields, kind) });
    const url = reply.headers.get("content-location") ?? "";
    const id = new URL(url).pathname.split("/")[3] ?? "";
    expect(id).toMatch(/^\d{1,19}-\d{1,19}-\d+$/);
    expect(url).toBe(`${originOf(hub)}/registrations/${id}${version}`);
    expect([reply.status, reply.headers.get("etag"), reply.headers.get("content-type")]).toEqual([
      200,
      'W/"1"',
      "application/atom+xml; type=entry; charset=utf-8",
    ]);
    expect(reply.body).toBe(single(url, id, kind, `${base(id)}${fields}`));
  });

  it("a read and a PUT have an ETag and no Content-Location", async () => {
    const hub = await start();
    const put = await ask(hub, { method: "PUT", path: "registrations/123-234-1" });
    const again = await ask(hub, { method: "PUT", path: "registrations/123-234-1" });
    const read = await ask(hub, { method: "GET", path: "registrations/123-234-1" });
    const shown = [put, again, read].map(({ status, headers }) => [
      status,
      headers.get("etag"),
      headers.has("content-location"),
    ]);
    expect(shown).toEqual([
      [200, 'W/"1"', false],
      [200, 'W/"2"', false],
      [200, 'W/"2"', false],
    ]);
  });

  it("a delete and a reserved id have no content type, since they have no content", async () => {
    const hub = await start();
    const reserved = await ask(hub, { path: "registrationids", body: "" });
    expect([reserved.status, reserved.body, reserved.headers.has("content-type")]).toEqual([201, "", false]);
    expect(reserved.headers.get("location")).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+\/Newsroom\/registrationids\/\d+-\d+-\d+\?api-version=2020-06$/,
    );
    await ask(hub, { method: "PUT", path: "registrations/123-234-1" });
    const deleted = await ask(hub, { method: "DELETE", path: "registrations/123-234-1", ifMatch: "*" });
    expect([deleted.status, deleted.body, deleted.headers.has("content-type")]).toEqual([200, "", false]);
    const missing = await ask(hub, { method: "GET", path: "registrations/123-234-1" });
    expect([missing.status, missing.body]).toEqual([
      404,
      expect.stringMatching(/<Code>404<\/Code><Detail>\. ?TrackingId:[-0-9a-f]{36},TimeStamp:/),
    ]);
  });
});

describe("a feed of registrations is as recorded:", () => {
  const head = (url: string, more = "") =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Registrations</title><id>${url}</id><updated>${second}</updated><link rel="self" href="${url}"/>${more}`;
  const item = (folder: string, query: string, id: string, tags = "<Tags>news</Tags>") =>
    `<entry ${etag(1)} ${metadata}>${inside(
      `${folder}/${id}${query}`,
      id,
      "AppleRegistrationDescription",
      `${base(id).replace("59.999", "59.999Z")}${tags}<DeviceToken>00FF</DeviceToken>`,
    )}`;

  it("its entries have the query of the list, and the page after it is linked", async () => {
    const hub = await start();
    for (const id of ["1-1-1", "2-2-2", "3-3-3"])
      await ask(hub, { method: "PUT", path: `registrations/${id}` });
    const first = await ask(hub, { method: "GET", path: "registrations?$top=2" });
    const token = first.headers.get("x-ms-continuationtoken") ?? "";
    const folder = `${originOf(hub)}/registrations`;
    const query = "?$top=2&amp;api-version=2020-06";
    const next = `<link rel="next" href="${folder}?%24top=2&amp;api-version=2020-06&amp;continuationtoken=${token}"/>`;
    expect(first.headers.get("content-type")).toBe("application/atom+xml; type=feed; charset=utf-8");
    expect(first.body).toBe(
      `${head(folder + query, next)}${item(folder, query, "1-1-1")}${item(folder, query, "2-2-2")}</feed>`,
    );
    const link = /<link rel="next" href="([^"]+)"/.exec(first.body)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const path = link.slice(originOf(hub).length + 1).replace("&api-version=2020-06", "");
    const last = await ask(hub, { method: "GET", path });
    expect(idsIn(last.body)).toEqual(["3-3-3"]);
    expect(last.body).not.toContain('rel="next"');
    expect(last.headers.has("x-ms-continuationtoken")).toBe(false);
  });

  it("by a tag its entries stand below the tag", async () => {
    const hub = await start();
    await ask(hub, { method: "PUT", path: "registrations/1-1-1" });
    const { body } = await ask(hub, { method: "GET", path: "tags/news/registrations?$top=100" });
    const folder = `${originOf(hub)}/tags/news/registrations`;
    const query = "?$top=100&amp;api-version=2020-06";
    expect(body).toBe(`${head(folder + query)}${item(folder, query, "1-1-1")}</feed>`);
  });

  it("a handle is found by ChannelUri, whatever the platform", async () => {
    const hub = await start();
    await ask(hub, { method: "PUT", path: "registrations/1-1-1", body: plain });
    const { body } = await ask(hub, {
      method: "GET",
      path: "registrations?$filter=ChannelUri+eq+%2700FF%27&$top=100",
    });
    expect(idsIn(body)).toEqual(["1-1-1"]);
    expect(body).toContain(
      "/registrations/1-1-1?$filter=ChannelUri+eq+%2700FF%27&amp;$top=100&amp;api-version",
    );
  });

  it("what an installation made has the hub's tags first and seven digits of a second", async () => {
    const hub = await start();
    const installation = JSON.stringify({
      installationId: "i-1",
      userId: "eve",
      platform: "apns",
      pushChannel: "00FF",
      tags: ["tag1"],
      templates: { "Template Name": { body: '{"aps":{"alert":"hi"}}', tags: ["loud"] } },
    });
    await ask(hub, { method: "PUT", path: "installations/i-1", body: installation });
    const { body } = await ask(hub, { method: "GET", path: "registrations" });
    expect([...body.matchAll(/<Tags>([^<]*)</g)].map((match) => match[1])).toEqual([
      "$InstallationId:{i-1},$UserId:{eve},tag1",
      "$InstallationId:{i-1},$UserId:{eve},tag1,loud,Template Name",
    ]);
    expect(body).toContain("<ExpirationTime>9999-12-31T23:59:59.9999999Z</ExpirationTime>");
  });
});
