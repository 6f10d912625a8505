import type { CiJob } from "../ci/ci-job.ts";
import { UsageError } from "../model/errors.ts";

/** What a CI job does, in this order. */
export type CiStep = "check" | "plan" | "send" | "outcomes";

export interface CiSteps {
  readonly steps: readonly CiStep[];
  /** Why it does no more, where somebody may have thought that it would. */
  readonly note?: string;
}

export const ciModes = ["auto", "plan", "send", "outcomes"] as const;
export type CiMode = (typeof ciModes)[number];

const proposing: readonly CiStep[] = ["check", "plan"];

/** What the job is for. A change request never sends, whatever it is told: its files are a proposal. */
export function chooseSteps(job: CiJob, mode: CiMode): CiSteps {
  if (job.refusal !== undefined) throw new UsageError(job.refusal.message, job.refusal.hint);
  if (mode === "plan") return { steps: proposing };
  if (job.trigger === "change request") {
    if (mode === "auto") return { steps: proposing };
    throw new UsageError(
      `this job is about a change request, and \`${mode}\` needs the hub`,
      "Run it on the default branch; a change request can be planned: --mode plan.",
    );
  }
  if (mode === "send") return { steps: ["plan", "send"] };
  if (mode === "outcomes") return { steps: ["outcomes"] };
  const refusal = whyNotToSend(job);
  if (refusal !== undefined) return { steps: proposing, note: `Only a plan: ${refusal}.` };
  return { steps: job.trigger === "schedule" ? ["plan", "send", "outcomes"] : ["plan", "send"] };
}

function whyNotToSend({ system, trigger, branch, defaultBranch }: CiJob): string | undefined {
  if (system === "no CI system") return "this is no CI job, and `campanile send` sends";
  if (trigger === "other")
    return "a job that was started like this does not send by itself (--mode send does)";
  if (branch === undefined) return "this is no branch";
  if (defaultBranch === undefined)
    return "the CI system does not tell the default branch (--default-branch does)";
  return branch === defaultBranch ? undefined : `only ${defaultBranch} sends, and this is ${branch}`;
}
