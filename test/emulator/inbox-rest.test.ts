import { request } from "node:http";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { createManualClock } from "./manual-clock.ts";
import { call, startTestHub, toast } from "./support.ts";

interface Message {
  readonly sequence: number;
  readonly device: string | null;
  readonly why: { readonly kind: string; readonly held: readonly string[]; readonly words: string };
  readonly [name: string]: unknown;
}

async function get(hub: RunningHub, path: string, init: RequestInit = {}) {
  const response = await fetch(`http://127.0.0.1:${hub.port}/$inbox${path}`, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === "" ? {} : JSON.parse(text),
  };
}

async function list(hub: RunningHub, query = ""): Promise<readonly Message[]> {
  return (await get(hub, `/messages${query}`)).json.messages;
}

function send(hub: RunningHub, tags: string | undefined, body = '{"aps":{"alert":"Goal"}}') {
  return call(hub, { body, headers: tags === undefined ? {} : { "ServiceBusNotification-Tags": tags } });
}

/** Sends bytes as they stand: `fetch` sets Host and Origin itself. */
function raw(hub: RunningHub, headers: Record<string, string>, path = "/$inbox/messages", method = "GET") {
  return new Promise<number>((resolve, reject) => {
    const message = request({ host: "127.0.0.1", port: hub.port, path, method, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    message.on("error", reject);
    message.end();
  });
}

describe("the messages of the inbox", () => {
  it("are what the push service was handed, with the reason", async () => {
    const hub = await startTestHub();
    await send(hub, "Sports && !muted");
    const [message, ...others] = await list(hub);
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      sequence: 1,
      time: "2026-11-24T09:30:15.000Z",
      hub: "Newsroom",
      messageId: hub.messages[0]?.id,
      device: "Ada's iPhone",
      platform: "apple",
      handle: hub.inbox[0]?.handle,
      template: null,
      body: '{"aps":{"alert":"Goal"}}',
      headers: {},
      shown: { title: null, body: "Goal" },
      why: {
        kind: "tags",
        expression: "Sports && !muted",
        held: ["Sports"],
        absent: ["muted"],
        words:
          "The message was for Sports && !muted, and this device has the tag Sports and does not have muted.",
      },
    });
  });

  it("tell a broadcast, a direct send and a template apart", async () => {
    const hub = await startTestHub();
    await send(hub, undefined);
    await call(hub, {
      path: "/Newsroom/messages/?direct&api-version=2020-06",
      headers: { "ServiceBusNotification-DeviceHandle": "00ff" },
    });
    await call(hub, {
      body: '{"greeting":"Hi","count":"3"}',
      headers: { "ServiceBusNotification-Format": "template", "ServiceBusNotification-Tags": "loud" },
    });
    const messages = await list(hub);
    expect(messages.map(({ device, template, why }) => [device, template, why.words])).toEqual([
      ["Ada's iPhone", null, "The message went to everyone."],
      ["Cy's iPad", null, "The message went to everyone."],
      [null, null, "The message was addressed to this device’s handle."],
      [
        "Cy's iPad",
        "shout",
        "The message was for loud, and this device has the tag loud, and its template shout made the text.",
      ],
    ]);
  });

  it("are filtered by device, tag, platform, text and message", async () => {
    const hub = await startTestHub();
    await send(hub, "sports", '{"aps":{"alert":"caf\\u00e9"}}');
    await send(hub, undefined);
    await call(hub, { body: toast, headers: { "ServiceBusNotification-Format": "windows" } });
    const sequences = async (query: string) => (await list(hub, query)).map(({ sequence }) => sequence);
    expect(await sequences("")).toEqual([1, 2, 3, 4]);
    expect(await sequences("?device=Ada's+iPhone")).toEqual([1, 2]);
    expect(await sequences("?tag=POLITICS")).toEqual([3]);
    expect(await sequences("?platform=windows")).toEqual([4]);
    expect(await sequences("?text=CAF%C3%89")).toEqual([1]);
    expect(await sequences("?text=toastgeneric")).toEqual([4]);
    expect(await sequences(`?message=${hub.messages[1]?.id}`)).toEqual([2, 3]);
    expect(await sequences("?tag=sports&platform=apple&text=goal")).toEqual([2]);
    expect(await sequences("?device=Nobody")).toEqual([]);
  });

  it("come by pages behind a sequence number, or the newest of them", async () => {
    const hub = await startTestHub();
    for (let round = 0; round < 5; round++) await send(hub, "sports");
    const page = await get(hub, "/messages?after=1&limit=2");
    expect(page.json).toMatchObject({ hasMore: true, lastSequence: 5, dropped: 0 });
    expect(page.json.messages.map((message: Message) => message.sequence)).toEqual([2, 3]);
    expect((await list(hub, "?limit=2")).map(({ sequence }) => sequence)).toEqual([4, 5]);
    expect((await get(hub, "/messages?after=3")).json.hasMore).toBe(false);
    expect(await list(hub, "?after=9")).toEqual([]);
  });

  it.each([
    ["?devcie=x", 'there is no parameter "devcie": did you mean device?'],
    ["?limit=-1", "limit is a number from 0 to 10000."],
    ["?limit=1.5", "limit is a number from 0 to 10000."],
    ["?after=x", "after is a sequence number, such as 12."],
    ["?wait=61", "wait is a number of seconds from 0 to 60."],
    ["?platform=ios", 'and this is "ios".'],
  ])("refuse the query %s and say why", async (query, reason) => {
    const { status, json } = await get(await startTestHub(), `/messages${query}`);
    expect(status).toBe(400);
    expect(json.error).toContain(reason);
  });

  it("are cleared, and numbers go on", async () => {
    const hub = await startTestHub();
    await send(hub, "sports");
    const cleared = await get(hub, "/messages", { method: "DELETE" });
    expect([cleared.status, cleared.text]).toEqual([204, ""]);
    expect(hub.inbox).toEqual([]);
    await send(hub, "sports");
    expect((await list(hub)).map(({ sequence }) => sequence)).toEqual([2]);
    expect((await get(hub, "/messages/1/why")).status).toBe(404);
  });

  it("are exported as JSON Lines", async () => {
    const hub = await startTestHub();
    await send(hub, undefined);
    const response = await fetch(`http://127.0.0.1:${hub.port}/%24inbox/export?tag=sports`);
    expect(response.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    const text = await response.text();
    expect(text.endsWith("\n")).toBe(true);
    expect(
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).device),
    ).toEqual(["Ada's iPhone"]);
  });

  it("are no traffic of the hub", async () => {
    const hub = await startTestHub();
    await list(hub);
    expect(hub.requests).toEqual([]);
  });
});

describe("a long poll", () => {
  it("answers as soon as one message matches", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const waiting = list(hub, "?wait=30&tag=sports");
    while (clock.sleepers() === 0) await setImmediate();
    await send(hub, "politics");
    await send(hub, "sports");
    expect((await waiting).map(({ device }) => device)).toEqual(["Ada's iPhone"]);
    expect(clock.sleepers()).toBe(0);
  });

  it("answers at once when a message is there", async () => {
    const hub = await startTestHub({ clock: createManualClock() });
    await send(hub, "sports");
    expect(await list(hub, "?wait=30")).toHaveLength(1);
  });

  it("answers with nothing when its time is over", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const waiting = list(hub, "?wait=0.5");
    while (clock.sleepers() === 0) await setImmediate();
    await clock.advance(500);
    expect(await waiting).toEqual([]);
  });

  it("leaves nothing behind when the caller goes away", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const leaving = new AbortController();
    const waiting = get(hub, "/messages?wait=60", { signal: leaving.signal }).catch(() => "gone");
    while (clock.sleepers() === 0) await setImmediate();
    leaving.abort();
    expect(await waiting).toBe("gone");
    while (clock.sleepers() > 0) await setImmediate();
    expect(clock.sleepers()).toBe(0);
  });

  it("does not keep the hub from stopping", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const waiting = get(hub, "/messages?wait=60").catch(() => "gone");
    while (clock.sleepers() === 0) await setImmediate();
    await hub.stop();
    expect(await waiting).toBe("gone");
    while (clock.sleepers() > 0) await setImmediate();
    expect(clock.sleepers()).toBe(0);
  });
});

describe("why", () => {
  it("names for each other device what failed", async () => {
    const hub = await startTestHub();
    await send(hub, "(sports || politics) && !muted");
    const { json } = await get(hub, "/messages/1/why");
    expect(json).toMatchObject({ sequence: 1, device: "Ada's iPhone", deliveries: 1, otherCount: 3 });
    const others = json.others.map((other: Message) => [other.device, other["reason"], other["words"]]);
    expect(others).toEqual([
      [
        "Bo's Pixel",
        "platform",
        "The message was for Apple Push Notification service, and this device is reached through Firebase Cloud Messaging.",
      ],
      [
        "Cy's iPad",
        "tags",
        "The message was for (sports || politics) && !muted, and this device has the tag muted, which !muted excludes.",
      ],
      [
        "Di's PC",
        "platform",
        "The message was for Apple Push Notification service, and this device is reached through Windows Push Notification Services.",
      ],
    ]);
  });

  it("speaks of templates, one by one", async () => {
    const hub = await startTestHub();
    await call(hub, {
      body: '{"greeting":"Hi"}',
      headers: {
        "ServiceBusNotification-Format": "template",
        "ServiceBusNotification-Tags": "greeting && (sports || loud)",
      },
    });
    const { json } = await get(hub, "/messages/1/why");
    expect(json.device).toBe("Di's PC");
    expect(json.others.map((other: Message) => other["words"])).toEqual([
      "The message fills in templates, and this device has none.",
      "The message fills in templates, and this device has none.",
      "The message was for greeting && (sports || loud), and its template greeting has none of the tags sports and loud and its template shout does not have the tag greeting.",
    ]);
  });

  it("speaks of handles after a direct send, and of one device when asked", async () => {
    const hub = await startTestHub();
    await call(hub, {
      path: "/Newsroom/messages/?direct&api-version=2020-06",
      headers: { "ServiceBusNotification-DeviceHandle": "00ff" },
    });
    const { json } = await get(hub, "/messages/1/why?device=Di's%20PC");
    expect(json.others).toMatchObject([
      {
        device: "Di's PC",
        reason: "address",
        words: "The message was addressed to the handle of another device.",
      },
    ]);
  });

  it("speaks of size, and of a test that drew others", async () => {
    const many = Array.from({ length: 12 }, (_, at) => ({ name: `Phone ${at}`, platform: "apple" as const }));
    const hub = await startTestHub({ devices: many });
    await call(hub, { path: "/Newsroom/messages/?test&api-version=2020-06" });
    const { json } = await get(hub, "/messages/1/why");
    expect([json.deliveries, json.otherCount]).toEqual([10, 2]);
    expect(json.others[0]).toMatchObject({ reason: "draw" });
  });
});

describe("the devices of the inbox", () => {
  it("have one entry for each handle", async () => {
    const { json } = await get(await startTestHub(), "/devices?limit=3");
    expect(json.total).toBe(4);
    expect(json.devices[2]).toMatchObject({
      name: "Cy's iPad",
      platform: "apple",
      handle: expect.stringMatching(/^[0-9A-F]{64}$/),
      tags: ["Politics", "muted", "$InstallationId:{cy-s-ipad}", "greeting", "shout", "loud"],
      templates: ["greeting", "shout"],
    });
  });
});

describe("who may reach the inbox", () => {
  it("is a program of this machine, or the hub's own page", async () => {
    const hub = await startTestHub();
    const host = `127.0.0.1:${hub.port}`;
    const own = { Host: host, Origin: `http://${host}`, "Sec-Fetch-Site": "same-origin" };
    expect(await raw(hub, {})).toBe(200);
    expect(await raw(hub, own)).toBe(200);
    expect(await raw(hub, { Host: `localhost:${hub.port}` })).toBe(200);
    expect(await raw(hub, { Host: `[::1]:${hub.port}` })).toBe(200);
  });

  it.each([
    ["a name that was bound to this machine", { Host: "evil.example" }],
    ["a name that only looks local", { Host: "127.0.0.1.evil.example" }],
    ["another origin", { Origin: "https://evil.example" }],
    ["an opaque origin", { Origin: "null" }],
    ["another port of this machine", { Origin: "http://127.0.0.1:1" }],
    ["an image of another site", { "Sec-Fetch-Site": "cross-site" }],
    ["a page of another port", { "Sec-Fetch-Site": "same-site" }],
  ])("is not %s", async (_, headers) => {
    const hub = await startTestHub();
    await send(hub, "sports");
    for (const path of ["messages", "export", "events", "devices", "messages/1/why"])
      expect(await raw(hub, headers, `/$inbox/${path}`)).toBe(403);
    expect(await raw(hub, headers, "/$inbox/messages", "DELETE")).toBe(403);
    expect(hub.inbox).toHaveLength(1);
  });

  it("may follow a link to the page from another site, and to nothing else", async () => {
    const hub = await startTestHub();
    const link = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" };
    expect(await raw(hub, link, "/%24inbox/")).toBe(302);
    expect(await raw(hub, link, "/$inbox/ui")).toBe(200);
    expect(await raw(hub, link, "/$inbox/messages")).toBe(403);
    expect(await raw(hub, { ...link, Host: "evil.example" }, "/$inbox/ui")).toBe(403);
  });

  it("gets no CORS headers, and answers that nothing keeps", async () => {
    const hub = await startTestHub();
    const { headers } = await get(hub, "/messages");
    expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("is told what is not there, and what is not allowed", async () => {
    const hub = await startTestHub();
    expect((await get(hub, "/message")).status).toBe(404);
    const wrong = await get(hub, "/messages", { method: "POST", body: "{}" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, DELETE"]);
    expect((await get(hub, "/messages", { method: "OPTIONS" })).status).toBe(405);
    expect((await get(hub, "/messages/99999/why")).json.error).toContain("no delivery 99999");
  });
});
