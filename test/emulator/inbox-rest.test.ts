import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { getInbox, listInbox, type Message, sendAlert } from "./inbox-support.ts";
import { createManualClock } from "./manual-clock.ts";
import { call, startTestHub, toast } from "./support.ts";

describe("the messages of the inbox", () => {
  it("are what the push service was handed, with the reason", async () => {
    const hub = await startTestHub();
    await sendAlert(hub, "Sports && !muted");
    const [message, ...others] = await listInbox(hub);
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
    await sendAlert(hub, undefined);
    await call(hub, {
      path: "/Newsroom/messages/?direct&api-version=2020-06",
      headers: { "ServiceBusNotification-DeviceHandle": "00ff" },
    });
    await call(hub, {
      body: '{"greeting":"Hi","count":"3"}',
      headers: { "ServiceBusNotification-Format": "template", "ServiceBusNotification-Tags": "loud" },
    });
    const messages = await listInbox(hub);
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
    await sendAlert(hub, "sports", '{"aps":{"alert":"caf\\u00e9"}}');
    await sendAlert(hub, undefined);
    await call(hub, { body: toast, headers: { "ServiceBusNotification-Format": "windows" } });
    const sequences = async (query: string) => (await listInbox(hub, query)).map(({ sequence }) => sequence);
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
    for (let round = 0; round < 5; round++) await sendAlert(hub, "sports");
    const page = await getInbox(hub, "/messages?after=1&limit=2");
    expect(page.json).toMatchObject({ hasMore: true, lastSequence: 5, dropped: 0 });
    expect(page.json.messages.map((message: Message) => message.sequence)).toEqual([2, 3]);
    expect((await listInbox(hub, "?limit=2")).map(({ sequence }) => sequence)).toEqual([4, 5]);
    expect((await getInbox(hub, "/messages?after=3")).json.hasMore).toBe(false);
    expect(await listInbox(hub, "?after=9")).toEqual([]);
  });

  it.each([
    ["?devcie=x", 'there is no parameter "devcie": did you mean device?'],
    ["?limit=-1", "limit is a number from 0 to 10000."],
    ["?limit=1.5", "limit is a number from 0 to 10000."],
    ["?after=x", "after is a sequence number, such as 12."],
    ["?wait=61", "wait is a number of seconds from 0 to 60."],
    ["?platform=ios", 'and this is "ios".'],
  ])("refuse the query %s and say why", async (query, reason) => {
    const { status, json } = await getInbox(await startTestHub(), `/messages${query}`);
    expect(status).toBe(400);
    expect(json.error).toContain(reason);
  });

  it("are cleared, and numbers go on", async () => {
    const hub = await startTestHub();
    await sendAlert(hub, "sports");
    const cleared = await getInbox(hub, "/messages", { method: "DELETE" });
    expect([cleared.status, cleared.text]).toEqual([204, ""]);
    expect(hub.inbox).toEqual([]);
    await sendAlert(hub, "sports");
    expect((await listInbox(hub)).map(({ sequence }) => sequence)).toEqual([2]);
    expect((await getInbox(hub, "/messages/1/why")).status).toBe(404);
  });

  it("are exported as JSON Lines", async () => {
    const hub = await startTestHub();
    await sendAlert(hub, undefined);
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
    await listInbox(hub);
    expect(hub.requests).toEqual([]);
  });
});

describe("a long poll", () => {
  it("answers as soon as one message matches", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const waiting = listInbox(hub, "?wait=30&tag=sports");
    while (clock.sleepers() === 0) await setImmediate();
    await sendAlert(hub, "politics");
    await sendAlert(hub, "sports");
    expect((await waiting).map(({ device }) => device)).toEqual(["Ada's iPhone"]);
    expect(clock.sleepers()).toBe(0);
  });

  it("answers at once when a message is there", async () => {
    const hub = await startTestHub({ clock: createManualClock() });
    await sendAlert(hub, "sports");
    expect(await listInbox(hub, "?wait=30")).toHaveLength(1);
  });

  it("answers with nothing when its time is over", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const waiting = listInbox(hub, "?wait=0.5");
    while (clock.sleepers() === 0) await setImmediate();
    await clock.advance(500);
    expect(await waiting).toEqual([]);
  });

  it("leaves nothing behind when the caller goes away", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const leaving = new AbortController();
    const waiting = getInbox(hub, "/messages?wait=60", { signal: leaving.signal }).catch(() => "gone");
    while (clock.sleepers() === 0) await setImmediate();
    leaving.abort();
    expect(await waiting).toBe("gone");
    while (clock.sleepers() > 0) await setImmediate();
    expect(clock.sleepers()).toBe(0);
  });

  it("does not keep the hub from stopping", async () => {
    const clock = createManualClock();
    const hub = await startTestHub({ clock });
    const waiting = getInbox(hub, "/messages?wait=60").catch(() => "gone");
    while (clock.sleepers() === 0) await setImmediate();
    await hub.stop();
    expect(await waiting).toBe("gone");
    while (clock.sleepers() > 0) await setImmediate();
    expect(clock.sleepers()).toBe(0);
  });
});
