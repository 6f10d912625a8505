import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../src/model/io.ts";
import { nowMs as startMs } from "./support.ts";

export interface ManualClock extends Clock {
  /** How many sleep now. */
  sleepers(): number;
  /** Lets time pass, wakes whom it wakes, one after the other, and lets them act. */
  advance(byMs: number): Promise<void>;
}

/** A clock that stands still until a test moves it. */
export function createManualClock(fromMs = startMs): ManualClock {
  let now = fromMs;
  const sleeping = new Set<{ readonly wakeAtMs: number; wake(): void }>();
  return {
    nowMs: () => now,
    sleepers: () => sleeping.size,
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const sleeper = {
          wakeAtMs: now + delayMs,
          wake: () => {
            sleeping.delete(sleeper);
            resolve();
          },
        };
        sleeping.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake);
      }),
    advance: async (byMs) => {
      const untilMs = now + byMs;
      for (;;) {
        const [next] = [...sleeping].sort((a, b) => a.wakeAtMs - b.wakeAtMs);
        if (next === undefined || next.wakeAtMs > untilMs) break;
        now = next.wakeAtMs;
        next.wake();
        await setImmediate();
      }
      now = untilMs;
    },
  };
}
