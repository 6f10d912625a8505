import type { Json } from "../model/json.ts";
import { branchOf, type CiEnvironment, type CiJob, type CiTrigger, isProposal, known } from "./ci-job.ts";
import { numberAt, textAt } from "./json-path.ts";

const triggers: ReadonlyMap<string, CiTrigger> = new Map([
  ["pull_request", "change request"],
  ["push", "push"],
  ["schedule", "schedule"],
  ["workflow_dispatch", "manual"],
]);

/** A job of GitHub Actions (GitHub docs: variables; events that trigger workflows). `event` is the file of GITHUB_EVENT_PATH. */
export function readGitHubJob(env: CiEnvironment, event: Json | undefined): CiJob {
  const name = env["GITHUB_EVENT_NAME"] ?? "";
  const reference = env["GITHUB_REF"];
  const job: CiJob = {
    system: "GitHub Actions",
    trigger: isProposal(reference) ? "change request" : (triggers.get(name) ?? "other"),
    ...branchOf(reference),
    // The event of a schedule tells no repository, and a schedule runs on the default branch alone.
    ...known(
      "defaultBranch",
      name === "schedule" ? branchOf(reference).branch : textAt(event, "repository", "default_branch"),
    ),
    ...known("url", runUrl(env)),
  };
  if (name === "pull_request_target")
    return {
      ...job,
      refusal: {
        message: "`pull_request_target` runs with the secrets of the repository beside files of a stranger",
        hint: "Let the workflow run on `pull_request`: a plan needs no secret, and works for forks.",
      },
    };
  const number = numberAt(event, "pull_request", "number");
  if (job.trigger !== "change request" || number === undefined) return job;
  const change = {
    number,
    ...known("baseCommit", textAt(event, "pull_request", "base", "sha")),
    ...known("headCommit", textAt(event, "pull_request", "head", "sha")),
    isMerged: /^refs\/pull\/\d+\/merge$/.test(reference ?? ""),
  };
  return { ...job, change };
}

function runUrl(env: CiEnvironment): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  return server === undefined || repository === undefined || id === undefined
    ? undefined
    : `${server}/${repository}/actions/runs/${id}`;
}
