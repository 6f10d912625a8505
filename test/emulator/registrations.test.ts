import { describe, expect, it } from "vitest";
import { deriveHandle } from "../../src/emulator/device-handle.ts";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { readHubError } from "../../src/nh/error-xml.ts";
import { call, listenRule, manageRule, namesIn, sendRule, startTestHub, token } from "./support.ts";

const namespaces =
  'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';

function entry(inside: string, name = "AppleRegistrationDescription"): string {
  return `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><${name} ${namespaces}>${inside}</${name}></content></entry>`;
}

const plain = entry("<Tags>news</Tags><DeviceToken>00ff</DeviceToken>");

function template(members: string, name = "Apple", handle = "<DeviceToken>00</DeviceToken>"): string {
  return entry(`${handle}${members}`, `${name}TemplateRegistrationDescription`);
}

interface Ask {
  readonly method?: string;
  /** Behind the hub. */
  readonly path?: string;
  readonly body?: string;
  readonly ifMatch?: string;
  readonly rule?: typeof listenRule | typeof sendRule | typeof manageRule;
}

async function start(devices: Parameters<typeof startTestHub>[0] = { devices: [] }): Promise<RunningHub> {
  return startTestHub({ keys: [manageRule, listenRule, sendRule], ...devices });
}

function ask(
  hub: RunningHub,
  { method = "POST", path = "registrations", body = plain, ifMatch, rule }: Ask = {},
) {
  return call(hub, {
    method,
    path: `/Newsroom/${path}${path.includes("?") ? "&" : "?"}api-version=2020-06`,
    body,
    headers: {
      Authorization: token(hub, rule ?? manageRule),
      "Content-Type": "application/atom+xml;type=entry;charset=utf-8",
      ...(ifMatch === undefined ? {} : { "If-Match": ifMatch }),
    },
  });
}

function idsIn(body: string): readonly string[] {
  return [...body.matchAll(/<RegistrationId>([^<]*)</g)].map((match) => match[1] ?? "");
}

describe("one registration", () => {
  it("is created with an id, an ETag and an address", async () => {
    const hub = await start();
    const { status, headers, body } = await ask(hub);
    const [id = ""] = idsIn(body);
    expect(status).toBe(200);
    expect(id).toMatch(/^\d+-\d+-1$/);
    expect(headers.get("etag")).toBe('W/"1"');
    expect(headers.get("content-location")).toBe(
      `http://127.0.0.1:${hub.port}/Newsroom/registrations/${id}?api-version=2020-06`,
    );
    expect(headers.get("content-type")).toBe("application/atom+xml; type=entry; charset=utf-8");
    expect(body).toContain("<DeviceToken>00FF</DeviceToken>");
    expect(body).toContain('a:etag="W/&quot;1&quot;"');
  });

  it("is read and deleted, and then is not there", async () => {
    const hub = await start();
    const created = await ask(hub);
    const path = `registrations/${idsIn(created.body)[0]}`;
    const read = await ask(hub, { method: "GET", path });
    expect(read).toMatchObject({ status: 200, body: created.body });
    expect(read.headers.get("etag")).toBe('W/"1"');
    expect(await ask(hub, { method: "DELETE", path, ifMatch: '"7"' })).toMatchObject({ status: 412 });
    expect(await ask(hub, { method: "DELETE", path, ifMatch: "*" })).toMatchObject({ status: 200, body: "" });
    for (const method of ["GET", "DELETE"]) {
      const gone = await ask(hub, { method, path });
      expect(gone.status).toBe(404);
      expect(gone.body).toContain("<Detail>. TrackingId:");
    }
  });

  it("gets a reserved id, at an address with https as SDK 2.1.0 wants it", async () => {
    const hub = await start();
    const { status, headers, body } = await ask(hub, { path: "registrationIDs", body: "" });
    expect({ status, body }).toEqual({ status: 201, body: "" });
    const location = headers.get("location") ?? "";
    expect(location).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+\/Newsroom\/registrationids\/\d+-\d+-1\?api-version=2020-06$/,
    );
    const id = new URL(location).pathname.split("/")[3] ?? "";
    const put = await ask(hub, { method: "PUT", path: `registrations/${id}` });
    expect(idsIn(put.body)).toEqual([id]);
  });

  it("is overwritten without If-Match and checked with it", async () => {
    const hub = await start();
    const path = "registrations/123-234-1";
    expect(await ask(hub, { method: "PUT", path, ifMatch: "*" })).toMatchObject({ status: 404 });
    const tags: (string | null)[] = [];
    for (const ifMatch of [undefined, undefined, "2", '"3"', 'W/"4"', "*"])
      tags.push(
        (await ask(hub, { method: "PUT", path, ...(ifMatch === undefined ? {} : { ifMatch }) })).headers.get(
          "etag",
        ),
      );
    expect(tags).toEqual(['W/"1"', 'W/"2"', 'W/"3"', 'W/"4"', 'W/"5"', 'W/"6"']);
    expect(await ask(hub, { method: "PUT", path, ifMatch: 'W/"5"' })).toMatchObject({ status: 412 });
    expect((await ask(hub, { method: "GET", path })).headers.get("etag")).toBe('W/"6"');
  });

  it("is reached by sends from then on, as the device that has the handle", async () => {
    const handle = deriveHandle("Ada", "apple");
    const hub = await start({ devices: [{ name: "Ada", platform: "apple" }] });
    await ask(hub, { body: entry(`<Tags>News</Tags><DeviceToken>${handle.toLowerCase()}</DeviceToken>`) });
    await call(hub, { headers: { "ServiceBusNotification-Tags": "news" } });
    expect(namesIn(hub)).toEqual(["Ada"]);
  });

  it("cannot be put back when an installation made it", async () => {
    const hub = await start({ devices: [{ name: "Ada", platform: "apple", tags: ["a"] }] });
    const list = await ask(hub, { method: "GET" });
    expect(list.body).toContain("<Tags>a,$InstallationId:{ada}</Tags>");
    const [id = ""] = idsIn(list.body);
    const { body } = await ask(hub, { method: "GET", path: `registrations/${id}` });
    const put = await ask(hub, { method: "PUT", path: `registrations/${id}`, body });
    expect(put.status).toBe(400);
    expect(put.body).toContain("<Detail>Tags can not start with $. TrackingId:");
  });

  it.each([
    [
      "a tag with a blank",
      entry("<Tags>a b</Tags><DeviceToken>00</DeviceToken>"),
      "An invalid tag(s) 'a b' was supplied. Valid tag characters are alphanumeric, _, @, -, ., : and #",
    ],
    [
      "a long tag",
      entry(`<Tags>${"a".repeat(121)}</Tags><DeviceToken>00</DeviceToken>`),
      "An invalid tag(s)",
    ],
    [
      "too many tags",
      entry(
        `<Tags>${Array.from({ length: 80 }, (_, at) => `${"a".repeat(110)}${at}`).join(",")}</Tags><DeviceToken>00</DeviceToken>`,
      ),
      "Max Allowed Size: '8000'",
    ],
    ["an odd token", entry("<DeviceToken>0</DeviceToken>"), "hexadecimal"],
    [
      "a template that is no JSON",
      template("<BodyTemplate>{</BodyTemplate>"),
      "Failed to deserialize the body template",
    ],
    ["a template with an odd expression", template('<BodyTemplate>{"a":"$(x"}</BodyTemplate>'), "$(x"],
    [
      "XML for APNs",
      template("<BodyTemplate><![CDATA[<a/>]]></BodyTemplate>"),
      "A template of apple is JSON",
    ],
    [
      "a long template name",
      template(`<BodyTemplate>{}</BodyTemplate><TemplateName>${"n".repeat(201)}</TemplateName>`),
      "the limit is 200",
    ],
    ["an expiry that is no date", template("<BodyTemplate>{}</BodyTemplate><Expiry>soon</Expiry>"), "Expiry"],
    [
      "an odd expression of expiry",
      template("<BodyTemplate>{}</BodyTemplate><Expiry>$(when</Expiry>"),
      "Expiry: ",
    ],
    [
      "a foreign header",
      template(
        "<BodyTemplate>{}</BodyTemplate><ApnsHeaders><ApnsHeader><Header>X-A</Header><Value>1</Value></ApnsHeader></ApnsHeaders>",
      ),
      "'X-A'",
    ],
    [
      "a toast without a type",
      template(
        "<BodyTemplate>&lt;toast/&gt;</BodyTemplate><WnsHeaders/>",
        "Windows",
        "<ChannelUri>https://a</ChannelUri>",
      ),
      "Must contain WNS Header : 'X-WNS-Type'",
    ],
    ["what is no entry", "{}", "Failed to parse RegistrationDescription"],
  ])("refuses %s", async (_, body, detail) => {
    const hub = await start();
    const reply = await ask(hub, { body });
    expect(reply.status).toBe(400);
    expect(readHubError(reply.body).detail).toContain(detail);
    expect(idsIn((await ask(hub, { method: "GET" })).body)).toEqual([]);
  });

  it("may have more than 60 tags, and expressions for expiry and priority", async () => {
    const hub = await start();
    const tags = Array.from({ length: 72 }, (_, at) => `t${at}`).join(",");
    const body = entry(
      `<Tags>${tags}</Tags><DeviceToken>00</DeviceToken><BodyTemplate>{}</BodyTemplate><Expiry>$(when)</Expiry><Priority>$(how)</Priority>`,
      "AppleTemplateRegistrationDescription",
    );
    expect(await ask(hub, { body })).toMatchObject({ status: 200, body: expect.stringContaining(tags) });
  });
});

describe("lists of registrations", () => {
  async function fill(hub: RunningHub, count: number): Promise<void> {
    for (let at = 0; at < count; at++)
      await ask(hub, {
        method: "PUT",
        path: `registrations/r${at}`,
        body: entry(`<Tags>${at % 2 === 0 ? "Even" : "odd"}</Tags><DeviceToken>0${at}</DeviceToken>`),
      });
  }

  it("come in pages, with a token that any client can pass on", async () => {
    const hub = await start();
    await fill(hub, 5);
    const first = await ask(hub, { method: "GET", path: "registrations?$top=2" });
    const next = first.headers.get("x-ms-continuationtoken") ?? "";
    expect(next).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(first.headers.get("content-type")).toBe("application/atom+xml; type=feed; charset=utf-8");
    const second = await ask(hub, {
      method: "GET",
      path: `registrations?%24top=2&ContinuationToken=${next}`,
    });
    const third = await ask(hub, {
      method: "GET",
      path: `registrations?$top=2&continuationtoken=${second.headers.get("x-ms-continuationtoken")}`,
    });
    expect([first, second, third].map(({ body }) => idsIn(body))).toEqual([
      ["r0", "r1"],
      ["r2", "r3"],
      ["r4"],
    ]);
    expect(third.headers.has("x-ms-continuationtoken")).toBe(false);
    const exact = await ask(hub, { method: "GET", path: "registrations?$top=5" });
    expect(exact.headers.has("x-ms-continuationtoken")).toBe(false);
  });

  it("ask for a tag in any case, page by page", async () => {
    const hub = await start();
    await fill(hub, 5);
    const first = await ask(hub, { method: "GET", path: "tags/eVen/registrations?$top=2" });
    expect(idsIn(first.body)).toEqual(["r0", "r2"]);
    const next = first.headers.get("x-ms-continuationtoken");
    const second = await ask(hub, {
      method: "GET",
      path: `tags/even/registrations?$top=2&continuationtoken=${next}`,
    });
    expect(idsIn(second.body)).toEqual(["r4"]);
    expect(idsIn((await ask(hub, { method: "GET", path: "tags/nobody/registrations" })).body)).toEqual([]);
  });

  it("ask for a handle", async () => {
    const hub = await start();
    await fill(hub, 3);
    for (const name of ["ChannelUri", "DeviceToken"]) {
      const path = `registrations?$filter=${name}+eq+%2701%27`;
      expect(idsIn((await ask(hub, { method: "GET", path, rule: listenRule })).body)).toEqual(["r1"]);
    }
  });

  it.each(["$top=0", "$top=x", "continuationtoken=abc", "$filter=Tags eq 'a'"])(
    "refuse %s",
    async (query) => {
      const hub = await start();
      expect((await ask(hub, { method: "GET", path: `registrations?${query}` })).status).toBe(400);
    },
  );
});

describe("the right to registrations", () => {
  it.each([
    ["POST", "registrations", [200, 403, 200]],
    ["POST", "registrationids", [201, 403, 201]],
    ["PUT", "registrations/a", [200, 403, 200]],
    ["GET", "registrations/nobody", [404, 403, 404]],
    ["DELETE", "registrations/nobody", [404, 403, 404]],
    ["GET", "registrations", [403, 403, 200]],
    ["GET", "registrations?$filter=ChannelUri eq 'a'", [200, 403, 200]],
    ["GET", "tags/a/registrations", [403, 403, 200]],
  ])("for %s %s: listen, send and manage answer %j", async (method, path, statuses) => {
    const hub = await start();
    const found: number[] = [];
    for (const rule of [listenRule, sendRule, manageRule])
      found.push((await ask(hub, { method, path, rule })).status);
    expect(found).toEqual(statuses);
  });
});
