import { readScheduleTime } from "./schedule-time.ts";

/**
 * Unix seconds of the `Expiry` of an APNs template: a date, with or without a time, or `0` for "do not store";
 * `undefined` when it is neither. Without a zone it is in UTC. Source: .NET SDK 4.2.0, AppleTemplateRegistrationDescription.
 */
export function readExpirySeconds(text: string): number | undefined {
  const written = text.trim();
  if (written === "0") return 0;
  const atMs =
    readScheduleTime(written) ??
    readScheduleTime(`${written}T00:00`) ??
    readScheduleTime(`${written} 00:00:00`);
  return atMs === undefined ? undefined : Math.floor(atMs / 1000);
}
