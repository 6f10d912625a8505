import { describe, expect, it } from "vitest";
import { alert, headers, tags, version } from "./client-sends.ts";
import { callAs, idReaders, type tokenStyles } from "./client-support.ts";
import { entry } from "./registration-support.ts";
import { nowMs, sendRule, startTestHub, toast } from "./support.ts";

type Client = keyof typeof tokenStyles;

interface Form {
  readonly boundary: string;
  readonly typeHeader?: string;
  readonly devices?: string;
  readonly payload?: string;
  readonly payloadType?: string;
  readonly name?: (name: string) => string;
  readonly end?: string;
  readonly isReversed?: boolean;
}

/** A batch part by part, as each client spells it. */
function write({
  boundary,
  typeHeader = "Content-Type",
  devices = '["00ff","11ee"]',
  payload = alert,
  payloadType = "application/json",
  name = (text) => text,
  end = "\r\n",
  isReversed = false,
}: Form): string {
  const part = (partName: string, type: string, content: string) =>
    `--${boundary}\r\n${typeHeader}: ${type}\r\nContent-Disposition: inline; name=${name(partName)}\r\n\r\n${content}\r\n`;
  const parts = [part("notification", payloadType, payload), part("devices", "application/json", devices)];
  return `${(isReversed ? parts.reverse() : parts).join("")}--${boundary}--${end}`;
}

const quoted = (text: string) => `"${text}"`;
const goBoundary = "2c3a9f1b0d4e5f60718293a4b5c6d7e8f90123456789abcdef0123456789";

const batches: readonly (readonly [string, Client, string, string, Form])[] = [
  [
    ".NET: a fixed boundary in quotes",
    "dotnet",
    `/Newsroom/messages/$batch?${version}&direct`,
    'multipart/mixed; boundary="nh-batch-multipart-boundary"',
    { boundary: "nh-batch-multipart-boundary" },
  ],
  [
    "Java: the flag first",
    "java",
    `/Newsroom/messages/$batch?direct&${version}`,
    'multipart/mixed; boundary = "nh-batch-multipart-boundary"',
    { boundary: "nh-batch-multipart-boundary" },
  ],
  [
    "JavaScript: blanks around the sign, and no line at the end",
    "js",
    `/Newsroom/messages/$batch?${version}&direct=true`,
    'multipart/mixed; boundary = "nh-boundary-0f8fad5b-d9cb-469f-a165-70867728950e"',
    { boundary: "nh-boundary-0f8fad5b-d9cb-469f-a165-70867728950e", typeHeader: "Content-type", end: "" },
  ],
  [
    "Go: form-data, a bare boundary, names in quotes",
    "go",
    "/Newsroom/messages/%24batch?api-version=2015-08&direct=",
    `multipart/form-data; boundary=${goBoundary}`,
    { boundary: goBoundary, name: quoted },
  ],
  [
    "documentation: handles in apostrophes",
    "docsSample",
    "/Newsroom/messages/$batch?direct&api-version=2015-08",
    'multipart/mixed; boundary="simple-boundary"',
    { boundary: "simple-boundary", typeHeader: "Content-type", devices: "['00ff', '11ee']" },
  ],
  [
    "parts the other way round, and a path in upper case",
    "azureSb",
    `/NEWSROOM/MESSAGES/$BATCH/?${version}&direct`,
    "multipart/mixed;boundary=zz",
    { boundary: "zz", isReversed: true },
  ],
];

describe("a batch as other clients write it:", () => {
  it.each(batches)("%s", async (_, client, target, contentType, form) => {
    const hub = await startTestHub();
    const body = write(form);
    const reply = await callAs(hub, {
      client,
      target,
      headers: headers("apple", { "Content-Type": contentType, "apns-priority": "5" }),
      body,
    });
    expect([reply.status, reply.body]).toEqual([201, ""]);
    expect(hub.inbox.map(({ handle, body, headers }) => [handle, body, headers["apns-priority"]])).toEqual([
      ["00ff", alert, "5"],
      ["11ee", alert, "5"],
    ]);
    const location = reply.headers.get("location") ?? "";
    const id = hub.messages[0]?.id;
    expect([idReaders.js(location), idReaders.others(location)]).toEqual([id, id]);
    expect(location.endsWith("&direct")).toBe(true);
  });

  it("with WNS channels and XML", async () => {
    const hub = await startTestHub();
    const boundary = "zz";
    const devices = '["https://push.example/?token=a%2bb&c"]';
    const reply = await callAs(hub, {
      client: "dotnet",
      target: `/Newsroom/messages/$batch?${version}&direct`,
      headers: headers("windows", {
        "Content-Type": 'multipart/mixed; boundary="zz"',
        "X-WNS-Type": "wns/toast",
      }),
      body: write({ boundary, devices, payload: toast, payloadType: "application/xml" }),
    });
    expect(reply.status).toBe(201);
    expect(hub.inbox).toMatchObject([{ handle: "https://push.example/?token=a%2bb&c", body: toast }]);
  });

  it("without a part it is refused in the hub's words", async () => {
    const hub = await startTestHub();
    const reply = await callAs(hub, {
      client: "java",
      target: `/Newsroom/messages/$batch?direct&${version}`,
      headers: headers("apple", { "Content-Type": "multipart/mixed; boundary=zz" }),
      body: "--zz\r\nContent-Disposition: inline; name=devices\r\n\r\n[]\r\n--zz--\r\n",
    });
    expect([reply.status, reply.body]).toEqual([
      400,
      expect.stringContaining("part of the multipart content"),
    ]);
  });
});

describe("a scheduled send as other clients write it:", () => {
  const dueAt = Date.UTC(2026, 10, 25, 8, 0, 0);
  it.each([
    ["JavaScript", "js", `/Newsroom/schedulednotifications/?${version}`, "2026-11-25T08:00:00.000Z"],
    [".NET", "dotnet", `/Newsroom/schedulednotifications?${version}`, "2026-11-25T08:00:00"],
    ["Java", "java", `/Newsroom/schedulednotifications?${version}`, "2026-11-25T08:00:00"],
    ["Python", "python", "/Newsroom/schedulednotifications/?api-version=2015-04", "2026-11-25'T'08:00:00"],
    ["an American date", "docsSample", `/newsroom/scheduledNotifications?${version}`, "11/25/2026 08:00:00"],
    ["a zone", "go", "/Newsroom/schedulednotifications?api-version=2015-01", "2026-11-25T09:00:00+01:00"],
    ["seven digits", "dotnet", `/Newsroom/schedulednotifications?${version}`, "2026-11-25T08:00:00.0000000Z"],
  ] as const)("%s", async (_, client, target, time) => {
    const hub = await startTestHub();
    const reply = await callAs(hub, {
      client,
      target,
      headers: headers("apple", { ...tags("sports"), "ServiceBusNotification-ScheduleTime": time }),
      body: alert,
    });
    expect([reply.status, reply.body]).toEqual([201, ""]);
    expect(hub.scheduled.map(({ deliverAtMs }) => deliverAtMs)).toEqual([dueAt]);
    expect(dueAt).toBeGreaterThan(nowMs);
    const location = reply.headers.get("location") ?? "";
    const id = idReaders.others(location);
    expect([idReaders.js(location), hub.scheduled[0]?.id]).toEqual([id, id]);
    const cancel = { client, method: "DELETE", target: `/Newsroom/schedulednotifications/${id}?${version}` };
    expect((await callAs(hub, { ...cancel, headers: {} })).status).toBe(200);
    expect((await callAs(hub, { ...cancel, headers: {} })).status).toBe(404);
  });
});

describe("a registration as .NET 4.2.0 writes it", () => {
  const typed = entry("<DeviceToken>00FF</DeviceToken>")
    .replace(
      "<AppleRegistrationDescription",
      '<RegistrationDescription i:type="AppleRegistrationDescription"',
    )
    .replace("</AppleRegistrationDescription>", "</RegistrationDescription>");

  it("has the flag of a test client, and says its type in an attribute", async () => {
    const rule = { ...sendRule, rights: ["Manage"] } as const;
    const hub = await startTestHub({ keys: [rule], devices: [] });
    const xml = { "Content-Type": "application/atom+xml; type=entry; charset=utf-8" };
    const ask = (method: string, path: string, more = {}) =>
      callAs(hub, {
        client: "dotnet",
        method,
        target: `/Newsroom/${path}&test`,
        headers: { ...xml, ...more },
        body: method === "GET" || method === "DELETE" ? "" : typed,
      });
    const created = await ask("POST", `registrations?${version}`);
    expect([created.status, created.headers.get("etag")]).toEqual([200, 'W/"1"']);
    const id = new URL(created.headers.get("content-location") ?? "").pathname.split("/")[3] ?? "";
    const path = `registrations/${id}?${version}`;
    expect((await ask("PUT", path, { "If-Match": '"1"' })).headers.get("etag")).toBe('W/"2"');
    expect((await ask("GET", path)).body).toContain("<AppleRegistrationDescription ");
    expect((await ask("GET", `registrations?${version}&$top=100`)).body).toContain(
      `<title type="text">${id}<`,
    );
    expect((await ask("DELETE", path, { "If-Match": "*" })).status).toBe(200);
  });
});
