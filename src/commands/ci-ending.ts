import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import { isActing } from "../model/plan.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import type { CiStep } from "./ci-mode.ts";

/** What a job came to, for the steps and people after it. */
export interface CiEnding {
  readonly code: ExitCode;
  /** One word of a closed list, for conditions of a workflow. */
  readonly verdict: string;
  /** The next step, for a job that failed. */
  readonly hint?: string;
  readonly counts: CiCounts;
}

export interface CiCounts {
  /** Deliveries that a send would change something about now, those of which nothing is known here included. */
  readonly toSend: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unsent: number;
  readonly unknown: number;
}

type FailureCode = Exclude<ExitCode, 0 | 10>;

const failures: Readonly<Record<FailureCode, readonly [verdict: string, hint: string]>> = {
  1: ["invalid", "Mend what is named above at its place, and push again."],
  2: ["usage", "Mend the set-up that is named above; `campanile doctor` checks it."],
  3: [
    "rejected",
    "Mend the cause that the report names, and run the job again: what was accepted is not sent twice.",
  ],
  4: [
    "unknown",
    "Something may have gone out, and is held. `campanile ledger list --unknown` names it; then say what became of it with `campanile ledger resolve`.",
  ],
  5: [
    "ledger",
    "The ledger kept the run from its work; the message above names the way out. Nothing is sent until then.",
  ],
  6: [
    "refused",
    "A policy or an edit after the send stands against it. Take the edit back, raise `revision` to send again, or accept it with `campanile ledger resolve KEY --accept-drift`.",
  ],
  70: ["bug", "Please report it with the lines above."],
  130: ["stopped", "The job was stopped. Run it again: the ledger knows what went out."],
};

export function endJob(
  code: ExitCode,
  { planned, done }: { readonly planned: ReportMatter; readonly done: ReportMatter },
): CiEnding {
  const counts = countAll(planned, done);
  if (code !== exitCodes.done && code !== exitCodes.pending) {
    const [verdict, hint] = failures[code];
    return { code, verdict, hint, counts };
  }
  const verdict =
    counts.accepted > 0
      ? "sent"
      : done.reports.length === 0 && counts.toSend > 0
        ? "to-send"
        : "nothing-to-send";
  return { code, verdict, counts };
}

function countAll(planned: ReportMatter, done: ReportMatter): CiCounts {
  const entries = planned.plans.flatMap((plan) => plan.entries);
  // What became of earlier sends is no send of this job.
  const sends = done.reports.filter(({ command }) => command === "send").flatMap((report) => report.sends);
  const count = (kind: string) => sends.filter(({ outcome }) => outcome?.kind === kind).length;
  return {
    toSend: entries.filter((entry) => isActing(entry) || entry.action === "not known here").length,
    accepted: count("accepted"),
    rejected: count("rejected"),
    unsent: count("unsent"),
    unknown: count("unknown"),
  };
}

/** For GITHUB_OUTPUT and its kin: numbers, a word of a closed list, and a path. */
export function outputsOf(
  { code, verdict, counts }: CiEnding,
  { reports, steps }: { readonly reports: string; readonly steps: readonly CiStep[] },
): Readonly<Record<string, string>> {
  return {
    "exit-code": String(code),
    verdict,
    "to-send": String(counts.toSend),
    accepted: String(counts.accepted),
    rejected: String(counts.rejected),
    unsent: String(counts.unsent),
    unknown: String(counts.unknown),
    reports,
    steps: steps.join(" "),
  };
}
