import { describe, expect, it } from "vitest";
import { compileRow } from "../../src/emulator/compile-row.ts";
import { deliver, type OutgoingMessage } from "../../src/emulator/deliver.ts";
import { readFleet } from "../../src/emulator/fleet.ts";
import { registerFleet } from "../../src/emulator/rows.ts";
import { type DevicePlatform, neverExpires, type RegistrationTemplate } from "../../src/nh/registration.ts";

const bodies: Partial<Record<DevicePlatform, string>> = {
  windows: "<toast><visual/></toast>",
  windowsphone: '<wp:Notification xmlns:wp="WPNotification"><wp:Toast/></wp:Notification>',
};

function rowOf(platform: DevicePlatform, template: Partial<RegistrationTemplate>) {
  const whole = {
    name: "t",
    body: bodies[platform] ?? '{"aps":{"alert":"$(who)"}}',
    headers: {},
    expiry: undefined,
    priority: undefined,
    messageType: undefined,
    ...template,
  };
  const registration = {
    id: "1-2-1",
    etag: 1,
    expirationTime: neverExpires,
    platform,
    handle: "AB01",
    secondaryTile: undefined,
    tags: [],
    pushVariables: { city: "Graz" },
    template: whole,
  };
  return compileRow(registration, undefined);
}

/** What the push service gets of a template's headers and its fields. */
function headersOf(
  platform: DevicePlatform,
  template: Partial<RegistrationTemplate>,
  properties: Readonly<Record<string, string>> = {},
  sent: Readonly<Record<string, string>> = {},
) {
  const row = rowOf(platform, template);
  if (typeof row === "string") throw new Error(row);
  const message = {
    ...templateSend,
    properties: new Map(Object.entries(properties)),
    headers: sent,
  };
  return deliver(message, [row])[0]?.item?.headers;
}

const templateSend: OutgoingMessage = {
  id: "m",
  audience: { address: "broadcast", tags: undefined },
  format: "template",
  body: "{}",
  properties: new Map(),
  headers: {},
  behaviourOf: () => "delivers",
};

describe("a template for WNS", () => {
  it.each([{}, { "X-WNS-Tag": "a" }, { "X-WNS-Typ": "wns/toast" }])("needs its type: %j", (headers) => {
    expect(rowOf("windows", { headers })).toBe("Must contain WNS Header : 'X-WNS-Type'.");
  });

  it.each([
    { "X-WNS-Type": "wns/toast" },
    { "x-wns-type": "wns/toast" },
    { "X-WNS-Type": "$(type)" },
    { "X-WNS-Type": "{'wns/' + $(type)}", "X-WNS-Tag": "$(tag)" },
  ])("is taken with %j", (headers) => {
    expect(rowOf("windows", { headers })).toMatchObject({ platform: "windows" });
  });

  it.each([{ "X-WNS-Type": "" }, { "X-WNS-Type": " " }, { "X-WNS-Type": "wns/toast", "X-WNS-Tag": "" }])(
    "has no header without a value: %j",
    (headers) => {
      expect(rowOf("windows", { headers })).toContain("has no value");
    },
  );

  it.each(["$type", "{wns/toast}", "#(a) + 'x'", ".(type)", "%(type, 3)"])(
    "has no header like %s",
    (text) => {
      expect(rowOf("windows", { headers: { "X-WNS-Type": text } })).toMatch(
        /^header X-WNS-Type: Expression is/,
      );
    },
  );

  it("is XML or JSON, also when it is raw", () => {
    const headers = { "X-WNS-Type": "wns/raw" };
    expect(rowOf("windows", { headers, body: '{"a":"$(b)"}' })).toMatchObject({ platform: "windows" });
    expect(rowOf("windows", { headers, body: "plain" })).toContain(
      "Failed to deserialize the body template.",
    );
  });

  it("has the values of the message and of the device in its headers", () => {
    const headers = { "X-WNS-Type": "{'wns/' + $(type)}", "X-WNS-Tag": "$(CITY)", "X-WNS-Group": "$(nope)" };
    expect(
      headersOf("windows", { headers }, { Type: "toast" }, { "x-wns-ttl": "5", "x-wns-tag": "sent" }),
    ).toEqual({
      "x-wns-ttl": "5",
      "x-wns-type": "wns/toast",
      "x-wns-tag": "Graz",
    });
  });
});

describe("a template for MPNS", () => {
  it.each([
    [{ "X-WindowsPhone-Target": "toast", "X-NotificationClass": "2" }, true],
    [{ "x-windowsphone-target": "token", "x-notificationclass": "1" }, true],
    [{ "X-NotificationClass": "3" }, true],
    [{ "X-NotificationClass": "$(class)" }, true],
    [{}, false],
    [{ "X-WindowsPhone-Target": "toast" }, false],
    [{ "X-NotificationClass": "2" }, false],
    [{ "X-WindowsPhone-Target": "", "X-NotificationClass": "2" }, false],
  ])("with headers %j is taken: %s", (headers, isTaken) => {
    expect(typeof rowOf("windowsphone", { headers })).toBe(isTaken ? "object" : "string");
  });
});

describe("a template for APNs", () => {
  it.each([
    { "apns-priority": "10" },
    { "apns-priority": "0" },
    { "apns-priority": "255" },
    { "Apns-Priority": "$(p)" },
    { "apns-expiration": "0" },
    { "apns-expiration": "1796112000" },
    { "apns-expiration": "-1" },
    { "apns-expiration": "$(e)" },
    { "apns-push-type": "alert", "apns-collapse-id": "{'a' + $(id)}" },
  ])("is taken with %j", (headers) => {
    expect(rowOf("apple", { headers })).toMatchObject({ platform: "apple" });
  });

  it.each([
    [{ "apns-priority": "256" }, "is not a byte"],
    [{ "apns-priority": "-1" }, "is not a byte"],
    [{ "apns-priority": "high" }, "is not a byte"],
    [{ "apns-priority": "5.5" }, "is not a byte"],
    [{ "apns-priority": "" }, "is not a byte"],
    [{ "apns-expiration": "tomorrow" }, "is not an integer"],
    [{ "apns-expiration": "1.5" }, "is not an integer"],
    [{ "apns-expiration": "2026-12-01" }, "is not an integer"],
    [{ "apns-expiration": "" }, "is not an integer"],
    [{ "X-Topic": "a" }, "must begin with 'apns-'"],
    [{ apns: "a" }, "must begin with 'apns-'"],
    [{ "apns-topic": "$topic" }, "following $ or . or % should be a ("],
  ])("is refused with %j: %s", (headers, message) => {
    expect(rowOf("apple", { headers })).toContain(message);
  });

  it.each([
    "0",
    "2026-12-01",
    "2026-12-01T08:00Z",
    "2026-12-01T08:00:00+02:00",
    "12/01/2026 08:00:00",
    "$(e)",
    "",
    undefined,
  ])("may expire %j", (expiry) => {
    expect(rowOf("apple", { expiry })).toMatchObject({ platform: "apple" });
  });

  it.each(["tomorrow", "1", "-1", "P1D", "2026-02-30", "2026-13-01", "13/01/2026", "$expires", "{e}", "#e"])(
    "may not expire %j",
    (expiry) => {
      expect(rowOf("apple", { expiry })).toMatch(/^Expiry: /);
    },
  );

  it.each([
    ["5", true],
    ["10", true],
    ["255", true],
    ["$(p)", true],
    ["256", false],
    ["-1", false],
    ["x", false],
    ["$p", false],
  ])("may have the priority %j: %s", (priority, isTaken) => {
    expect(typeof rowOf("apple", { priority })).toBe(isTaken ? "object" : "string");
  });

  it.each([
    [
      { expiry: "2026-12-01T08:00:00Z", priority: "5" },
      { "apns-expiration": "1796112000", "apns-priority": "5" },
    ],
    [{ expiry: "0" }, { "apns-expiration": "0" }],
    [
      { expiry: "$(at)", priority: "$(p)" },
      { "apns-expiration": "1796112000", "apns-priority": "10" },
    ],
    [{ expiry: "$(nope)", priority: "$(nope)" }, {}],
    [{ expiry: "$(seconds)" }, { "apns-expiration": "1796112000" }],
    [{ expiry: "0", headers: { "apns-expiration": "7" } }, { "apns-expiration": "7" }],
    [{ headers: { "apns-collapse-id": "$(city)" } }, { "apns-collapse-id": "Graz" }],
  ])("with %j says %j", (template, headers) => {
    const properties = { at: "2026-12-01T09:00:00+01:00", p: "10", seconds: "1796112000" };
    expect(headersOf("apple", template, properties)).toEqual(headers);
  });

  it("is JSON", () => {
    expect(rowOf("apple", { body: "<a/>" })).toContain("Failed to deserialize the body template.");
  });
});

describe("a template for any platform", () => {
  it("has a name of at most 200 characters, or none", () => {
    expect(rowOf("fcmv1", { name: "n".repeat(200) })).toMatchObject({ platform: "fcmv1" });
    expect(rowOf("fcmv1", { name: undefined })).toMatchObject({ template: { name: "" } });
    expect(rowOf("fcmv1", { name: "n".repeat(201) })).toContain("a hub takes 200");
  });

  it.each(["plain", "", '["$(a)"]', '{"a":"#FF0000"}', "$(a)"])("has no body like %j", (body) => {
    expect(typeof rowOf("adm", { body })).toBe("string");
  });
});

describe("a template of a fleet", () => {
  it.each([
    ["windows", "<toast/>", { "x-wns-type": "wns/toast" }],
    ["windows", "<badge value='#(n)'/>", { "x-wns-type": "wns/badge" }],
    ["windows", '{"a":"$(b)"}', { "x-wns-type": "wns/raw" }],
    [
      "windowsphone",
      bodies.windowsphone ?? "",
      { "x-windowsphone-target": "toast", "x-notificationclass": "2" },
    ],
    ["windowsphone", "<data/>", { "x-notificationclass": "3" }],
    ["apple", '{"aps":{}}', {}],
  ] as const)("for %s may leave out what %s says of itself", (platform, body, headers) => {
    const fleet = readFleet({ devices: [{ name: "d", platform, templates: { t: { body } } }] });
    const { registered, problems } = registerFleet(fleet);
    expect(problems).toEqual([]);
    const rows = registered.map(({ row }) => row).filter((row) => row.template !== undefined);
    expect(deliver(templateSend, rows).map(({ item }) => item?.headers)).toEqual([headers]);
  });
});
