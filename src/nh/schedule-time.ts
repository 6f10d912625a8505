const isoLike = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2})?$/;
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{2}:\d{2}:\d{2})$/;

/**
 * Reads `ServiceBusNotification-ScheduleTime` as the SDKs spell it, in milliseconds; `undefined` for anything else. A
 * time without zone is UTC (.NET and Java send it so), and Python puts its `T` in quotes.
 */
export function readScheduleTime(text: string): number | undefined {
  const written = text.trim().replace("'T'", "T");
  const iso = isoLike.exec(written);
  if (iso !== null) return toMs(`${iso[1]}T${iso[2]}${iso[3] ?? "Z"}`);
  const parts = american.exec(written);
  if (parts === null) return undefined;
  const [, month = "", day = "", year, time] = parts;
  return toMs(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}T${time}Z`);
}

function toMs(iso: string): number | undefined {
  const atMs = Date.parse(iso);
  return Number.isNaN(atMs) ? undefined : atMs;
}
