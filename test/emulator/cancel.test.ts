import { describe, expect, it } from "vitest";
import { dayMs, detailOf, setUp, toSports, waitingIds } from "./schedule-support.ts";
import { namesIn, nowMs } from "./support.ts";

describe("a cancel", () => {
  it("takes a schedule back, which never goes out then", async () => {
    const { clock, hub, schedule, cancel, telemetry } = await setUp();
    const { id } = await schedule(nowMs + dayMs);
    const other = await schedule(nowMs + dayMs, toSports);
    const { status, body, headers } = await cancel(id);
    expect([status, body]).toEqual([200, ""]);
    expect(headers.get("trackingid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(waitingIds(hub)).toEqual([other.id]);
    await clock.advance(2 * dayMs);
    expect(await telemetry(id)).toMatchObject({
      state: "Canceled",
      startTime: undefined,
      endTime: undefined,
    });
    expect(hub.inbox.map(({ messageId }) => messageId)).toEqual([other.id]);
  });

  it("finds nothing the second time", async () => {
    const { schedule, cancel, telemetry } = await setUp();
    const { id } = await schedule(nowMs + dayMs);
    await cancel(id);
    const again = await cancel(id);
    expect([again.status, detailOf(again)]).toEqual([404, "The scheduled notification was not found"]);
    expect((await telemetry(id))?.state).toBe("Canceled");
  });

  it("finds nothing once the message is due", async () => {
    const { clock, hub, schedule, cancel, telemetry } = await setUp();
    const { id } = await schedule(nowMs + dayMs, toSports);
    await clock.advance(dayMs);
    expect((await cancel(id)).status).toBe(404);
    expect((await telemetry(id))?.state).toBe("Completed");
    expect(namesIn(hub)).toEqual(["Ada's iPhone"]);
  });

  it.each(["nope", "__proto__", "%00", "a%2Fb"])("finds nothing under %s", async (id) => {
    const { cancel } = await setUp();
    expect((await cancel(id)).status).toBe(404);
  });

  it("does not find a message that was sent at once", async () => {
    const { hub, ask, cancel } = await setUp();
    await ask({});
    expect((await cancel(hub.messages[0]?.id ?? "")).status).toBe(404);
    expect(hub.messages[0]?.state).toBe("Completed");
  });

  it.each([
    ["a slash at the end", (id: string) => `/Newsroom/schedulednotifications/${id}/?api-version=2020-06`],
    ["other case and no version", (id: string) => `/NEWSROOM/ScheduledNotifications/${id}`],
    ["an encoded id", (id: string) => `/Newsroom/schedulednotifications/${id.replaceAll("_", "%5F")}`],
  ])("may be asked for with %s", async (_, spell) => {
    const { hub, ask, schedule } = await setUp();
    const { id } = await schedule(nowMs + dayMs);
    expect((await ask({ method: "DELETE", path: spell(id) })).status).toBe(200);
    expect(hub.scheduled).toEqual([]);
  });

  it.each(["POST", "PUT", "GET"])("is asked for by DELETE, not by %s", async (method) => {
    const { hub, ask, schedule } = await setUp();
    const { id } = await schedule(nowMs + dayMs);
    const { status, headers } = await ask({ method, path: `/Newsroom/schedulednotifications/${id}` });
    expect([status, headers.get("allow")]).toEqual([405, "DELETE"]);
    expect(waitingIds(hub)).toEqual([id]);
  });
});
