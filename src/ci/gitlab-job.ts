import { type CiEnvironment, type CiJob, type CiTrigger, known } from "./ci-job.ts";

const triggers: ReadonlyMap<string, CiTrigger> = new Map([
  ["merge_request_event", "change request"],
  ["external_pull_request_event", "change request"],
  ["push", "push"],
  ["schedule", "schedule"],
  ["web", "manual"],
]);

/** A job of GitLab (GitLab docs: predefined CI/CD variables). */
export function readGitLabJob(env: CiEnvironment): CiJob {
  const number = Number(env["CI_MERGE_REQUEST_IID"]);
  // A pipeline that one of a merge request starts has another source, and the same files.
  const isProposed = (env["CI_MERGE_REQUEST_IID"] ?? "") !== "";
  const trigger = isProposed ? "change request" : (triggers.get(env["CI_PIPELINE_SOURCE"] ?? "") ?? "other");
  return {
    system: "GitLab CI",
    trigger,
    // Set for branches alone, while CI_COMMIT_REF_NAME names tags as well.
    ...known("branch", env["CI_COMMIT_BRANCH"]),
    ...known("defaultBranch", env["CI_DEFAULT_BRANCH"]),
    ...known("url", env["CI_JOB_URL"]),
    ...(trigger === "change request" && Number.isSafeInteger(number) && number > 0
      ? {
          change: {
            number,
            ...known("baseCommit", env["CI_MERGE_REQUEST_DIFF_BASE_SHA"]),
            isMerged: false,
          },
        }
      : {}),
  };
}
