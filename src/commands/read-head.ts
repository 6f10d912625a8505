import type { Workspace } from "./workspace.ts";

/** What is checked out, as git says it; empty where there is no git or no checkout. */
export interface Head {
  readonly commit?: string;
  /** The whole reference, as `refs/heads/main`; absent when no branch is checked out. */
  readonly ref?: string;
}

const gitTimeoutMs = 10_000;

/** One process for all of it: a send waits for it before anything else. */
export async function readHead(workspace: Workspace): Promise<Head> {
  const asked = ["rev-parse", "--git-dir", "HEAD", "--symbolic-full-name", "HEAD"];
  const { isFine, lines } = await runGit(workspace, asked);
  const [directory, commit, ref] = lines;
  if (directory === undefined) return {};
  const here = isFine && commit !== undefined ? { commit } : {};
  if (isFine && ref !== undefined) return ref === "HEAD" ? here : { ...here, ref };
  // A branch without a commit, or a tag that is called HEAD, so that the name says two things.
  const link = await runGit(workspace, ["symbolic-ref", "-q", "HEAD"]);
  return link.isFine && link.lines[0] !== undefined ? { ...here, ref: link.lines[0] } : here;
}

/** The name that git puts on commits made here. */
export async function readGitName(workspace: Workspace): Promise<string | undefined> {
  const { isFine, lines } = await runGit(workspace, ["config", "user.name"]);
  return isFine ? lines[0] : undefined;
}

async function runGit(
  { io, project }: Workspace,
  args: readonly string[],
): Promise<{ readonly isFine: boolean; readonly lines: readonly string[] }> {
  const result = await io.processes.run("git", args, { cwd: project.root, timeoutMs: gitTimeoutMs });
  const lines = (result?.stdout ?? "").split("\n").map((line) => line.trim());
  return { isFine: result?.exitCode === 0, lines: lines.filter((line) => line !== "") };
}
