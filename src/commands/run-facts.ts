import type { Io } from "../model/io.ts";
import type { RunEntry } from "../model/ledger-entry.ts";
import { version } from "../version.ts";
import { type Head, readGitName, readHead } from "./read-head.ts";
import type { Workspace } from "./workspace.ts";

/** Where a run comes from, as far as git and the CI say. */
export type RunFacts = Pick<RunEntry, "version" | "commit" | "ref" | "actor" | "url">;

export async function describeRun(
  workspace: Workspace,
  reading: Promise<Head> = readHead(workspace),
): Promise<RunFacts> {
  const { env } = workspace.io;
  const [head, actor] = await Promise.all([reading, readActor(workspace)]);
  const commit = commitOf(head, env);
  const branch = head.ref?.replace(/^refs\/heads\//, "");
  const ref = env["GITHUB_REF_NAME"] ?? env["BUILD_SOURCEBRANCHNAME"] ?? env["CI_COMMIT_REF_NAME"] ?? branch;
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

/** What is sent is what is checked out, which can be another commit than the one that started the workflow. */
export function commitOf({ commit }: Head, env: Io["env"]): string | undefined {
  return commit ?? env["GITHUB_SHA"];
}

/** Who pressed the button, or whose checkout it is. */
export async function readActor(workspace: Workspace): Promise<string | undefined> {
  const { env } = workspace.io;
  return env["GITHUB_ACTOR"] ?? env["GITLAB_USER_LOGIN"] ?? (await readGitName(workspace));
}
