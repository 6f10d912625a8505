import type { Chance, Clock } from "../model/io.ts";
import { createGit, type GitOptions, unreachable } from "./git-commands.ts";

export interface GitBranchOptions extends GitOptions {
  /** Name of a remote of the checkout. */
  readonly remote: string;
  readonly branch: string;
  readonly clock: Clock;
  readonly chance: Chance;
}

/** The branch at one commit: the blob of each path. */
export interface Snapshot {
  readonly commit: string;
  readonly blobs: ReadonlyMap<string, string>;
}

/** What a commit changes: texts by path; `undefined` removes one. */
export type Changes = ReadonlyMap<string, string | undefined>;

export interface GitBranch {
  /** The branch as the remote has it now; `undefined` when it is not there. */
  fetch(): Promise<Snapshot | undefined>;
  /** The branch as this process saw it last. */
  latest(): Promise<Snapshot | undefined>;
  readText(blob: string): Promise<string>;
  /**
   * Commits on exactly this state of the branch; answers the new one, or `undefined` when the branch has moved.
   * `base: undefined` makes the branch.
   */
  commit(base: Snapshot | undefined, changes: Changes, message: string): Promise<Snapshot | undefined>;
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
  const ref = `refs/heads/${branch}`;
  let known: Snapshot | undefined;
  let address: Promise<string> | undefined;
  let isShallow: Promise<boolean> | undefined;

  const readTip = async (): Promise<string | undefined> => {
    const told = await git.run(["ls-remote", remote, ref]);
    const line = told.split("\n").find((text) => text.endsWith(`\t${ref}`));
    return line?.split("\t")[0];
  };

  /** Without depth the whole branch comes; with it, a full checkout would become a shallow one. */
  const download = async (commit: string): Promise<void> => {
    isShallow ??= git.run(["rev-parse", "--is-shallow-repository"]).then((told) => told.trim() === "true");
    const depth = (await isShallow) ? ["--depth=1"] : [];
    const common = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", ...depth, remote];
    if ((await git.attempt([...common, commit])) === undefined) await git.run([...common, ref]);
  };

  const readTree = async (commit: string): Promise<Snapshot> => {
    const listed = await git.run(["ls-tree", "-r", "-z", commit]);
    const blobs = new Map<string, string>();
    for (const line of listed.split("\0")) {
      const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/.exec(line);
      if (match !== null) blobs.set(match[2] ?? "", match[1] ?? "");
    }
    return { commit, blobs };
  };

  const fetch = async (): Promise<Snapshot | undefined> => {
    const tip = await readTip();
    if (tip === undefined) known = undefined;
    else if (known?.commit !== tip) {
      await download(tip);
      known = await readTree(tip);
    }
    return known;
  };

  const writeTree = async (blobs: ReadonlyMap<string, string>): Promise<string> => {
    const folders = new Map<string, string[]>();
    const root: string[] = [];
    for (const [path, blob] of blobs) {
      const [folder = "", name] = path.split("/");
      if (name === undefined) root.push(`100644 blob ${blob}\t${path}`);
      else folders.set(folder, [...(folders.get(folder) ?? []), `100644 blob ${blob}\t${name}`]);
    }
    for (const [folder, lines] of folders) {
      const tree = await git.run(["mktree"], `${lines.join("\n")}\n`);
      root.push(`040000 tree ${tree.trim()}\t${folder}`);
    }
    return (await git.run(["mktree"], `${root.join("\n")}\n`)).trim();
  };

  /** The answer to a push can be lost, so the branch itself is asked whether it has the commit. */
  const push = async (commit: string, base: string): Promise<"pushed" | "moved"> => {
    const lease = `--force-with-lease=${ref}:${base}`;
    // To the address instead of the name: git notes what it pushed to a remote in refs of the checkout.
    address ??= git.run(["remote", "get-url", "--push", remote]).then((told) => told.trim());
    const args = ["push", "--quiet", "--no-verify", lease, await address, `${commit}:${ref}`];
    let failure: unknown;
    try {
      await git.run(args);
      return "pushed";
    } catch (error) {
      failure = error;
    }
    const tip = await readTip();
    if (tip === commit) return "pushed";
    if ((tip ?? "") === base) throw failure;
    if (tip !== undefined) {
      await download(tip);
      if ((await git.attempt(["merge-base", "--is-ancestor", commit, tip])) !== undefined) return "pushed";
    }
    return "moved";
  };

  return {
    fetch,
    latest: async () => known ?? (await fetch()),
    readText: (blob) => git.run(["cat-file", "blob", blob]),
    commit: async (base, changes, message) => {
      const blobs = new Map(base?.blobs);
      for (const [path, text] of changes) {
        if (text === undefined) blobs.delete(path);
        else blobs.set(path, (await git.run(["hash-object", "-w", "--stdin"], text)).trim());
      }
      const tree = await writeTree(blobs);
      const parents = base === undefined ? [] : ["-p", base.commit];
      const commit = (await git.run(["commit-tree", tree, ...parents, "-m", message])).trim();
      const result = await push(commit, base?.commit ?? "");
      known = result === "pushed" ? { commit, blobs } : undefined;
      return known;
    },
    pause: async (attempt) => {
      if (attempt > maxAttempts)
        throw unreachable(
          `the branch ${branch} of ${remote} moved ${maxAttempts} times while this run tried to write to it`,
          "Run again; if many runs write at once, use the azblob backend.",
        );
      await clock.sleep(Math.min(2_000, 50 * 2 ** attempt) * (0.5 + chance.fraction()));
    },
  };
}

/** About two minutes. */
const maxAttempts = 60;
