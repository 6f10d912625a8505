import { describe, expect, it } from "vitest";
import { deriveHandle } from "../../src/emulator/device-handle.ts";
import { readHubError } from "../../src/nh/error-xml.ts";
import { ask, entry, idsIn, start } from "./registration-support.ts";
import { call, namesIn } from "./support.ts";

function template(members: string, name = "Apple", handle = "<DeviceToken>00</DeviceToken>"): string {
  return entry(`${handle}${members}`, `${name}TemplateRegistrationDescription`);
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
    expect(list.body).toContain("<Tags>$InstallationId:{ada},a</Tags>");
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
      "It is XML, and the push service takes JSON",
    ],
    [
      "a long template name",
      template(`<BodyTemplate>{}</BodyTemplate><TemplateName>${"n".repeat(201)}</TemplateName>`),
      "a hub takes 200",
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
      "'x-a'",
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
