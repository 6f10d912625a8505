import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createPace, type Pace } from "../../src/dispatch/pace.ts";
import { startMs, steppedClock } from "./support.ts";

const running = () => new AbortController().signal;

/** Counts those who got in, of so many who ask. */
async function enterMany(pace: Pace, count: number, halted = running()): Promise<{ inside: number }> {
  const state = { inside: 0 };
  for (let index = 0; index < count; index++) void pace.enter(halted).then(() => state.inside++);
  await turn();
  return state;
}

describe("the pace of a run", () => {
  it("lets as many in as the concurrency, and the next when one leaves", async () => {
    const pace = createPace({ clock: steppedClock(), concurrency: 3 });
    const state = await enterMany(pace, 5);
    expect(state.inside).toBe(3);
    pace.leave();
    await turn();
    expect(state.inside).toBe(4);
    pace.leave();
    await turn();
    expect(state.inside).toBe(5);
  });

  it("stands still for all until the hub may be asked again", async () => {
    const clock = steppedClock();
    const pace = createPace({ clock, concurrency: 4 });
    pace.slowDown(startMs + 10_000);
    const state = await enterMany(pace, 1);
    clock.advance(9_999);
    await turn();
    expect(state.inside).toBe(0);
    clock.advance(1);
    await turn();
    expect(state.inside).toBe(1);
  });

  it("keeps the longest of the waits that it was told", async () => {
    const clock = steppedClock();
    const pace = createPace({ clock, concurrency: 4 });
    pace.slowDown(startMs + 10_000);
    pace.slowDown(startMs + 1_000);
    const state = await enterMany(pace, 1);
    clock.advance(5_000);
    await turn();
    expect(state.inside).toBe(0);
  });

  it("sends half as many at a time after each throttle, and at least one", async () => {
    const pace = createPace({ clock: steppedClock(), concurrency: 8 });
    pace.slowDown(startMs);
    const state = await enterMany(pace, 8);
    expect(state.inside).toBe(4);
    for (let index = 0; index < 10; index++) pace.slowDown(startMs);
    for (let index = 0; index < 4; index++) pace.leave();
    await turn();
    expect(state.inside).toBe(5);
  });

  it("grows back to the concurrency and no further", async () => {
    const pace = createPace({ clock: steppedClock(), concurrency: 4 });
    pace.slowDown(startMs);
    pace.slowDown(startMs);
    for (let index = 0; index < 100; index++) pace.speedUp();
    expect((await enterMany(pace, 9)).inside).toBe(4);
  });

  it("stays a tenth below the speed at which it was throttled, for a minute", async () => {
    const clock = steppedClock();
    const pace = createPace({ clock, concurrency: 64 });
    pace.slowDown(startMs);
    for (let index = 0; index < 5_000; index++) pace.speedUp();
    const before = await enterMany(pace, 64);
    expect(before.inside).toBe(58);
    clock.advance(60_000);
    for (let index = 0; index < 5_000; index++) pace.speedUp();
    await turn();
    expect(before.inside).toBe(64);
  });

  it("spreads requests evenly over a minute, and saves nothing up for a burst", async () => {
    const clock = steppedClock();
    const pace = createPace({ clock, concurrency: 8, maxPerMinute: 60 });
    clock.advance(10_000);
    const state = await enterMany(pace, 4);
    expect(state.inside).toBe(1);
    clock.advance(1_000);
    await turn();
    expect(state.inside).toBe(2);
    clock.advance(2_000);
    await turn();
    expect(state.inside).toBe(4);
  });

  it("lets a waiting one in as soon as it grows", async () => {
    const pace = createPace({ clock: steppedClock(), concurrency: 2 });
    pace.slowDown(startMs);
    const state = await enterMany(pace, 2);
    expect(state.inside).toBe(1);
    pace.speedUp();
    await turn();
    expect(state.inside).toBe(2);
  });

  it("keeps nobody waiting once the run is halted", async () => {
    const pace = createPace({ clock: steppedClock(), concurrency: 1 });
    const halted = new AbortController();
    pace.slowDown(startMs + 60_000);
    const state = await enterMany(pace, 3, halted.signal);
    expect(state.inside).toBe(0);
    halted.abort();
    await turn();
    expect(state.inside).toBe(3);
  });

  it("leaves no listener behind on the signal of the run", async () => {
    const pace = createPace({ clock: steppedClock(), concurrency: 1 });
    const { signal } = new AbortController();
    let listeners = 0;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners++;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners--;
      remove(...given);
    };
    await enterMany(pace, 4, signal);
    expect(listeners).toBe(3);
    for (let index = 0; index < 3; index++) {
      pace.leave();
      await turn();
    }
    expect(listeners).toBe(0);
  });
});
