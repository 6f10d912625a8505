import type { Clock } from "../model/io.ts";
import type { CiEnvironment, CiJob } from "./ci-job.ts";
import type { CommentBoard } from "./comment.ts";
import { createGitHubBoard, hintForGitHub } from "./github-board.ts";
import { createGitLabBoard, hintForGitLab } from "./gitlab-board.ts";
import { createHostClient, type HostClient } from "./host-client.ts";

export interface OpenBoard {
  readonly board: CommentBoard;
  close(): Promise<void>;
}

export interface BoardWorld {
  readonly env: CiEnvironment;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly version: string;
}

/** The talk of this job's change request, or why it cannot be reached, in words. */
export function openBoard(job: CiJob, world: BoardWorld): OpenBoard | string {
  const { env } = world;
  const number = job.change?.number;
  if (number === undefined) return "this job is about no change request";
  const common = {
    clock: world.clock,
    stop: world.stop,
    version: world.version,
    proxy: {
      httpsProxy: env["HTTPS_PROXY"] ?? env["https_proxy"],
      noProxy: env["NO_PROXY"] ?? env["no_proxy"],
    },
  };
  if (job.system === "GitHub Actions") {
    const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository } = env;
    if (isMissing(token) || isMissing(repository)) return "there is no GITHUB_TOKEN in the environment";
    const client = createHostClient({
      ...common,
      base: trimSlash(env["GITHUB_API_URL"] ?? "https://api.github.com"),
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
      },
      hintFor: hintForGitHub,
    });
    return opened(client, createGitHubBoard(client, { repository, number }));
  }
  if (job.system === "GitLab CI") {
    // The job's own token may not write notes (GitLab docs: CI/CD job token).
    const { CAMPANILE_GITLAB_TOKEN: token, CI_API_V4_URL: base, CI_PROJECT_ID: project } = env;
    if (isMissing(token) || isMissing(base) || isMissing(project))
      return "there is no CAMPANILE_GITLAB_TOKEN, a project access token with the scope `api`";
    const headers = { "PRIVATE-TOKEN": token };
    const client = createHostClient({ ...common, base: trimSlash(base), headers, hintFor: hintForGitLab });
    return opened(client, createGitLabBoard(client, { project, number }));
  }
  return `comments are not written in ${job.system}`;
}

function opened(client: HostClient, board: CommentBoard): OpenBoard {
  return { board, close: () => client.close() };
}

function isMissing(value: string | undefined): value is undefined {
  return value === undefined || value === "";
}

function trimSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
