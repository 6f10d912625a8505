import type { Clock, TextSink } from "../model/io.ts";
import type { OutcomeKind } from "../model/outcome.ts";
import { count, formatAmount } from "../text/count.ts";

export interface ProgressOptions {
  readonly sink: TextSink;
  readonly clock: Clock;
  /** People, or deliveries. */
  readonly total: number;
}

/** How far a long send has come. */
export interface Progress {
  note(kind: OutcomeKind, amount: number): void;
  /** Takes the bar off the terminal. */
  end(): void;
}

/** Below this a run is over before anybody looks. */
const minTotal = 500;
const barWidth = 24;
/** A person sees it move; a log of a CI job stays short. */
const terminalEveryMs = 100;
const logEveryMs = 5_000;
/** The rate is that of the last moments: a run that is throttled shows it. */
const rateWindowMs = 10_000;

/** A bar on a terminal, a line every few seconds elsewhere. */
export function createProgress({ sink, clock, total }: ProgressOptions): Progress {
  const startedAtMs = clock.nowMs();
  let done = 0;
  let failed = 0;
  let shownAtMs = sink.isTerminal ? 0 : startedAtMs;
  let isShown = false;
  let marks: readonly { readonly atMs: number; readonly done: number }[] = [{ atMs: startedAtMs, done: 0 }];
  const show = (nowMs: number): void => {
    shownAtMs = nowMs;
    marks = [...marks.filter(({ atMs }) => nowMs - atMs <= rateWindowMs), { atMs: nowMs, done }];
    const text = describe({ done, failed, total, perSecond: rateOf(marks, { nowMs, startedAtMs, done }) });
    if (!sink.isTerminal) sink.write(`${text}\n`);
    // Back to the start of the line, and clear what a longer line left there.
    else sink.write(`\r${drawBar(done / total)} ${text}\u001b[K`);
    isShown = true;
  };
  return {
    note: (kind, amount) => {
      done += amount;
      if (kind !== "accepted") failed += amount;
      if (total < minTotal) return;
      const nowMs = clock.nowMs();
      if (nowMs - shownAtMs >= (sink.isTerminal ? terminalEveryMs : logEveryMs)) show(nowMs);
    },
    end: () => {
      if (sink.isTerminal && isShown) sink.write("\r\u001b[K");
    },
  };
}

/** For `--quiet`. */
export const silentProgress: Progress = { note: () => undefined, end: () => undefined };

function rateOf(
  marks: readonly { readonly atMs: number; readonly done: number }[],
  {
    nowMs,
    startedAtMs,
    done,
  }: { readonly nowMs: number; readonly startedAtMs: number; readonly done: number },
): number {
  const first = marks[0] ?? { atMs: startedAtMs, done: 0 };
  return nowMs === first.atMs ? 0 : ((done - first.done) * 1_000) / (nowMs - first.atMs);
}

function describe({
  done,
  failed,
  total,
  perSecond,
}: {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  readonly perSecond: number;
}): string {
  const parts = [
    `${formatAmount(done)} of ${formatAmount(total)} (${Math.floor((done / total) * 100)} %)`,
    `${formatAmount(Math.round(perSecond))}/s`,
    ...(failed > 0 ? [`${count(failed, "failure")}`] : []),
    ...(perSecond > 0 && done < total ? [`${describeSpan((total - done) / perSecond)} left`] : []),
  ];
  return parts.join(", ");
}

function describeSpan(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function drawBar(share: number): string {
  const full = Math.round(Math.min(1, share) * barWidth);
  return `${"█".repeat(full)}${"░".repeat(barWidth - full)}`;
}
