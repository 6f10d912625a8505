import { byteLength } from "../text/count.ts";
import { author, type Git, unreachable } from "./git-commands.ts";

/** Blobs by their paths. */
export type Tree = ReadonlyMap<string, string>;

/** What a checkout stores, without a thought to its refs. */
export interface GitObjects {
  readText(blob: string): Promise<string>;
  /** The texts by their blobs. A thousand claims are read by one process. */
  readTexts(blobs: readonly string[]): Promise<ReadonlyMap<string, string>>;
  readTree(commit: string): Promise<Tree>;
  /** Writes a commit on `base`, or one without a parent; no ref names it. */
  writeCommit(base: Snapshot | undefined, changes: Changes, message: string): Promise<Snapshot>;
  /** Writes a commit of the same files, without a parent. */
  writeRoot(base: Snapshot, message: string): Promise<string>;
}

/** The files of one commit. */
export interface Snapshot {
  readonly commit: string;
  readonly blobs: Tree;
}

/** What a commit changes: texts by path; `undefined` removes one. */
export type Changes = ReadonlyMap<string, string | undefined>;

export function createGitObjects(git: Git): GitObjects {
  return {
    readText: (blob) => git.run(["cat-file", "blob", blob]),
    readTexts: async (blobs) =>
      blobs.length === 0
        ? new Map()
        : splitBatch(await git.run(["cat-file", "--batch"], `${blobs.join("\n")}\n`), blobs),
    readTree: async (commit) => {
      const tree = new Map<string, string>();
      for (const line of (await git.run(["ls-tree", "-r", "-z", commit])).split("\0")) {
        const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/.exec(line);
        if (match !== null) tree.set(match[2] ?? "", match[1] ?? "");
      }
      return tree;
    },
    writeCommit: async (base, changes, message) => {
      const told = await git.run(importArgs, writeImport(base, changes, message));
      const [commit = "", ...written] = told.trim().split("\n");
      const blobs = new Map(base?.blobs);
      for (const [path, text] of changes) {
        if (text === undefined) blobs.delete(path);
        else blobs.set(path, written.shift() ?? "");
      }
      return { commit, blobs };
    },
    writeRoot: async ({ commit }, message) =>
      (
        await git.run([
          "-c",
          `user.name=${author.name}`,
          "-c",
          `user.email=${author.email}`,
          "commit-tree",
          `${commit}^{tree}`,
          "-m",
          message,
        ])
      ).trim(),
  };
}

/** One process for all objects of a commit, since on a loaded machine the start of a process is what a write costs. */
const importArgs = ["fast-import", "--quiet", "--force", "--date-format=now"];

/** A commit needs a ref while it is made; the same stream takes the ref away again before anything of it is stored. */
const passingRef = "refs/campanile/passing";

/** The stream of git-fast-import(1). The commit's name is the first line of the answer, then those of the texts. */
function writeImport(base: Snapshot | undefined, changes: Changes, message: string): string {
  const texts = [...changes.values()].filter((text) => text !== undefined);
  const blobs = texts.map((text, index) => `blob\nmark :${index + 2}\n${writeData(text)}`);
  let mark = 1;
  const files = [...changes].map(([path, text]) =>
    text === undefined ? `D ${path}\n` : `M 100644 :${++mark} ${path}\n`,
  );
  const commit = [
    `commit ${passingRef}\nmark :1\n`,
    `committer ${author.name} <${author.email}> now\n`,
    writeData(message),
    base === undefined ? "" : `from ${base.commit}\n`,
    ...files,
  ];
  const names = [1, ...texts.map((_, index) => index + 2)].map((number) => `get-mark :${number}\n`);
  const nothing = "0".repeat(base?.commit.length ?? 40);
  return [...blobs, ...commit, `reset ${passingRef}\nfrom ${nothing}\n\n`, ...names].join("");
}

function writeData(text: string): string {
  return `data ${byteLength(text)}\n${text}\n`;
}

/** Each text stands behind a line with the name of its blob, in the order in which they were asked for. */
function splitBatch(batch: string, blobs: readonly string[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let rest = batch;
  for (const [index, blob] of blobs.entries()) {
    const next = blobs[index + 1];
    const end = next === undefined ? rest.length - 1 : rest.indexOf(`\n${next} `);
    const head = rest.indexOf("\n");
    // A claim that cannot be read must not pass for one that nobody holds.
    if (end < 0 || !/^[0-9a-f]+ blob \d+$/.test(rest.slice(0, head)))
      throw unreachable(`git has lost ${blob} of the ledger's branch`, "Run again in a new checkout.");
    texts.set(blob, rest.slice(head + 1, end));
    rest = rest.slice(end + 1);
  }
  return texts;
}
