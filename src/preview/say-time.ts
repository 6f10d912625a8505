const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `21 Nov 2026`, of a time as ISO 8601, in the zone in which it was written. */
export function sayDay(time: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(time);
  const month = months[Number(match?.[2]) - 1];
  return match === null || month === undefined ? time : `${Number(match[3])} ${month} ${match[1]}`;
}

/** `21 Nov 2026, 18:30 UTC` or `…, 18:30 (UTC+01:00)`; anything else is left as it is. */
export function sayTime(time: string): string {
  const match = /^\d{4}-\d\d-\d\d[Tt ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/.exec(time);
  if (match === null) return time;
  const [, clock, offset = ""] = match;
  const zone = /^[Zz]$|00:00$/.test(offset) ? " UTC" : ` (UTC${offset})`;
  return `${sayDay(time)}, ${clock}${zone}`;
}

const units = { W: "week", D: "day", H: "hour", M: "minute", S: "second" };

/** `1 hour 30 minutes`, of `PT1H30M`; anything else is left as it is. */
export function sayDuration(text: string): string {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (match === null) return text;
  const parts = Object.values(units).flatMap((unit, at) => {
    const amount = match[at + 1];
    return amount === undefined ? [] : [`${Number(amount)} ${unit}${Number(amount) === 1 ? "" : "s"}`];
  });
  return parts.length === 0 ? text : parts.join(" ");
}
