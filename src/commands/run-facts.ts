import type { RunEntry } from "../model/ledger-entry.ts";
import { version } from "../version.ts";
import type { Workspace } from "./workspace.ts";

/** Where a run comes from, as far as git and the CI say. */
export type RunFacts = Pick<RunEntry, "version" | "commit" | "ref" | "actor" | "url">;

const gitTimeoutMs = 10_000;

export async function describeRun({ io, project }: Workspace): Promise<RunFacts> {
  const { env } = io;
  const git = async (...args: string[]): Promise<string | undefined> => {
    const result = await io.processes.run("git", args, { cwd: project.root, timeoutMs: gitTimeoutMs });
    return result?.exitCode === 0 && result.stdout.trim() !== "" ? result.stdout.trim() : undefined;
  };
  // What is sent is what is checked out, which can be another commit than the one that started the workflow.
  const commit = (await git("rev-parse", "HEAD")) ?? env["GITHUB_SHA"];
  const branch = await git("symbolic-ref", "--short", "-q", "HEAD");
  const ref = env["GITHUB_REF_NAME"] ?? env["BUILD_SOURCEBRANCHNAME"] ?? env["CI_COMMIT_REF_NAME"] ?? branch;
  const actor = env["GITHUB_ACTOR"] ?? env["GITLAB_USER_LOGIN"] ?? (await git("config", "user.name"));
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  const url =
    server !== undefined && repository !== undefined && id !== undefined
      ? `${server}/${repository}/actions/runs/${id}`
      : env["CI_JOB_URL"];
  return {
    version,
    ...(commit === undefined ? {} : { commit }),
    ...(ref === undefined ? {} : { ref }),
    ...(actor === undefined ? {} : { actor }),
    ...(url === undefined ? {} : { url }),
  };
}
