import type { Hub } from "../model/project.ts";
import { joinWords } from "../text/count.ts";
import { readDurationMs, readInstant } from "../text/instant.ts";
import type { CampaignFile } from "./schema/campaign-schema.ts";
import type { Reporter } from "./yaml/reporter.ts";

export interface Expiry {
  /** As declared. */
  readonly text: string;
  readonly atMs: number;
}

/** Reads `expires`. An old file must never go out because somebody mended a key, so a real hub demands it. */
export function readExpiry(file: CampaignFile, hubs: readonly Hub[], reporter: Reporter): Expiry | undefined {
  if (file.expires === undefined) {
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
  const path = ["expires"];
  const code = "CAM3021";
  if (readDurationMs(file.expires) !== undefined) {
    if (file.schedule === undefined) {
      reporter.atValue(path, {
        code,
        message: "a duration counts from `schedule`, and there is none",
        hint: "Write a time: `expires: 2026-12-01T22:00:00+01:00`.",
      });
    }
    return undefined;
  }
  const reading = readInstant(file.expires);
  if (reading.kind === "instant") return { text: file.expires, atMs: reading.atMs };
  const message =
    reading.kind === "no-offset"
      ? "the time has no offset, so it means another moment on each machine"
      : "this is no time";
  const hint =
    reading.kind === "no-offset"
      ? "Add the offset: +01:00, or Z for UTC."
      : "Write it like 2026-12-01T22:00:00+01:00.";
  reporter.atValue(path, { code, message, hint });
  return undefined;
}
