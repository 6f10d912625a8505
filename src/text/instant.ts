const dateTimePattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|z|[+-]\d{2}:\d{2})?$/;

export type InstantReading =
  | { readonly kind: "instant"; readonly atMs: number }
  | { readonly kind: "no-offset" }
  | { readonly kind: "not-a-time" };

/** Reads an RFC 3339 time. A time without an offset means something else on each machine, so it is told apart. */
export function readInstant(text: string): InstantReading {
  const match = dateTimePattern.exec(text);
  if (match === null) return { kind: "not-a-time" };
  const [, year, month, day, hour, minute, second = "00", offset] = match;
  const monthIndex = Number(month) - 1;
  const calendar = new Date(Date.UTC(Number(year), monthIndex, Number(day)));
  const dayExists = calendar.getUTCMonth() === monthIndex && calendar.getUTCDate() === Number(day);
  if (!dayExists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return { kind: "not-a-time" };
  if (offset === undefined) return { kind: "no-offset" };
  const atMs = Date.parse(text.replace(" ", "T").toUpperCase());
  return Number.isNaN(atMs) ? { kind: "not-a-time" } : { kind: "instant", atMs };
}

/** `2026-12-01T21:00:00Z`: UTC, to the second. */
export function formatInstant(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

const durationPattern = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds; `undefined` when it is none. */
export function readDurationMs(text: string): number | undefined {
  const match = durationPattern.exec(text);
  if (match === null) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (
    (((weeks ?? 0) * 7 + (days ?? 0)) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) *
    1000
  );
}

/** `21:00:00`, on the clock of this machine. */
export function formatTimeOfDay(atMs: number): string {
  return new Date(atMs).toTimeString().slice(0, 8);
}
