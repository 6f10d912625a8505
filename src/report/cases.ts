import type { CheckedCampaign, CheckedDevice, CheckReport } from "../model/check-report.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Plan, PlanEntry } from "../model/plan.ts";
import type { Report, ReportSend } from "../model/report.ts";
import type { Failure, ReportMatter } from "../model/report-matter.ts";
import { addTo } from "../text/group.ts";
import { listCauses } from "./causes.ts";
import { planRemarks } from "./plan.ts";
import {
  reachedNobody,
  wordsForMembers,
  wordsForNotification,
  wordsForReach,
  wordsForSend,
} from "./words.ts";

export type CaseState = "passed" | "skipped" | "failed" | "error";

/** One thing that went well or not: a file that was checked, a delivery that was planned or sent. */
export interface ReportCase {
  /** What it belongs to: a campaign at a hub. */
  readonly suite: string;
  readonly name: string;
  /** The key of a delivery, or the file. */
  readonly subject: string;
  readonly file?: string;
  /** In the file. */
  readonly line?: number;
  readonly state: CaseState;
  /** What came of it, in a word. */
  readonly word: string;
  readonly audience?: string;
  /** Why, and the next step. */
  readonly details: readonly string[];
}

export function isTrouble({ state }: ReportCase): boolean {
  return state === "failed" || state === "error";
}

/** All of a command's matter as cases, in a stable order. */
export function listCases(matter: ReportMatter): readonly ReportCase[] {
  return [
    ...matter.failures.map(caseOfFailure),
    ...casesOfFiles(matter),
    ...matter.plans.flatMap((plan) => plan.entries.map((entry) => caseOfEntry(plan, entry))),
    ...matter.reports.flatMap((report) => report.sends.map((send) => caseOfSend(report, send))),
    ...matter.checks.flatMap((check) => check.campaigns.flatMap((campaign) => casesOfCheck(check, campaign))),
  ];
}

function caseOfFailure({ hub, code, message, hint }: Failure): ReportCase {
  const name = hub ?? "campanile";
  const details = [code === undefined ? message : `${code}: ${message}`, hint];
  return { suite: name, name: "run", subject: name, state: "error", word: "failed", details };
}

function casesOfFiles({ files, diagnostics }: ReportMatter): ReportCase[] {
  const byFile = new Map<string, Diagnostic[]>(files.map((file) => [file, []]));
  for (const diagnostic of diagnostics) addTo(byFile, diagnostic.file, diagnostic);
  return [...byFile].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, own]) => caseOfFile(file, own));
}

function caseOfFile(file: string, own: readonly Diagnostic[]): ReportCase {
  const isInvalid = own.some(({ severity }) => severity === "error");
  return {
    suite: "validate",
    name: file,
    subject: file,
    file,
    state: isInvalid ? "failed" : "passed",
    word: isInvalid ? "invalid" : own.length > 0 ? "valid, with warnings" : "valid",
    details: own.map(wordsForDiagnostic),
  };
}

/** `3:5: error CAM2003: there is no key `x`. Its hint.` */
export function wordsForDiagnostic({ line, column, severity, code, message, hint }: Diagnostic): string {
  const next = hint === undefined ? "" : ` (${hint})`;
  return `${line}:${column}: ${severity} ${code}: ${message}${next}`;
}

function caseOfEntry({ hub }: Plan, entry: PlanEntry): ReportCase {
  const { key, campaign, file, action, audience, because, hint } = entry;
  return {
    suite: `${hub}/${campaign}`,
    name: wordsForNotification(entry),
    subject: key,
    ...(file === "" ? {} : { file }),
    state: stateOfAction(action),
    word: action,
    audience,
    details: [because, ...planRemarks(entry), ...(hint === undefined ? [] : [hint])],
  };
}

function stateOfAction(action: PlanEntry["action"]): CaseState {
  if (action === "send" || action === "schedule" || action === "replace" || action === "cancel")
    return "passed";
  return action === "refuse" ? "failed" : "skipped";
}

function caseOfSend(report: Report, send: ReportSend): ReportCase {
  const { outcome } = send;
  const details = [
    wordsForReach(send),
    ...listCauses(send).flatMap(({ why, hint }) => [why, hint]),
    outcome?.members === undefined ? undefined : wordsForMembers(outcome.members),
    ...(outcome?.telemetry?.remarks ?? []),
    ...(outcome?.results ?? []).map(
      ({ platform, handle, outcome: word }) => `${platform} ${handle}: ${word}`,
    ),
    outcome?.trackingId === undefined ? undefined : `tracking id ${outcome.trackingId}`,
  ].filter((text) => text !== undefined && text !== "");
  return {
    suite: `${report.hub.alias}/${send.campaign}`,
    name: wordsForNotification(send),
    subject: send.key,
    state: stateOfSend(report, send),
    word: wordsForSend(send),
    audience: send.audience,
    details: details.filter((text) => text !== undefined),
  };
}

/** One for each device that must get something, and one for each notification that was refused. */
function casesOfCheck(
  { hub }: CheckReport,
  { campaign, file, devices, refusals }: CheckedCampaign,
): ReportCase[] {
  const suite = `${hub}/${campaign}`;
  const refused = refusals.map((refusal): ReportCase => {
    const name = refusal.slice(0, refusal.indexOf(":"));
    return { suite, name, subject: suite, file, state: "failed", word: "refused", details: [refusal] };
  });
  return [...refused, ...devices.map((device) => caseOfDevice(suite, device))];
}

function caseOfDevice(suite: string, told: CheckedDevice): ReportCase {
  const { device, platform, part, file, line, passed, expected, received, differences, why } = told;
  const name = `${device} (${platform}${part === undefined || part === platform ? "" : `, ${part}`})`;
  const list = (words: readonly string[]) => (words.length === 0 ? "nothing" : words.join("; "));
  const details = [
    `expected ${list(expected)}`,
    `received ${list(received.map(({ text }) => text))}`,
    ...differences.map((difference) => {
      const came = difference.received ?? "(there is none)";
      const hint = difference.hint === undefined ? "" : `. ${difference.hint}`;
      return `${difference.subject}: expected ${difference.expected}, received ${came}${hint}`;
    }),
    ...why,
  ];
  const word = passed ? "as expected" : "not as expected";
  const state = passed ? "passed" : "failed";
  return {
    suite,
    name,
    subject: `${suite}: ${name}`,
    file,
    line,
    state,
    word,
    details: passed ? [] : details,
  };
}

/** As the exit code of the run has it, so that a test report and a job never disagree. */
function stateOfSend({ exitCode }: Report, send: ReportSend): CaseState {
  const { action, outcome } = send;
  if (outcome === undefined) {
    const state = stateOfAction(action);
    return state === "passed" ? "failed" : state;
  }
  if (outcome.kind === "unknown") return "error";
  if (outcome.kind !== "accepted") return "failed";
  return reachedNobody(send) && exitCode !== 0 ? "failed" : "passed";
}
