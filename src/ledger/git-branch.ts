import type { Chance, Clock } from "../model/io.ts";
import { createGit, GitError, type GitOptions, unreachable } from "./git-commands.ts";
import { type Changes, createGitObjects, type GitObjects, type Snapshot } from "./git-objects.ts";

export interface GitBranchOptions extends GitOptions {
  /** Name of a remote of the checkout. */
  readonly remote: string;
  readonly branch: string;
  readonly clock: Clock;
  readonly chance: Chance;
}

export interface GitBranch extends Pick<GitObjects, "readText" | "readTexts"> {
  /** The branch as the remote has it now; `undefined` when it is not there. */
  fetch(): Promise<Snapshot | undefined>;
  /** The branch as this process saw it last. */
  latest(): Promise<Snapshot | undefined>;
  /**
   * Commits on exactly this state of the branch; answers the new one, or `undefined` when the branch has moved.
   * `base: undefined` makes the branch.
   */
  commit(base: Snapshot | undefined, changes: Changes, message: string): Promise<Snapshot | undefined>;
  /** The same, in one commit without a parent that takes the place of all before it. */
  commitAlone(base: Snapshot, changes: Changes, message: string): Promise<Snapshot | undefined>;
  /** A wait before another try, since others try as well. */
  pause(attempt: number): Promise<void>;
}

/**
 * A branch as a place for files. Everything is done with plumbing: work tree, index, HEAD and the refs of the checkout
 * stay as they are. What counts is the remote; a push that names the commit it expects there is a compare-and-set.
 */
export function createGitBranch(options: GitBranchOptions): GitBranch {
  const { remote, branch, clock, chance } = options;
  const git = createGit(options);
  const objects = createGitObjects(git);
  const ref = `refs/heads/${branch}`;
  let known: Snapshot | undefined;
  /** Pushes in a row that failed although nobody had moved the branch. */
  let stumbles = 0;
  let address: Promise<string> | undefined;
  let isShallow: Promise<boolean> | undefined;

  const wait = (attempt: number): Promise<void> =>
    clock.sleep(Math.min(2_000, 50 * 2 ** attempt) * (0.5 + chance.fraction()));

  /** A network that stumbles once must not end a run in the middle of its campaigns. */
  const runPatiently = async (args: readonly string[]): Promise<string> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await git.run(args);
      } catch (error) {
        if (!isPassing(error) || attempt === maxStumbles) throw error;
        await wait(attempt);
      }
    }
  };

  const readTip = async (): Promise<string | undefined> => {
    const told = await runPatiently(["ls-remote", remote, ref]);
    const line = told.split("\n").find((text) => text.endsWith(`\t${ref}`));
    return line?.split("\t")[0];
  };

  /** Without depth the whole branch comes; with it, a full checkout would become a shallow one. */
  const download = async (commit: string): Promise<void> => {
    isShallow ??= git.run(["rev-parse", "--is-shallow-repository"]).then((told) => told.trim() === "true");
    const depth = (await isShallow) ? ["--depth=1"] : [];
    const quiet = ["--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--no-recurse-submodules"];
    const args = ["fetch", ...quiet, ...depth, remote];
    if ((await git.attempt([...args, commit])) === undefined) await runPatiently([...args, ref]);
  };

  const fetch = async (): Promise<Snapshot | undefined> => {
    const tip = await readTip();
    if (tip === undefined) known = undefined;
    else if (known?.commit !== tip) {
      await download(tip);
      known = { commit: tip, blobs: await objects.readTree(tip) };
    }
    return known;
  };

  /** The answer to a push can be lost, so the branch itself is asked whether it has the commit. */
  const push = async (commit: string, base: string): Promise<"pushed" | "moved"> => {
    const lease = `--force-with-lease=${ref}:${base}`;
    // To the address instead of the name: git notes what it pushed to a remote in refs of the checkout.
    address ??= git.run(["remote", "get-url", "--push", remote]).then((told) => told.trim());
    // Whatever the team has set for its own pushes: no tag of theirs goes along.
    const quiet = ["--quiet", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"];
    const args = ["push", ...quiet, lease, await address, `${commit}:${ref}`];
    let failure: unknown;
    try {
      await git.run(args);
      stumbles = 0;
      return "pushed";
    } catch (error) {
      failure = error;
    }
    const tip = await readTip();
    if (tip === commit) return "pushed";
    if ((tip ?? "") === base) {
      if (!isPassing(failure) || ++stumbles === maxStumbles) throw failure;
      return "moved";
    }
    if (tip !== undefined) {
      await download(tip);
      if ((await git.attempt(["merge-base", "--is-ancestor", commit, tip])) !== undefined) return "pushed";
    }
    return "moved";
  };

  const publish = async (next: Snapshot, base: string): Promise<Snapshot | undefined> => {
    known = (await push(next.commit, base)) === "pushed" ? next : undefined;
    return known;
  };

  return {
    fetch,
    latest: async () => known ?? (await fetch()),
    readText: objects.readText,
    readTexts: objects.readTexts,
    commit: async (base, changes, message) =>
      await publish(await objects.writeCommit(base, changes, message), base?.commit ?? ""),
    commitAlone: async (base, changes, message) => {
      const next = await objects.writeCommit(base, changes, message);
      return await publish({ ...next, commit: await objects.writeRoot(next, message) }, base.commit);
    },
    pause: async (attempt) => {
      if (attempt > maxAttempts)
        throw unreachable(
          `the branch ${branch} of ${remote} moved ${maxAttempts} times while this run tried to write to it`,
          "Run again; if many runs write at once, use the azblob backend.",
        );
      await wait(attempt);
    },
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof GitError && error.isPassing;
}

/** About two minutes. */
const maxAttempts = 60;
const maxStumbles = 6;
