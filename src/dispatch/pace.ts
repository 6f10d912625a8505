import type { Clock } from "../model/io.ts";

/** The speed of a run at one hub: what one request learns about throttling slows all that follow, of whichever campaign. */
export interface Pace {
  /** Takes a turn when one is free at once, which most are. */
  tryEnter(): boolean;
  /** Waits for a turn, and for the end of a throttle. */
  enter(halted: AbortSignal): Promise<void>;
  leave(): void;
  /** Waits for the end of a throttle alone: for one that has its turn and tries again. */
  rest(halted: AbortSignal): Promise<void>;
  /** The hub throttles: nobody sends before `untilMs`, and fewer at a time after it. */
  slowDown(untilMs: number): void;
  speedUp(): void;
}

export interface PaceOptions {
  readonly clock: Clock;
  readonly concurrency: number;
  /** Requests in a minute, evenly spread; absent: as many as the hub takes. */
  readonly maxPerMinute?: number;
}

/** How long a run stays below the speed at which it was throttled, so that others of the namespace find room. */
const humbleMs = 60_000;
const humbleShare = 0.9;

export function createPace({ clock, concurrency, maxPerMinute }: PaceOptions): Pace {
  const spacingMs = maxPerMinute === undefined ? 0 : 60_000 / maxPerMinute;
  let nextStartMs = 0;
  let ceiling = concurrency;
  let humbleUntilMs = 0;
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
  /** Each takes the next free moment; a moment that nobody took is not saved up for a burst. */
  const waitForTurn = async (halted: AbortSignal) => {
    const nowMs = clock.nowMs();
    const startMs = Math.max(nowMs, nextStartMs);
    nextStartMs = startMs + spacingMs;
    if (startMs > nowMs) await clock.sleep(startMs - nowMs, halted);
  };
  return {
    tryEnter: () => {
      const isFree = running < Math.floor(allowed) && spacingMs === 0 && clock.nowMs() >= blockedUntilMs;
      if (isFree) running++;
      return isFree;
    },
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
      if (spacingMs > 0) await waitForTurn(halted);
    },
    rest: async (halted) => {
      await rest(halted);
      if (spacingMs > 0) await waitForTurn(halted);
    },
    leave: () => {
      running--;
      wakeOne();
    },
    slowDown: (untilMs) => {
      blockedUntilMs = Math.max(blockedUntilMs, untilMs);
      // One throttle answers many requests of the same moment, and says one thing.
      ceiling = clock.nowMs() < humbleUntilMs ? ceiling : Math.ceil(allowed * humbleShare);
      humbleUntilMs = untilMs + humbleMs;
      allowed = Math.max(1, allowed / 2);
    },
    speedUp: () => {
      if (ceiling < concurrency && clock.nowMs() >= humbleUntilMs) ceiling = concurrency;
      allowed = Math.min(ceiling, allowed + 1 / Math.max(1, allowed));
      if (running < Math.floor(allowed)) wakeOne();
    },
  };
}
