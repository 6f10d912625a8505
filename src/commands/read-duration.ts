import { UsageError } from "../model/errors.ts";
import { readDurationMs } from "../text/instant.ts";
import { type Invocation, textOption } from "./command.ts";

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A duration of the command line in milliseconds: `90s`, `10m`, `1h`, `90d`, or ISO 8601 (`PT10M`). */
export function readDuration({ options }: Invocation, name: string, flag: string): number | undefined {
  const written = textOption(options, name);
  if (written === undefined) return undefined;
  const short = /^(\d{1,9})([smhd])$/.exec(written);
  const durationMs =
    short === null ? readDurationMs(written) : Number(short[1]) * (unitMs[short[2] ?? ""] ?? 0);
  if (durationMs !== undefined) return durationMs;
  throw new UsageError(`${flag} ${written} is no duration`, "Write it like 90s, 10m or PT10M.");
}
