import { deliverDue } from "./deliver-due.ts";
import type { HubState } from "./hub-state.ts";

export interface ScheduleWatch {
  /** To be called whenever something waits for its time, or does so no more. */
  refresh(): void;
  /** Ends the waiting; calling it again is harmless. */
  stop(): void;
}

/** A machine that was suspended, or whose clock was set, is late by this at most. */
const maxSleepMs = 60_000;

/** Delivers each scheduled send at its time, by the hub's clock, though nobody asks. */
export function watchSchedule(state: HubState): ScheduleWatch {
  let waiting = new AbortController();
  let wakeAtMs: number | undefined;
  const refresh = () => {
    const nextMs = earliest(state);
    if (waiting.signal.aborted || nextMs === wakeAtMs) return;
    waiting.abort();
    waiting = new AbortController();
    wakeAtMs = nextMs;
    if (nextMs !== undefined) void sleepUntil(nextMs, waiting.signal);
  };
  const sleepUntil = async (nextMs: number, signal: AbortSignal) => {
    const delayMs = Math.max(nextMs - state.clock.nowMs(), 0);
    await state.clock.sleep(Math.min(delayMs, maxSleepMs), signal);
    if (signal.aborted) return;
    wakeAtMs = undefined;
    deliverDue(state);
    refresh();
  };
  refresh();
  return { refresh, stop: () => waiting.abort() };
}

function earliest({ scheduled, late }: HubState): number | undefined {
  const times = [...scheduled.values()].map(({ deliverAtMs }) => deliverAtMs);
  const first = Math.min(...late.slice(0, 1).map(({ dueAtMs }) => dueAtMs), ...times);
  return first === Number.POSITIVE_INFINITY ? undefined : first;
}
