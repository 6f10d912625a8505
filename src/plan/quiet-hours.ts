import type { QuietHours } from "../model/project.ts";

type Span = Pick<QuietHours, "from" | "to" | "zone">;

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

export function describeQuietHours({ from, to, zone }: QuietHours): string {
  return `policy \`quietHours\`: ${from} to ${to} in ${zone}`;
}

/** The span may go over midnight; its end is no part of it. */
export function isQuiet({ from, to, zone }: Span, nowMs: number): boolean {
  const clock = clockAt(zone, nowMs);
  return from <= to ? clock >= from && clock < to : clock >= from || clock < to;
}

/** When the quiet hours end in which `nowMs` is. */
export function endOfQuiet(hours: Span, nowMs: number): number {
  const { to, zone } = hours;
  const startMs = nowMs - (nowMs % minuteMs);
  let endMs = startMs + minutesUntil(to, clockAt(zone, startMs)) * minuteMs;
  // A clock that is put forward or back on the way makes the guess late or early by as much, and can skip the end itself.
  while (isQuiet(hours, endMs)) endMs += minuteMs;
  while (endMs > startMs && !isQuiet(hours, endMs - minuteMs)) endMs -= minuteMs;
  return endMs;
}

/** `HH:MM` in the zone. */
function clockAt(zone: string, atMs: number): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(atMs);
}

function minutesUntil(to: string, from: string): number {
  return (minutesOf(to) - minutesOf(from) + dayMinutes) % dayMinutes;
}

function minutesOf(clock: string): number {
  const [hours = "", minutes = ""] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
}
