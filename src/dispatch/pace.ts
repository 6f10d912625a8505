import type { Clock } from "../model/io.ts";

/** The speed of a run at one namespace: what one request learns about throttling slows all of them. */
export interface Pace {
  /** Waits for a turn, and for the end of a throttle. */
  enter(halted: AbortSignal): Promise<void>;
  leave(): void;
  /** Waits for the end of a throttle alone: for one that has its turn and tries again. */
  rest(halted: AbortSignal): Promise<void>;
  /** The hub throttles: nobody sends before `untilMs`, and fewer at a time after it. */
  slowDown(untilMs: number): void;
  speedUp(): void;
}

export function createPace({
  clock,
  concurrency,
}: {
  readonly clock: Clock;
  readonly concurrency: number;
}): Pace {
  let allowed = concurrency;
  let running = 0;
  let blockedUntilMs = 0;
  const waiting: (() => void)[] = [];
  const wakeOne = () => waiting.shift()?.();
  const rest = async (halted: AbortSignal) => {
    for (let nowMs = clock.nowMs(); nowMs < blockedUntilMs && !halted.aborted; nowMs = clock.nowMs()) {
      await clock.sleep(blockedUntilMs - nowMs, halted);
    }
  };
  return {
    enter: async (halted) => {
      while (running >= Math.max(1, Math.floor(allowed)) && !halted.aborted) {
        await new Promise<void>((resolve) => {
          const wake = () => {
            halted.removeEventListener("abort", wake);
            resolve();
          };
          waiting.push(wake);
          halted.addEventListener("abort", wake);
        });
      }
      running++;
      await rest(halted);
    },
    rest,
    leave: () => {
      running--;
      wakeOne();
    },
    slowDown: (untilMs) => {
      blockedUntilMs = Math.max(blockedUntilMs, untilMs);
      allowed = Math.max(1, allowed / 2);
    },
    speedUp: () => {
      allowed = Math.min(concurrency, allowed + 1 / Math.max(1, allowed));
      if (running < Math.floor(allowed)) wakeOne();
    },
  };
}
