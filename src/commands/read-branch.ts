import { type Head, readHead } from "./read-head.ts";
import type { Workspace } from "./workspace.ts";

const heads = "refs/heads/";

/** The branch that a run sends from; `undefined` for a tag, a pull request or a bare commit, whatever they are called. */
export async function readBranch(workspace: Workspace, known?: Head): Promise<string | undefined> {
  const { env } = workspace.io;
  // The whole reference: the short forms of GitHub and Azure Pipelines tell no branch from a tag of its name.
  const reference = env["GITHUB_REF"] ?? env["BUILD_SOURCEBRANCH"];
  if (reference !== undefined) return branchOf(reference);
  if (env["GITLAB_CI"] !== undefined) return env["CI_COMMIT_BRANCH"];
  return branchOf((known ?? (await readHead(workspace))).ref ?? "");
}

function branchOf(reference: string): string | undefined {
  return reference.startsWith(heads) ? reference.slice(heads.length) : undefined;
}
