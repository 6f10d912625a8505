import { describe, expect, it } from "vitest";
import { createProgress } from "../../src/commands/progress.ts";
import { startMs, steppedClock } from "../dispatch/support.ts";

function watch(options: { readonly isTerminal: boolean; readonly total: number }) {
  const written: string[] = [];
  const clock = steppedClock();
  const sink = { isTerminal: options.isTerminal, write: (text: string) => void written.push(text) };
  return { written, clock, progress: createProgress({ sink, clock, total: options.total }) };
}

describe("the progress of a send", () => {
  it("is a bar on a terminal, with rate, failures and the time that is left", () => {
    const { written, clock, progress } = watch({ isTerminal: true, total: 10_000 });
    clock.advance(1_000);
    progress.note("accepted", 2_500);
    clock.advance(1_000);
    progress.note("rejected", 500);
    expect(written.at(-1)).toBe(
      "\r███████░░░░░░░░░░░░░░░░░ 3,000 of 10,000 (30 %), 1,500/s, 500 failures, 5 s left\u001b[K",
    );
    progress.end();
    expect(written.at(-1)).toBe("\r\u001b[K");
  });

  it("is a line every five seconds in a log", () => {
    const { written, clock, progress } = watch({ isTerminal: false, total: 1_000_000 });
    for (let second = 0; second < 12; second++) {
      clock.advance(1_000);
      progress.note("accepted", 1_000);
    }
    progress.end();
    expect(written).toEqual([
      "5,000 of 1,000,000 (0 %), 1,000/s, 16 min 35 s left\n",
      "10,000 of 1,000,000 (1 %), 1,000/s, 16 min 30 s left\n",
    ]);
    expect(clock.nowMs()).toBe(startMs + 12_000);
  });

  it("says nothing of a run that is over before anybody looks", () => {
    const { written, clock, progress } = watch({ isTerminal: true, total: 20 });
    clock.advance(60_000);
    progress.note("accepted", 20);
    progress.end();
    expect(written).toEqual([]);
  });
});
