import { worstExitCode } from "../model/exit-code.ts";
import { type CrowdOutcome, type MemberFailure, outcomeKinds, worstFirst } from "../model/outcome.ts";
import type { Report, ReportSend } from "../model/report.ts";
import { joinWords } from "../text/count.ts";
import { addTo } from "../text/group.ts";
import { countSends } from "./count-sends.ts";
import { outcomeOfCrowd } from "./crowd-outcome.ts";

/** Between the ids of runs whose reports were joined. */
const runJoint = "+";

/** Joins the reports of shards, or of runs one after the other, to one. There is at least one; all are of one hub. */
export function mergeReports(reports: readonly [Report, ...Report[]]): Report {
  const byKey = new Map<string, SendOfRun[]>();
  for (const { run, sends } of reports) for (const send of sends) addTo(byKey, send.key, { run, send });
  const sends = [...byKey.values()]
    .sort(([a], [b]) => ((a?.send.key ?? "") < (b?.send.key ?? "") ? -1 : 1))
    .flatMap((own) => mergeSends(own, reports.length));
  const [first] = reports;
  return {
    version: 1,
    run: reports.map(({ run }) => run).join(runJoint),
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

interface SendOfRun {
  readonly run: string;
  readonly send: ReportSend;
}

/** What the shards did to a delivery, as one; then each reason for which a shard did nothing, unless it had nothing to do. */
function mergeSends(own: readonly SendOfRun[], reportCount: number): readonly ReportSend[] {
  const sends = own.map(({ send }) => send);
  const done = mergeDone(sends.filter(({ outcome }) => outcome !== undefined));
  const left = own.filter(({ send: { outcome, action } }) => outcome === undefined && action !== "skip");
  const told = [...(done === undefined ? [] : [done]), ...mergeLeft(left, reportCount)];
  return told.length > 0 ? told : sends.slice(0, 1);
}

function mergeDone(sends: readonly ReportSend[]): ReportSend | undefined {
  const [main] = sends;
  const outcomes = sends.flatMap(({ outcome }) => outcome ?? []);
  const worst = worstFirst.flatMap((kind) => outcomes.find((outcome) => outcome.kind === kind) ?? [])[0];
  if (main === undefined || worst === undefined) return undefined;
  const crowds = outcomes.flatMap(({ members }) => members ?? []);
  const outcome = crowds.length === 0 ? worst : { ...worst, ...outcomeOfCrowd(mergeCrowds(crowds)) };
  return { ...main, outcome };
}

/** Names the runs that had a reason which not all of them had. What was merged before names its own. */
function mergeLeft(left: readonly SendOfRun[], reportCount: number): readonly ReportSend[] {
  const byReason = new Map<string, SendOfRun[]>();
  for (const one of left) addTo(byReason, `${one.send.action} ${one.send.because}`, one);
  return [...byReason.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const runs = same.map(({ run }) => run).filter((run) => !run.includes(runJoint));
    if (runs.length === 0 || same.length === reportCount) return [first.send];
    const named = `${runs.length === 1 ? "run" : "runs"} ${joinWords(runs)}`;
    return [{ ...first.send, because: `${first.send.because} (${named})` }];
  });
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
