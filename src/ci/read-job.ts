import type { Json } from "../model/json.ts";
import { readAzureJob } from "./azure-job.ts";
import type { CiEnvironment, CiJob } from "./ci-job.ts";
import { readGitHubJob } from "./github-job.ts";
import { readGitLabJob } from "./gitlab-job.ts";

/** Which job runs, and why. `event` is what GitHub says of it; the others say it all in variables. */
export function readJob(env: CiEnvironment, event: Json | undefined): CiJob {
  if (env["GITHUB_ACTIONS"] === "true") return readGitHubJob(env, event);
  if (env["GITLAB_CI"] === "true") return readGitLabJob(env);
  if (env["TF_BUILD"] !== undefined) return readAzureJob(env);
  return { system: "no CI system", trigger: "other" };
}
