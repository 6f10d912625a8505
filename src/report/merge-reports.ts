import { worstExitCode } from "../model/exit-code.ts";
import {
  type CrowdOutcome,
  type MemberFailure,
  type Outcome,
  outcomeKinds,
  worstFirst,
} from "../model/outcome.ts";
import type { Report, ReportSend } from "../model/report.ts";
import { addTo } from "../text/group.ts";
import { countSends } from "./count-sends.ts";

/** Joins the reports of shards, or of runs one after the other, to one. There is at least one; all are of one hub. */
export function mergeReports(reports: readonly [Report, ...Report[]]): Report {
  const byKey = new Map<string, ReportSend[]>();
  for (const { sends } of reports) for (const send of sends) addTo(byKey, send.key, send);
  const sends = [...byKey.values()].map(mergeSends).sort((a, b) => (a.key < b.key ? -1 : 1));
  const [first] = reports;
  return {
    version: 1,
    run: reports.map(({ run }) => run).join("+"),
    command: first.command,
    hub: first.hub,
    startedAt: reports.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    finishedAt:
      reports
        .map(({ finishedAt }) => finishedAt)
        .sort()
        .at(-1) ?? first.finishedAt,
    exitCode: worstExitCode(reports.map(({ exitCode }) => exitCode)),
    summary: countSends(sends, Math.max(...reports.map(({ summary }) => summary.invalidCampaigns))),
    sends,
    notes: [...new Set(reports.flatMap(({ notes }) => notes))],
  };
}

/** What one shard did to a delivery counts more than that the others left it alone. */
function mergeSends(sends: ReportSend[]): ReportSend {
  const done = sends.filter(({ outcome }) => outcome !== undefined);
  const [main = sends[0]] = done;
  if (main === undefined) throw new RangeError("There is no send to merge.");
  const outcomes = done.flatMap(({ outcome }) => outcome ?? []);
  const crowds = outcomes.flatMap(({ members }) => members ?? []);
  const worst = worstFirst.flatMap((kind) => outcomes.find((outcome) => outcome.kind === kind) ?? [])[0];
  if (worst === undefined || crowds.length === 0)
    return worst === undefined ? main : { ...main, outcome: worst };
  const outcome: Outcome = {
    ...worst,
    attempts: sum(outcomes.map(({ attempts }) => attempts)),
    members: mergeCrowds(crowds),
  };
  return { ...main, outcome };
}

function mergeCrowds(crowds: readonly CrowdOutcome[]): CrowdOutcome {
  const failures = new Map<string, MemberFailure>();
  for (const failure of crowds.flatMap((crowd) => crowd.failures)) {
    const name = `${failure.kind} ${failure.cause}`;
    const known = failures.get(name);
    failures.set(name, { ...failure, members: failure.members + (known?.members ?? 0) });
  }
  const [accepted = 0, rejected = 0, unsent = 0, unknown = 0] = outcomeKinds.map((kind) =>
    sum(crowds.map(({ members }) => members[kind])),
  );
  return {
    requests: sum(crowds.map(({ requests }) => requests)),
    members: { accepted, rejected, unsent, unknown },
    failures: [...failures.values()],
  };
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}
