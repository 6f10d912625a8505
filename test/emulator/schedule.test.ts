import { describe, expect, it } from "vitest";
import { dayMs, detailOf, minuteMs, schedulePath, setUp, toSports, waitingIds } from "./schedule-support.ts";
import { listenRule, namesIn, nowMs, token } from "./support.ts";

describe("a schedule", () => {
  it("is taken with an id of its own shape, and waits", async () => {
    const { hub, schedule } = await setUp();
    const { status, body, headers, id } = await schedule(nowMs + dayMs, {
      headers: { "ServiceBusNotification-Tags": "sports", "apns-priority": "5" },
    });
    expect([status, body]).toEqual([201, ""]);
    expect(headers.get("location")).toBe(
      `http://127.0.0.1:${hub.port}/Newsroom/schedulednotifications/${id}?api-version=2020-06`,
    );
    expect(id).toMatch(/^[0-9a-f]{32}_20261124093015_1_1_QNHQueue[0-9a-f]{32}-S1$/);
    expect(hub.scheduled).toMatchObject([{ id, deliverAtMs: nowMs + dayMs }]);
    expect(hub.messages).toMatchObject([
      { id, state: "Scheduled", address: "tags", tags: "sports", headers: { "apns-priority": "5" } },
    ]);
    expect(hub.inbox).toEqual([]);
  });

  it("is kept without the signature that it came with", async () => {
    const { hub, schedule } = await setUp();
    await schedule(nowMs + dayMs);
    expect(hub.scheduled[0]?.request.headers.has("servicebusnotification-scheduletime")).toBe(true);
    expect(hub.scheduled[0]?.request.headers.has("authorization")).toBe(false);
    expect(hub.snapshot()).not.toContain("SharedAccessSignature");
  });

  it("goes out before the first request after its time is answered", async () => {
    const { clock, hub, schedule, telemetry } = await setUp();
    const { id } = await schedule(nowMs + dayMs, {
      headers: { "ServiceBusNotification-Tags": "sports", "apns-priority": "5" },
    });
    await clock.advance(dayMs - 1);
    expect(await telemetry(id)).toMatchObject({
      state: "Scheduled",
      startTime: undefined,
      endTime: undefined,
    });
    expect(hub.inbox).toEqual([]);
    await clock.advance(1);
    expect(await telemetry(id)).toMatchObject({
      notificationId: id,
      state: "Completed",
      enqueueTime: "2026-11-24T09:30:15.000Z",
      startTime: "2026-11-25T09:30:15.000Z",
      endTime: "2026-11-25T09:30:15.000Z",
      outcomeCounts: new Map([["Apns", new Map([["Success", 1]])]]),
    });
    expect(hub.inbox).toMatchObject([
      { device: "Ada's iPhone", messageId: id, headers: { "apns-priority": "5" } },
    ]);
    expect(hub.scheduled).toEqual([]);
  });

  it("goes out once, however many requests follow", async () => {
    const { clock, hub, schedule, telemetry } = await setUp();
    const { id } = await schedule(nowMs + 1, toSports);
    await clock.advance(1);
    await Promise.all([telemetry(id), telemetry(id), telemetry(id)]);
    expect(namesIn(hub)).toEqual(["Ada's iPhone"]);
  });

  it("goes out in the order of time, not of arrival", async () => {
    const { clock, hub, schedule, telemetry } = await setUp();
    const later = await schedule(nowMs + 2 * minuteMs, toSports);
    const sooner = await schedule(nowMs + minuteMs, toSports);
    expect(waitingIds(hub)).toEqual([later.id, sooner.id]);
    await clock.advance(dayMs);
    await telemetry(later.id);
    expect(hub.inbox.map(({ messageId }) => messageId)).toEqual([sooner.id, later.id]);
  });

  it("to nobody ends in NoTargetFound", async () => {
    const { clock, schedule, telemetry } = await setUp();
    const { id } = await schedule(nowMs + 1, { headers: { "ServiceBusNotification-Tags": "nobody" } });
    await clock.advance(1);
    expect((await telemetry(id))?.state).toBe("NoTargetFound");
  });

  it("fills templates", async () => {
    const { clock, hub, schedule, telemetry } = await setUp();
    const { id } = await schedule(nowMs + 1, {
      body: '{"greeting":"Hi","count":"3"}',
      headers: {
        "ServiceBusNotification-Format": "template",
        "ServiceBusNotification-Tags": "greeting && muted",
      },
    });
    await clock.advance(1);
    await telemetry(id);
    expect(hub.inbox.map(({ body }) => body)).toEqual(['{"aps":{"alert":"Hi, Cy","badge":3}}']);
  });

  it.each([
    ["2026-11-24T09:31:15", "the .NET SDK"],
    ["2026-11-24'T'09:31:15", "the Python SDK"],
    ["11/24/2026 09:31:15", "an American"],
    ["2026-11-24T10:31:15+01:00", "somebody in Berlin"],
  ])("may be written %s, as by %s", async (time) => {
    const { hub, schedule } = await setUp();
    expect((await schedule(time)).status).toBe(201);
    expect(hub.scheduled[0]?.deliverAtMs).toBe(nowMs + minuteMs);
  });

  it.each([0, -1, -30 * dayMs])("goes out at once when its time is %i ms away", async (awayMs) => {
    const { hub, schedule } = await setUp();
    const { status, id } = await schedule(nowMs + awayMs, toSports);
    expect(status).toBe(201);
    expect(hub.inbox).toMatchObject([{ device: "Ada's iPhone", messageId: id }]);
    expect(hub.messages).toMatchObject([{ id, state: "Completed" }]);
    expect(hub.scheduled).toEqual([]);
  });

  it("reaches up to seven days ahead", async () => {
    const { hub, schedule } = await setUp();
    expect((await schedule(nowMs + 7 * dayMs)).status).toBe(201);
    const tooFar = await schedule(nowMs + 7 * dayMs + 1);
    expect([tooFar.status, detailOf(tooFar)]).toEqual([
      400,
      "A notification can be scheduled at most 7 days ahead",
    ]);
    expect(hub.scheduled).toHaveLength(1);
  });

  it("needs a time that can be read", async () => {
    const { hub, ask, schedule } = await setUp();
    const wrong = await schedule("tomorrow");
    expect([wrong.status, detailOf(wrong)]).toEqual([
      400,
      "The header ServiceBusNotification-ScheduleTime is not a time: 'tomorrow'. Write it as 2026-12-01T08:00:00Z",
    ]);
    const none = await ask({ path: schedulePath });
    expect([none.status, detailOf(none)]).toEqual([
      400,
      "The header ServiceBusNotification-ScheduleTime is missing",
    ]);
    expect([hub.scheduled, hub.messages]).toEqual([[], []]);
  });

  it.each([
    ["a broken tag expression", { headers: { "ServiceBusNotification-Tags": "a &" } }, 400],
    ["an unknown format", { headers: { "ServiceBusNotification-Format": "fcm" } }, 400],
    ["a body that is no JSON", { body: "{" }, 400],
    ["a body that is too large", { body: `"${"x".repeat(65_536)}"` }, 413],
  ])("is refused at once for %s", async (_, asked, status) => {
    const { hub, schedule } = await setUp();
    expect((await schedule(nowMs + dayMs, asked)).status).toBe(status);
    expect([hub.scheduled, hub.messages]).toEqual([[], []]);
  });

  it.each([
    "/Newsroom/schedulednotifications?api-version=2020-06",
    "/newsroom/ScheduledNotifications/?API-Version=2020-06",
    "/NEWSROOM//schedulednotifications?api-version=2020-06&test",
    "/Newsroom/scheduled%6Eotifications/?api-version=2020-06",
  ])("may be asked for at %s", async (path) => {
    const { hub, schedule } = await setUp();
    const { status, headers, id } = await schedule(nowMs + dayMs, { path });
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(
      `http://127.0.0.1:${hub.port}/Newsroom/schedulednotifications/${id}?api-version=2020-06`,
    );
    expect(waitingIds(hub)).toEqual([id]);
  });

  it.each(["PUT", "DELETE", "PATCH", "GET"])("is asked for by POST, not by %s", async (method) => {
    const { hub, schedule } = await setUp();
    const { status, headers } = await schedule(nowMs + dayMs, { method });
    expect([status, headers.get("allow")]).toEqual([405, "POST"]);
    expect([hub.scheduled, hub.messages]).toEqual([[], []]);
  });

  it.each(["free", "basic"] as const)("is not for the %s tier, nor is its cancel", async (tier) => {
    const { hub, schedule, cancel } = await setUp({ tier });
    for (const answer of [await schedule(nowMs + dayMs), await cancel("x")]) {
      expect([answer.status, detailOf(answer)]).toEqual([
        403,
        "This operation is not available for your tier",
      ]);
    }
    expect(hub.scheduled).toEqual([]);
  });

  it("needs a key that may send, and so does its cancel", async () => {
    const { hub, schedule, ask } = await setUp();
    const { id } = await schedule(nowMs + dayMs);
    const headers = { Authorization: token(hub, listenRule) };
    expect((await schedule(nowMs + dayMs, { headers })).status).toBe(403);
    const refused = await ask({ method: "DELETE", path: `/Newsroom/schedulednotifications/${id}`, headers });
    expect(refused.status).toBe(403);
    expect(waitingIds(hub)).toEqual([id]);
  });
});
