import { describe, expect, it } from "vitest";
import { registrationShapes } from "../../src/emulator/registration-shapes.ts";
import { readRegistration } from "../../src/nh/read-registration.ts";
import { neverExpires, type Registration } from "../../src/nh/registration.ts";
import { writeRegistrationEntry, writeRegistrationFeed } from "../../src/nh/registration-xml.ts";
import { platforms } from "../../src/platforms/registry.ts";

const namespaces =
  'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';

function entry(name: string, inside: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><${name} ${namespaces}>${inside}</${name}></content></entry>`;
}

function read(name: string, inside: string) {
  return readRegistration(entry(name, inside), registrationShapes);
}

function messageOf(name: string, inside: string): string {
  const reading = read(name, inside);
  return reading.kind === "malformed" ? reading.message : "read";
}

function shapeOf(platform: Registration["platform"]) {
  const { registration } = platforms[platform];
  if (registration === undefined) throw new Error(`${platform} has no shape`);
  return registration;
}

const updated = "2026-01-02T03:04:05Z";
const url = "https://ns.servicebus.windows.net/hub/registrations/1-2-3?api-version=2020-06";
const appleTemplate: Registration = {
  id: "1-2-3",
  etag: 1,
  expirationTime: neverExpires,
  platform: "apple",
  handle: "00FF",
  secondaryTile: undefined,
  tags: ["news", "city:oslo"],
  pushVariables: { lang: "nb" },
  template: {
    name: "alerts",
    body: '{"aps":{"alert":"$(message)"}}',
    headers: {},
    expiry: undefined,
    priority: undefined,
    messageType: undefined,
  },
};

function describeBody(xml: string): string {
  return /RegistrationDescription [^>]*>(.*)<\/\w+RegistrationDescription>/s.exec(xml)?.[1] ?? "";
}

describe("reading a registration", () => {
  it("takes what .NET, Java and JavaScript write", () => {
    const inside =
      "<RegistrationId>9</RegistrationId><Tags>news, city:oslo,NEWS</Tags><PushVariables>{&quot;lang&quot;:&quot;nb&quot;}</PushVariables><DeviceToken>00ff</DeviceToken>";
    const draft = {
      platform: "apple",
      handle: "00FF",
      secondaryTile: undefined,
      tags: ["news", "city:oslo"],
      pushVariables: { lang: "nb" },
      template: undefined,
    };
    expect(read("AppleRegistrationDescription", inside)).toEqual({ kind: "registration", draft });
    const typed = entry("RegistrationDescription", inside).replace(
      "<RegistrationDescription ",
      '<RegistrationDescription i:type="AppleRegistrationDescription" ',
    );
    expect(readRegistration(typed, registrationShapes)).toEqual({ kind: "registration", draft });
  });

  it("takes a body in a CDATA section or escaped, and headers by their names", () => {
    const headers =
      "<WnsHeaders><WnsHeader><Header>X-WNS-Type</Header><Value>wns/toast</Value></WnsHeader></WnsHeaders>";
    for (const body of ["<![CDATA[<toast>$(a)</toast>]]>", "&lt;toast&gt;$(a)&lt;/toast&gt;"]) {
      const inside = `<ChannelUri>https://a.notify.windows.com/?token=1</ChannelUri><SecondaryTileName>t</SecondaryTileName><BodyTemplate>${body}</BodyTemplate>${headers}<TemplateName>n</TemplateName>`;
      expect(read("WindowsTemplateRegistrationDescription", inside)).toMatchObject({
        draft: {
          secondaryTile: "t",
          template: { body: "<toast>$(a)</toast>", headers: { "X-WNS-Type": "wns/toast" }, name: "n" },
        },
      });
    }
  });

  it("takes the template members of JavaScript in any order, and nil for nothing", () => {
    const inside =
      '<DeviceToken>00</DeviceToken><BodyTemplate>{}</BodyTemplate><TemplateName i:nil="true"/><Expiry>0</Expiry><ApnsHeaders/>';
    expect(read("AppleTemplateRegistrationDescription", inside)).toMatchObject({
      draft: { template: { name: undefined, expiry: "0", headers: {} } },
    });
  });

  it("refuses another order in the words of the service, with the place", () => {
    const inside = "<Endpoint>https://a.example/1</Endpoint><Auth>a</Auth><P256DH>p</P256DH>";
    const body = entry("BrowserRegistrationDescription", inside).replace("<Auth>", "\n <Auth>");
    const reading = readRegistration(body, registrationShapes);
    expect(reading).toMatchObject({
      message:
        "Failed to parse RegistrationDescription Error in line 2 position 3. 'Element' 'Auth' from namespace 'http://schemas.microsoft.com/netservices/2010/10/servicebus/connect' is not expected. Expecting element 'P256DH'.",
    });
  });

  it.each([
    [
      "a missing handle",
      "AppleRegistrationDescription",
      "<Tags>a</Tags>",
      "'EndElement' 'AppleRegistrationDescription' from namespace 'http://schemas.microsoft.com/netservices/2010/10/servicebus/connect' is not expected. Expecting element 'PushVariables | DeviceToken'.",
    ],
    [
      "a body before the handle",
      "GcmTemplateRegistrationDescription",
      "<BodyTemplate>{}</BodyTemplate><GcmRegistrationId>a</GcmRegistrationId>",
      "'Element' 'BodyTemplate'",
    ],
    [
      "tags behind the handle",
      "AppleRegistrationDescription",
      "<DeviceToken>00</DeviceToken><Tags>a</Tags>",
      "'Element' 'Tags'",
    ],
    [
      "a missing body",
      "AdmTemplateRegistrationDescription",
      "<AdmRegistrationId>a</AdmRegistrationId>",
      "Expecting element 'BodyTemplate'",
    ],
    ["an odd token", "AppleRegistrationDescription", "<DeviceToken>0ff</DeviceToken>", "hexadecimal"],
    [
      "an empty token",
      "AppleRegistrationDescription",
      "<DeviceToken> </DeviceToken>",
      "'DeviceToken' is empty",
    ],
    [
      "a channel that is no URI",
      "WindowsRegistrationDescription",
      "<ChannelUri>x</ChannelUri>",
      "absolute URI",
    ],
    ["a type that nobody knows", "NokiaXRegistrationDescription", "", "'NokiaXRegistrationDescription'"],
    [
      "push variables that nest",
      "AdmRegistrationDescription",
      '<PushVariables>{"a":{}}</PushVariables><AdmRegistrationId>a</AdmRegistrationId>',
      "flat object of texts",
    ],
  ])("refuses %s", (_, name, inside, message) => {
    expect(messageOf(name, inside)).toContain(message);
  });

  it("refuses what is no entry", () => {
    for (const body of [
      "",
      "{}",
      "<entry/>",
      "<feed/>",
      "<entry xmlns='http://www.w3.org/2005/Atom'><content>",
    ])
      expect(readRegistration(body, registrationShapes).kind).toBe("malformed");
  });

  it("keeps hostile names as names", () => {
    const inside =
      '<PushVariables>{"__proto__":"x","constructor":"y"}</PushVariables><AdmRegistrationId>a</AdmRegistrationId>';
    const reading = read("AdmRegistrationDescription", inside);
    const variables = reading.kind === "registration" ? reading.draft.pushVariables : {};
    expect(Object.entries(variables)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  it("takes Baidu's two elements in either order", () => {
    const [user, channel] = ["<BaiduUserId>u</BaiduUserId>", "<BaiduChannelId>c-1</BaiduChannelId>"];
    for (const inside of [`${user}${channel}`, `${channel}${user}`])
      expect(read("BaiduRegistrationDescription", inside)).toMatchObject({ draft: { handle: "u-c-1" } });
  });
});

describe("writing a registration", () => {
  it("writes an entry as the service does", () => {
    expect(
      writeRegistrationEntry({ registration: appleTemplate, shape: shapeOf("apple"), url }, updated),
    ).toBe(
      `<entry a:etag="W/&quot;1&quot;" xmlns="http://www.w3.org/2005/Atom" xmlns:a="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><id>${url}</id><title type="text">1-2-3</title><published>${updated}</published><updated>${updated}</updated><link rel="self" href="${url}"/><content type="application/xml"><AppleTemplateRegistrationDescription ${namespaces}><ETag>1</ETag><ExpirationTime>9999-12-31T23:59:59.999</ExpirationTime><RegistrationId>1-2-3</RegistrationId><Tags>news,city:oslo</Tags><PushVariables>{"lang":"nb"}</PushVariables><DeviceToken>00FF</DeviceToken><BodyTemplate><![CDATA[{"aps":{"alert":"$(message)"}}]]></BodyTemplate><Expiry i:nil="true"/><TemplateName>alerts</TemplateName><ApnsHeaders/></AppleTemplateRegistrationDescription></content></entry>`,
    );
  });

  it("writes a feed with a zone at the time of expiry", () => {
    const feed = writeRegistrationFeed([{ registration: appleTemplate, shape: shapeOf("apple"), url }], {
      url: "https://h/hub/registrations?$top=1&a=b",
      nextUrl: undefined,
      updated,
    });
    expect(feed).toMatch(
      /^<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom"><title type="text">Registrations<\/title><id>[^<]*&amp;a=b<\/id><updated>2026-01-02T03:04:05Z<\/updated><link rel="self" href="[^"]*"\/><entry a:etag="W\/&quot;1&quot;"/,
    );
    expect(feed).toContain("<ExpirationTime>9999-12-31T23:59:59.999Z</ExpirationTime>");
    expect(writeRegistrationFeed([], { url, nextUrl: undefined, updated })).toMatch(
      /<link [^>]*\/><\/feed>$/,
    );
  });

  const members = { name: "n", body: "{}", headers: {}, expiry: "0", priority: "5", messageType: "1" };
  it.each([
    ["apple", "00", "DeviceToken BodyTemplate Expiry TemplateName Priority ApnsHeaders"],
    ["fcmv1", "a", "FcmV1RegistrationId BodyTemplate TemplateName"],
    ["gcm", "a", "GcmRegistrationId BodyTemplate TemplateName"],
    ["adm", "a", "AdmRegistrationId BodyTemplate TemplateName"],
    ["xiaomi", "a", "XiaomiRegistrationId BodyTemplate TemplateName"],
    ["windows", "https://a", "ChannelUri SecondaryTileName BodyTemplate WnsHeaders TemplateName"],
    ["windowsphone", "https://a", "ChannelUri SecondaryTileName BodyTemplate MpnsHeaders TemplateName"],
    ["baidu", "u-c", "BaiduUserId BaiduChannelId BodyTemplate TemplateName MessageType"],
    ["browser", '{"endpoint":"https://a"}', "Endpoint P256DH Auth BodyTemplate TemplateName"],
  ] as const)(
    "writes the elements of %s in the order of the service, and reads them back",
    (platform, handle, order) => {
      const shape = shapeOf(platform);
      const hasTile = shape.hasSecondaryTile === true;
      const headers = { "apns-priority": "5" };
      const registration: Registration = {
        ...appleTemplate,
        platform,
        handle: shape.joinHandle(shape.splitHandle(handle).map((part) => (part === "" ? "k" : part))),
        secondaryTile: hasTile ? "tile" : undefined,
        template: { ...members, headers },
      };
      const xml = writeRegistrationEntry({ registration, shape, url }, updated);
      const names = [...describeBody(xml).matchAll(/<(\w+)(?: [^>]*)?>/g)].map((match) => match[1]);
      const inLists = new Set(["ApnsHeader", "WnsHeader", "MpnsHeader", "Header", "Value"]);
      expect(names.filter((name) => !inLists.has(name ?? "")).join(" ")).toBe(
        `ETag ExpirationTime RegistrationId Tags PushVariables ${order}`,
      );
      const reading = readRegistration(xml, registrationShapes);
      expect(reading).toMatchObject({
        kind: "registration",
        draft: { platform, handle: registration.handle, secondaryTile: registration.secondaryTile },
      });
    },
  );

  it("carries any body through a CDATA section", () => {
    const body = '{"a":"]]>"}';
    const registration: Registration = { ...appleTemplate, template: { ...members, body } };
    const xml = writeRegistrationEntry({ registration, shape: shapeOf("apple"), url }, updated);
    expect(readRegistration(xml, registrationShapes)).toMatchObject({ draft: { template: { body } } });
  });
});
