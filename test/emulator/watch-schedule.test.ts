import { describe, expect, it } from "vitest";
import { readSnapshot } from "../../src/emulator/hub.ts";
import { createManualClock } from "./manual-clock.ts";
import { dayMs, minuteMs, setUp, toSports, waitingIds } from "./schedule-support.ts";
import { namesIn, nowMs, startTestHub } from "./support.ts";

describe("a hub that watches the clock", () => {
  it("delivers at the time, though nobody asks", async () => {
    const { clock, hub, schedule } = await setUp({ watchesClock: true });
    const later = await schedule(nowMs + 3 * dayMs, toSports);
    const sooner = await schedule(nowMs + 90_500, toSports);
    await clock.advance(90_499);
    expect(hub.inbox).toEqual([]);
    await clock.advance(1);
    expect(hub.inbox.map(({ messageId }) => messageId)).toEqual([sooner.id]);
    expect(hub.messages[1]).toMatchObject({ state: "Completed", deliveredAtMs: nowMs + 90_500 });
    await clock.advance(3 * dayMs);
    expect(hub.inbox.map(({ messageId }) => messageId)).toEqual([sooner.id, later.id]);
    expect(hub.messages[0]).toMatchObject({ state: "Completed", deliveredAtMs: nowMs + 3 * dayMs });
  });

  it("sleeps once while something waits, and not at all otherwise", async () => {
    const { clock, hub, schedule, cancel } = await setUp({ watchesClock: true });
    expect(clock.sleepers()).toBe(0);
    const { id } = await schedule(nowMs + dayMs);
    await schedule(nowMs + 2 * dayMs);
    expect(clock.sleepers()).toBe(1);
    await cancel(id);
    await cancel(waitingIds(hub)[0] ?? "");
    expect(clock.sleepers()).toBe(0);
  });

  it("delivers what an earlier process left", async () => {
    const first = await setUp();
    await first.schedule(nowMs + dayMs, toSports);
    const clock = createManualClock();
    const snapshot = readSnapshot(first.hub.snapshot());
    const hub = await startTestHub({ clock, snapshot, watchesClock: true });
    await clock.advance(dayMs);
    expect(namesIn(hub)).toEqual(["Ada's iPhone"]);
  });

  it("holds nothing after its stop", async () => {
    const { clock, hub, schedule } = await setUp({ watchesClock: true });
    await schedule(nowMs + minuteMs);
    await hub.stop();
    expect(clock.sleepers()).toBe(0);
    await clock.advance(dayMs);
    expect(hub.inbox).toEqual([]);
    expect(hub.scheduled).toHaveLength(1);
    await hub.stop();
  });
});
