import { describe, expect, it } from "vitest";
import { readInstallation } from "../../src/nh/read-installation.ts";
import { writeInstallation } from "../../src/nh/write-installation.ts";
import { mustRead, read, shapes, subscription } from "./installation-support.ts";

describe("readInstallation", () => {
  it("reads the least that a hub takes", () => {
    expect(mustRead()).toEqual({
      installationId: "i-1",
      userId: undefined,
      platform: "apple",
      handle: "AB01",
      expirationTime: undefined,
      tags: [],
      pushVariables: {},
      templates: {},
      secondaryTiles: {},
    });
  });

  it("reads every member, in any case, and passes over those that it does not know", () => {
    const tile = { pushChannel: "https://tile", tags: ["t"], templates: { small: { body: "<a/>" } } };
    const installation = mustRead({
      platform: "WNS",
      pushChannel: "https://channel",
      userID: "ada@example.org",
      expirationTime: "2027-01-02T03:04:05.1234567Z",
      tags: ["sports", "Sports", "locale:en"],
      pushVariables: { who: "Ada" },
      templates: {
        full: { body: "<b/>", headers: { "X-WNS-Type": "wns/raw" }, expiry: "$(e)", tags: ["loud"] },
      },
      secondaryTiles: { tile1: tile },
      pushChannelExpired: true,
      lastUpdate: "2026-01-01T00:00:00Z",
      nonsense: { deep: [1] },
    });
    expect(installation).toEqual({
      installationId: "i-1",
      userId: "ada@example.org",
      platform: "windows",
      handle: "https://channel",
      expirationTime: "2027-01-02T03:04:05.1234567Z",
      tags: ["sports", "locale:en"],
      pushVariables: { who: "Ada" },
      templates: {
        full: { body: "<b/>", headers: { "X-WNS-Type": "wns/raw" }, expiry: "$(e)", tags: ["loud"] },
      },
      secondaryTiles: {
        tile1: {
          handle: "https://tile",
          tags: ["t"],
          templates: { small: { body: "<a/>", headers: {}, expiry: undefined, tags: [] } },
        },
      },
    });
  });

  it("takes null for absence, and what never expires for no time at all", () => {
    const nulls = { userId: null, tags: null, templates: null, pushVariables: null, secondaryTiles: null };
    expect(mustRead({ ...nulls, expirationTime: "9999-12-31T23:59:59.9999999Z" })).toEqual(mustRead());
  });

  it("takes a time without a zone as it is written", () => {
    const expirationTime = "2027-01-02T03:04:05.123";
    expect(mustRead({ expirationTime }).expirationTime).toBe(expirationTime);
  });

  it.each([
    ["apns", "apple"],
    ["FcmV1", "fcmv1"],
    ["gcm", "gcm"],
    ["wns", "windows"],
    ["mpns", "windowsphone"],
    ["adm", "adm"],
    ["baidu", "baidu"],
    ["browser", "browser"],
    ["Xiaomi", "xiaomi"],
    ["apple", undefined],
    ["windows", undefined],
    ["template", undefined],
    ["constructor", undefined],
  ])("finds for the word %s the platform %s", (word, platform) => {
    const reading = read({ platform: word, pushChannel: JSON.stringify(subscription) });
    expect(reading.kind === "installation" ? reading.installation.platform : undefined).toBe(platform);
  });

  it.each([
    ["an object", subscription],
    ["the JSON text of one", JSON.stringify(subscription)],
  ])("reads the push channel of a browser as %s", (_, pushChannel) => {
    expect(mustRead({ platform: "browser", pushChannel }).handle).toBe(JSON.stringify(subscription));
  });

  it("reads templates that are JSON texts, and the spellings of older documents", () => {
    const { templates } = mustRead({
      templates: {
        text: '{"body":"{\\"aps\\":{}}","headers":null}',
        old: { bodyTemplate: "{}", expiration: "0" },
      },
    });
    expect(templates).toEqual({
      text: { body: '{"aps":{}}', headers: {}, expiry: undefined, tags: [] },
      old: { body: "{}", headers: {}, expiry: "0", tags: [] },
    });
  });

  it("keeps names that every object has as names", () => {
    const body = `{"installationId":"i-1","platform":"apns","pushChannel":"AB","templates":{"__proto__":{"body":"{}"}},"pushVariables":{"__proto__":"x"}}`;
    const reading = readInstallation(body, { id: "i-1", shapes });
    if (reading.kind === "malformed") throw new Error(reading.message);
    expect(Object.entries(reading.installation.templates)).toHaveLength(1);
    expect(Object.entries(reading.installation.pushVariables)).toEqual([["__proto__", "x"]]);
    expect(writeInstallation(reading.installation, shapes)).toContain('"pushVariables":{"__proto__":"x"}');
  });

  it.each([
    [{ platform: "apple" }, "'Platform' property is not specified or given value is not supported."],
    [{ platform: null }, "'Platform' property is not specified or given value is not supported."],
    [{ installationId: null }, "'InstallationId' is not a text"],
    [{ installationId: "i-2" }, "'InstallationId' is 'i-2', and the address of the request has 'i-1'"],
    [{ pushChannel: null }, "'PushChannel' is required"],
    [{ pushChannel: "" }, "'PushChannel' is required"],
    [{ pushChannel: {} }, "'PushChannel' is not a text"],
    [{ platform: "browser" }, "'PushChannel' is not an object"],
    [{ platform: "browser", pushChannel: { endpoint: "e", auth: "a" } }, "needs 'p256dh'"],
    [{ userId: "a b" }, "'UserId' can hold"],
    [{ userId: 1 }, "'UserId' is not a text"],
    [{ tags: "sports" }, "'Tags' is not an array of texts"],
    [{ tags: [1] }, "'Tags' is not a text"],
    [{ tags: ["$UserId:{a}"] }, "Tags can not start with $."],
    [{ tags: ["ok", "a b", "c,d"] }, "An invalid tag(s) 'a b,c,d' was supplied."],
    [{ tags: ["x".repeat(121)] }, "An invalid tag(s)"],
    [
      { tags: Array.from({ length: 90 }, (_, index) => `${index}`.padStart(100, "x")) },
      "Actual Size: '9089' and Max Allowed Size: '8000'",
    ],
    [{ expirationTime: "tomorrow" }, "'ExpirationTime' is not a time: 'tomorrow'"],
    [{ expirationTime: "2027-01-02T03:04:05." }, "'ExpirationTime' is not a time"],
    [{ expirationTime: "2026-13-01T00:00:00Z" }, "'ExpirationTime' is not a time"],
    [{ pushVariables: { n: 1 } }, "'PushVariables/n' is not a text"],
    [{ templates: [] }, "'Templates' is not an object"],
    [{ templates: { a: "body" } }, "'Templates/a' is not an object"],
    [{ templates: { a: {} } }, "'Body' of the template 'a' is required"],
    [{ templates: { a: { body: {} } } }, "'Templates/a/Body' is not a text"],
    [{ templates: { a: { body: "{}", tags: ["a", "b c"] } } }, "An invalid tag(s) 'b c'"],
    [{ secondaryTiles: { t: { pushChannel: "c" } } }, "'SecondaryTiles' only acceptable for WNS"],
  ])("refuses %j and says why", (members, message) => {
    expect(read(members)).toEqual({ kind: "malformed", message: expect.stringContaining(message) });
  });

  it.each(["", "[]", "{", '"text"'])("refuses the body %j", (body) => {
    expect(readInstallation(body, { id: "i-1", shapes })).toEqual({
      kind: "malformed",
      message: "The provided request body is invalid. Error: it is not a JSON object",
    });
  });
});

describe("writeInstallation", () => {
  it("writes the members in the service's order, and a template's name as its tag", () => {
    const installation = mustRead({ tags: ["sports"], templates: { "Template Name": { body: "{}" } } });
    expect(writeInstallation(installation, shapes)).toBe(
      '{"installationId":"i-1","pushChannel":"AB01","pushChannelExpired":false,"platform":"apns",' +
        '"expirationTime":"9999-12-31T23:59:59.9999999Z","tags":["sports"],' +
        '"templates":{"Template Name":{"body":"{}","tags":["Template Name"]}}}',
    );
  });

  it("writes what reads as the same installation", () => {
    const installation = mustRead({
      platform: "wns",
      userId: "ada",
      expirationTime: "2027-01-02T03:04:05Z",
      pushVariables: { who: "Ada" },
      templates: { "a b": { body: "<a/>", headers: { "X-WNS-Type": "wns/toast" }, tags: ["t"] } },
      secondaryTiles: { tile: { pushChannel: "c", tags: ["x"], templates: { s: { body: "<s/>" } } } },
    });
    expect(readInstallation(writeInstallation(installation, shapes), { id: "i-1", shapes })).toEqual({
      kind: "installation",
      installation,
    });
  });
});
