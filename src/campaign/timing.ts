import type { Hub } from "../model/project.ts";
import { joinWords } from "../text/count.ts";
import { readDurationMs, readInstant } from "../text/instant.ts";
import type { CampaignFile } from "./schema/campaign-schema.ts";
import type { Reporter } from "./yaml/reporter.ts";

/** A moment, and how the author wrote it. */
export interface Moment {
  readonly text: string;
  readonly atMs: number;
}

export interface Timing {
  readonly schedule: Moment | undefined;
  readonly expires: { readonly text: string | undefined; readonly atMs: number } | undefined;
}

/** How long after its time a scheduled campaign is still of use, unless it says so itself. */
const defaultLifeMs = 60 * 60 * 1000;

/** Reads `schedule` and `expires`. */
export function readTiming(file: CampaignFile, hubs: readonly Hub[], reporter: Reporter): Timing {
  const schedule = readSchedule(file, hubs, reporter);
  return { schedule, expires: readExpiry(file, { hubs, schedule, reporter }) };
}

function readSchedule(
  { schedule }: CampaignFile,
  hubs: readonly Hub[],
  reporter: Reporter,
): Moment | undefined {
  if (schedule === undefined) return undefined;
  // Source: NH docs, "Send scheduled notifications": a feature of the Standard tier.
  const lesser = hubs.flatMap((hub) =>
    hub.kind === "real" && hub.tier !== "standard" ? [`\`${hub.alias}\` (${hub.tier})`] : [],
  );
  if (lesser.length > 0) {
    reporter.atKey(["schedule"], {
      code: "CAM3028",
      message: `only the Standard tier has schedules, and this may go to ${joinWords(lesser)}`,
      hint: "Remove `schedule` and send at that time, or change the tier.",
    });
  }
  return readMoment("schedule", schedule, { code: "CAM3028", reporter });
}

interface ExpiryContext {
  readonly hubs: readonly Hub[];
  readonly schedule: Moment | undefined;
  readonly reporter: Reporter;
}

/** An old file must never go out because somebody mended a key, so a real hub demands an end. */
function readExpiry(file: CampaignFile, { hubs, schedule, reporter }: ExpiryContext): Timing["expires"] {
  if (file.expires === undefined) {
    if (schedule !== undefined) return { text: undefined, atMs: schedule.atMs + defaultLifeMs };
    const strict = hubs.filter((hub) => hub.policy.requireExpiry).map((hub) => `\`${hub.alias}\``);
    if (strict.length > 0 && file.schedule === undefined) {
      reporter.atKey(["campaign"], {
        code: "CAM3020",
        message: `nothing says until when this may be sent, and ${joinWords(strict)} demands it`,
        hint: "Add `expires: 2026-12-01T22:00:00+01:00`, the time after which it is of no use.",
      });
    }
    return undefined;
  }
  const lifeMs = readDurationMs(file.expires);
  if (lifeMs === undefined) {
    const moment = readMoment("expires", file.expires, { code: "CAM3021", reporter });
    if (moment === undefined || schedule === undefined || moment.atMs > schedule.atMs) return moment;
    reporter.atValue(["expires"], {
      code: "CAM3021",
      message: "it expires before its schedule",
      hint: "Write a later time, or a duration after `schedule` such as PT6H.",
    });
    return undefined;
  }
  if (file.schedule === undefined) {
    reporter.atValue(["expires"], {
      code: "CAM3021",
      message: "a duration counts from `schedule`, and there is none",
      hint: "Write a time: `expires: 2026-12-01T22:00:00+01:00`.",
    });
  }
  if (lifeMs === 0) {
    reporter.atValue(["expires"], {
      code: "CAM3021",
      message: "it expires the moment it is sent",
      hint: "Write a longer duration, such as PT1H.",
    });
  }
  return schedule === undefined ? undefined : { text: file.expires, atMs: schedule.atMs + lifeMs };
}

function readMoment(
  key: "schedule" | "expires",
  text: string,
  { code, reporter }: { readonly code: "CAM3021" | "CAM3028"; readonly reporter: Reporter },
): Moment | undefined {
  const reading = readInstant(text);
  if (reading.kind === "instant") return { text, atMs: reading.atMs };
  const hasNoOffset = reading.kind === "no-offset";
  reporter.atValue([key], {
    code,
    message: hasNoOffset
      ? "the time has no offset, so it means another moment on each machine"
      : "this is no time",
    hint: hasNoOffset ? "Add the offset: +01:00, or Z for UTC." : "Write it like 2026-12-01T22:00:00+01:00.",
  });
  return undefined;
}
