import type { Workspace } from "./workspace.ts";

const heads = "refs/heads/";

/** The branch that a run sends from; `undefined` for a tag, a pull request or a bare commit, whatever they are called. */
export async function readBranch({ io, project }: Workspace): Promise<string | undefined> {
  const { env } = io;
  // The whole reference: the short forms of GitHub and Azure Pipelines tell no branch from a tag of its name.
  const reference = env["GITHUB_REF"] ?? env["BUILD_SOURCEBRANCH"];
  if (reference !== undefined) return reference.startsWith(heads) ? reference.slice(heads.length) : undefined;
  if (env["GITLAB_CI"] !== undefined) return env["CI_COMMIT_BRANCH"];
  const result = await io.processes.run("git", ["symbolic-ref", "-q", "HEAD"], { cwd: project.root });
  const head = result?.exitCode === 0 ? result.stdout.trim() : "";
  return head.startsWith(heads) ? head.slice(heads.length) : undefined;
}
