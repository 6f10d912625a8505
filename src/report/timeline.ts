import type { ReportMatter } from "../model/report-matter.ts";
import { count } from "../text/count.ts";
import { addTo } from "../text/group.ts";

/** Something with a time. */
export interface Moment {
  /** As RFC 3339. */
  readonly at: string;
  readonly words: string;
}

/** When runs began and ended and when schedules go out, in order; deliveries of one time stand together. */
export function listMoments({ reports, plans }: ReportMatter): readonly Moment[] {
  const scheduled = new Map<string, string[]>();
  const add = (at: string | undefined, key: string) => {
    if (at !== undefined) addTo(scheduled, at, key);
  };
  for (const { action, deliverAt, key } of plans.flatMap(({ entries }) => entries))
    if (action !== "cancel") add(deliverAt, key);
  for (const { outcome, key } of reports.flatMap(({ sends }) => sends))
    if (outcome?.cancelled !== true) add(outcome?.scheduledFor, key);
  const moments: Moment[] = [
    ...reports.flatMap(({ startedAt, finishedAt, command, hub, run, sends }) => [
      { at: startedAt, words: `${command} to ${hub.alias} began (run ${run})` },
      {
        at: finishedAt,
        words: `${command} to ${hub.alias} ended: ${count(sends.length, "delivery", "deliveries")}`,
      },
    ]),
    ...[...scheduled].map(([at, keys]) => ({ at, words: `goes out: ${wordsForKeys(keys)}` })),
  ];
  return moments
    .map((moment, index) => ({ moment, index, atMs: Date.parse(moment.at) }))
    .sort((a, b) => a.atMs - b.atMs || a.index - b.index)
    .map(({ moment }) => moment);
}

const maxKeys = 5;

function wordsForKeys(keys: readonly string[]): string {
  const left = keys.length - maxKeys;
  return `${keys.slice(0, maxKeys).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}
