import { readInstant } from "../text/instant.ts";

const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{2}:\d{2}:\d{2})$/;

/**
 * Reads `ServiceBusNotification-ScheduleTime` as the SDKs spell it, in milliseconds; `undefined` for anything else. A
 * time without zone is UTC (.NET and Java send it so), and Python puts its `T` in quotes.
 */
export function readScheduleTime(text: string): number | undefined {
  const iso = toIso(text.trim().replace("'T'", "T"));
  const reading = readInstant(iso);
  const inUtc = reading.kind === "no-offset" ? readInstant(`${iso}Z`) : reading;
  return inUtc.kind === "instant" ? inUtc.atMs : undefined;
}

function toIso(written: string): string {
  const parts = american.exec(written);
  if (parts === null) return written;
  const [, month = "", day = "", year, time] = parts;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}T${time}`;
}
