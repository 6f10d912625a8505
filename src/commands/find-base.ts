import { UsageError } from "../model/errors.ts";
import type { Io, RunResult } from "../model/io.ts";

/** The commit that a work tree is compared with. */
export interface BaseCommit {
  readonly commit: string;
  /** What it is to people: `at main`, or `where HEAD left main`. */
  readonly where: string;
  /** What is not as asked for, for people. */
  readonly note: string | undefined;
}

type Git = (...args: readonly string[]) => Promise<RunResult>;

/**
 * Finds where HEAD and a revision went apart, as a pull request does: what the revision got since is no change of the
 * work tree. A branch that is known as one of `origin` alone, as in CI, is found there. Throws a {@link UsageError} when
 * there is no such revision, as in a clone that is too shallow for it.
 */
export async function findBase(io: Io, root: string, ref: string): Promise<BaseCommit> {
  if (ref.trim() === "")
    throw new UsageError("--base names no revision", "Name a branch, a tag or a commit: --base main");
  // A revision never begins with a dash, and an option does.
  if (ref.startsWith("-"))
    throw new UsageError(`--base ${ref}: no revision begins with a dash`, "Name a branch: --base main");
  const git: Git = async (...args) => {
    const result = await io.processes.run("git", args, { cwd: root });
    if (result === undefined)
      throw new UsageError("git is not installed", "Install it, or leave --base out.");
    return result;
  };
  await checkCheckout(git);
  const commit = await findCommit(git, ref);
  const meeting = await git("merge-base", commit, "HEAD");
  const found = meeting.stdout.trim();
  const at = `at ${ref}`;
  if (meeting.exitCode === 0 && found !== "")
    return { commit: found, where: found === commit ? at : `where HEAD left ${ref}`, note: undefined };
  const isShallow = await isShallowClone(git);
  const why = isShallow
    ? "this clone is too shallow to tell where HEAD left it"
    : "it has no commit in common with HEAD";
  return { commit, where: at, note: `Compared with ${ref} as it is now: ${why}.` };
}

async function checkCheckout(git: Git): Promise<void> {
  const { exitCode, stdout, stderr } = await git("rev-parse", "--is-inside-work-tree");
  if (exitCode === 0 && stdout.trim() === "true") return;
  // Git trusts no folder of another user, and says what to do.
  const [, distrust] = /^fatal: (detected dubious ownership.*)/.exec(stderr) ?? [];
  if (distrust !== undefined)
    throw new UsageError(
      `git reads nothing here: ${distrust}`,
      "Run it as the owner, or see `git help config`: safe.directory.",
    );
  throw new UsageError(
    "--base compares with a git revision, and this project is in no git checkout",
    "Run it in a clone, or leave --base out.",
  );
}

async function findCommit(git: Git, ref: string): Promise<string> {
  for (const name of [ref, `refs/remotes/origin/${ref}`]) {
    const { exitCode, stdout } = await git(
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${name}^{commit}`,
    );
    const commit = stdout.trim().split("\n").at(-1) ?? "";
    if (exitCode === 0 && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  }
  const isShallow = await isShallowClone(git);
  const message = isShallow
    ? `this shallow clone has no revision ${ref}`
    : `git knows no revision ${ref} here`;
  throw new UsageError(message, adviseFetch(ref, { isShallow }));
}

/** Where HEAD left a branch is asked for, so a fetch without its history would not do. */
function adviseFetch(ref: string, { isShallow }: { readonly isShallow: boolean }): string {
  const unshallow = isShallow ? " --unshallow" : "";
  const name = ref.replace(/^(?:refs\/remotes\/)?origin\//, "");
  // `HEAD~3` is for git to work out, and no name that a remote knows.
  if (/[\s~^:@{}\\*?[]/.test(name))
    return isShallow ? "Fetch the history that it needs: git fetch --unshallow" : "Check its name.";
  return `Check its name, or fetch it: git fetch${unshallow} origin ${name}:refs/remotes/origin/${name}`;
}

async function isShallowClone(git: Git): Promise<boolean> {
  return (await git("rev-parse", "--is-shallow-repository")).stdout.trim() === "true";
}
