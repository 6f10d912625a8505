import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** What a program of its own told of itself at its end. */
export interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly exitCode?: number;
}

export interface SendRow extends Figures {
  readonly what: string;
  readonly requests: number;
  readonly recipients: number;
}

/** Two things that were measured in turn, so that what else the machine did befell both. */
export interface Comparison {
  readonly what: string;
  readonly beside: string;
  /** The median of each. */
  readonly milliseconds: number;
  readonly besideMilliseconds: number;
  /** The median of the ratios of the pairs, the first to the second. */
  readonly ratio: number;
  readonly pairs: number;
  /** What is meant to be reached, in words. */
  readonly aim: string;
}

const file = "bench.json";

interface Table {
  readonly sends: readonly SendRow[];
  readonly comparisons: readonly Comparison[];
}

/** Adds to the table of this run; every file of it adds its own part. */
export function noteFigures(added: Partial<Table>): void {
  const { sends = [], comparisons = [] }: Partial<Table> = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : {};
  const table: Table = {
    sends: [...sends, ...(added.sends ?? [])],
    comparisons: [...comparisons, ...(added.comparisons ?? [])],
  };
  writeFileSync(file, `${JSON.stringify(table, null, 2)}\n`);
}

export function formatSend({
  what,
  requests,
  recipients,
  seconds,
  cpuSeconds,
  peakMegabytes,
}: SendRow): string {
  return [
    what.padEnd(60),
    `${Math.round(requests / seconds).toLocaleString("en-US")} requests/s`.padStart(18),
    `${Math.round(recipients / seconds).toLocaleString("en-US")} recipients/s`.padStart(22),
    `${((cpuSeconds * 1e6) / requests).toFixed(0)} µs CPU each`.padStart(18),
    `${peakMegabytes.toFixed(0)} MB\n`.padStart(9),
  ].join("");
}

export function formatComparison(comparison: Comparison): string {
  const { what, beside, milliseconds, besideMilliseconds, ratio, aim } = comparison;
  return [
    what.padEnd(60),
    `${milliseconds.toFixed(0)} ms`.padStart(10),
    `  beside ${besideMilliseconds.toFixed(0)} ms of ${beside}: ${ratio.toFixed(2)} x; aim: ${aim}\n`,
  ].join("");
}

/** Times of both, by pairs, in milliseconds. */
export function comparePairs(
  names: Pick<Comparison, "what" | "beside" | "aim">,
  own: readonly number[],
  other: readonly number[],
): Comparison {
  return {
    ...names,
    milliseconds: median(own),
    besideMilliseconds: median(other),
    ratio: median(own.map((value, index) => value / (other[index] ?? Number.NaN))),
    pairs: own.length,
  };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
