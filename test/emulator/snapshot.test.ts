import { describe, expect, it } from "vitest";
import { readSnapshot, type ScheduledSend, type StoredMessage } from "../../src/emulator/hub.ts";
import { createRegistry } from "../../src/emulator/registry.ts";
import { formatSnapshot } from "../../src/emulator/snapshot.ts";
import { readSendResponse } from "../../src/nh/response.ts";
import { createManualClock } from "./manual-clock.ts";
import { call, fullRule, namesIn, nowMs, startTestHub, token } from "./support.ts";

const dayMs = 24 * 60 * 60 * 1000;
const path = "/Newsroom/schedulednotifications/?api-version=2020-06";

/** The text that a hub leaves which has one message of each kind. */
async function leaveSnapshot() {
  const hub = await startTestHub();
  await call(hub, { headers: { "ServiceBusNotification-Tags": "sports", "apns-priority": "5" } });
  await call(hub, { headers: { "ServiceBusNotification-Tags": "nobody" } });
  const headers = {
    "ServiceBusNotification-Tags": "politics && muted",
    "ServiceBusNotification-ScheduleTime": new Date(nowMs + dayMs).toISOString(),
  };
  const answer = await call(hub, { path, headers });
  const { notificationId = "" } = readSendResponse(Object.fromEntries(answer.headers));
  return { hub, text: hub.snapshot(), id: notificationId };
}

describe("a snapshot", () => {
  it("comes back from its text", async () => {
    const { hub, text } = await leaveSnapshot();
    expect(readSnapshot(text)).toEqual({
      messages: hub.messages,
      scheduled: hub.scheduled,
      registrations: [],
      installations: [],
    });
  });

  it("lets a later hub tell of what an earlier one sent, and deliver what it took", async () => {
    const { hub: earlier, text, id } = await leaveSnapshot();
    const clock = createManualClock(nowMs + dayMs);
    const hub = await startTestHub({ clock, snapshot: readSnapshot(text) });
    expect(namesIn(hub)).toEqual(["Cy's iPad"]);
    expect(hub.messages.map(({ id: known, state }) => [known, state])).toEqual([
      [earlier.messages[0]?.id, "Completed"],
      [earlier.messages[1]?.id, "NoTargetFound"],
      [id, "Completed"],
    ]);
    expect(hub.messages[2]).toMatchObject({ enqueuedAtMs: nowMs, deliveredAtMs: nowMs + dayMs });
    expect(hub.scheduled).toEqual([]);
  });

  it("keeps what apps registered, and what they changed of the fleet's devices", async () => {
    const earlier = await startTestHub({ keys: [fullRule] });
    const headers = { Authorization: token(earlier, fullRule) };
    const put = (id: string, installation: object) =>
      call(earlier, {
        method: "PUT",
        path: `/Newsroom/installations/${id}`,
        headers,
        body: JSON.stringify({ installationId: id, platform: "apns", ...installation }),
      });
    const templates = {
      hello: { body: '{"aps":{"alert":"$(x)"}}', headers: {}, expiry: "0", tags: ["loud"] },
    };
    await put("new", {
      pushChannel: "00ff",
      tags: ["fresh"],
      userId: "nia",
      pushVariables: { a: "b" },
      templates,
    });
    await put("ada-s-iphone", { pushChannel: "11ff", tags: ["fresh"] });
    const entry = `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><AppleRegistrationDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"><Tags>fresh</Tags><DeviceToken>22FF</DeviceToken></AppleRegistrationDescription></content></entry>`;
    expect((await call(earlier, { path: "/Newsroom/registrations", headers, body: entry })).status).toBe(200);

    const hub = await startTestHub({ keys: [fullRule], snapshot: readSnapshot(earlier.snapshot()) });
    expect(JSON.parse(hub.snapshot())).toEqual(JSON.parse(earlier.snapshot()));
    await call(hub, {
      headers: { Authorization: token(hub, fullRule), "ServiceBusNotification-Tags": "fresh" },
    });
    expect(hub.inbox.map(({ device, handle }) => [device, handle])).toEqual([
      ["Ada's iPhone", "11ff"],
      [undefined, "00ff"],
      [undefined, "22FF"],
    ]);
  });

  it("asks for the audience at the time of delivery: the fleet may have changed", async () => {
    const { text } = await leaveSnapshot();
    const hub = await startTestHub({
      clock: createManualClock(nowMs + dayMs),
      snapshot: readSnapshot(text),
      devices: [{ name: "New", platform: "apple", tags: ["politics", "muted"] }],
    });
    expect(namesIn(hub)).toEqual(["New"]);
  });

  it("lets a later hub take back what an earlier one took", async () => {
    const { text, id } = await leaveSnapshot();
    const hub = await startTestHub({ snapshot: readSnapshot(text) });
    const cancel = { method: "DELETE", path: `/Newsroom/schedulednotifications/${id}` };
    expect((await call(hub, cancel)).status).toBe(200);
    expect(JSON.parse(hub.snapshot())).toMatchObject({ version: 2, scheduled: [] });
    expect(hub.messages[2]?.state).toBe("Canceled");
  });

  it("abandons what this hub would not have taken", async () => {
    const { text, id } = await leaveSnapshot();
    const broken = readSnapshot(text.replaceAll("politics && muted", "politics &"));
    const hub = await startTestHub({ clock: createManualClock(nowMs + dayMs), snapshot: broken });
    expect(hub.messages[2]).toMatchObject({ id, state: "Abandoned" });
    expect([hub.inbox, hub.scheduled]).toEqual([[], []]);
  });

  it("holds the newest 1,000 messages, and every one that waits", () => {
    const message = (index: number): StoredMessage => ({
      id: `m${index}`,
      address: "broadcast",
      format: "apple",
      isTest: false,
      tags: undefined,
      contentType: "application/json",
      body: "{}",
      headers: {},
      state: index === 3 ? "Scheduled" : "Completed",
      targetPlatforms: [],
      outcomeCounts: new Map(),
      enqueuedAtMs: nowMs,
      deliveredAtMs: nowMs,
    });
    const request = { method: "POST", target: path, headers: new Map<string, string>(), body: "{}" };
    const waiting: ScheduledSend = { id: "m3", deliverAtMs: nowMs, request };
    const ids = Array.from({ length: 1_500 }, (_, index): [string, StoredMessage] => [
      `m${index}`,
      message(index),
    ]);
    const text = formatSnapshot({
      messages: new Map(ids),
      scheduled: new Map([["m3", waiting]]),
      registry: createRegistry(),
      seeds: new Set(),
    });
    const kept = readSnapshot(text)?.messages.map(({ id }) => id) ?? [];
    expect(kept).toHaveLength(1_001);
    expect([kept[0], kept[1], kept.at(-1)]).toEqual(["m3", "m500", "m1499"]);
  });

  it.each(["", "{", "null", "[]", "7", '"x"', "{}", '{"version":2}', "\u0000", "[".repeat(100_000)])(
    "is not read from %j",
    (text) => {
      expect(readSnapshot(text)).toBeUndefined();
    },
  );

  it.each([
    ["another version", '"version": 2', '"version": 1'],
    ["a version in words", '"version": 2', '"version": "1"'],
    ["an unknown state", '"Scheduled"', '"Sleeping"'],
    ["an unknown format", '"format": "apple"', '"format": "fcm"'],
    ["an unknown address", '"address": "tags"', '"address": "moon"'],
    ["a time in words", `"deliverAtMs": ${nowMs + dayMs}`, '"deliverAtMs": "later"'],
    ["a time that no calendar has", `"deliverAtMs": ${nowMs + dayMs}`, '"deliverAtMs": 8640000000000001'],
    ["a time before all times", `"enqueuedAtMs": ${nowMs}`, '"enqueuedAtMs": -1'],
    ["a header that is no text", '"apns-priority": "5"', '"apns-priority": 5'],
    ["a flag that is none", '"isTest": false', '"isTest": 0'],
    ["no list of messages", '"messages": [', '"messages": null, "others": ['],
    ["no list of what waits", '"scheduled": [', '"scheduled": {}, "others": ['],
    ["a request without its body", '"target":', '"elsewhere":'],
  ])("is not read with %s", async (_, whole, broken) => {
    const { text } = await leaveSnapshot();
    expect(text).toContain(whole);
    expect(readSnapshot(text.replace(whole, broken))).toBeUndefined();
  });

  it.each([
    ["2026-12-01T00:00:00Z", true],
    ["2026-12-01T00:00:00.123+01:00", true],
    ["2026-12-01T00:00:00", true],
    ["2026-12-01T00:00:00+0100", false],
    ["2026-12-01T00:00:00z", false],
    ["Tue, 01 Dec 2026 00:00:00 GMT", false],
    ["2026-13-01T00:00:00Z", false],
  ])("holds %s as the end of an installation: %s", async (expirationTime, isRead) => {
    const earlier = await startTestHub({ keys: [fullRule] });
    const end = "2027-01-01T00:00:00Z";
    await call(earlier, {
      method: "PUT",
      path: "/Newsroom/installations/new",
      headers: { Authorization: token(earlier, fullRule) },
      body: JSON.stringify({
        installationId: "new",
        platform: "apns",
        pushChannel: "00ff",
        expirationTime: end,
      }),
    });
    const text = earlier.snapshot();
    expect(text).toContain(`"${end}"`);
    const snapshot = readSnapshot(text.replaceAll(`"${end}"`, `"${expirationTime}"`));
    expect(snapshot !== undefined).toBe(isRead);
    if (snapshot !== undefined) await startTestHub({ snapshot });
  });

  it("takes no prototype from its text", async () => {
    const { text } = await leaveSnapshot();
    const snapshot = readSnapshot(text.replace('"apns-priority": "5"', '"__proto__": "5"'));
    expect(Object.getPrototypeOf(snapshot?.messages[0]?.headers)).toBe(Object.prototype);
    expect(Object.keys(snapshot?.messages[0]?.headers ?? {})).toEqual(["__proto__"]);
  });
});
