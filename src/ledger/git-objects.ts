import { byteLength } from "../text/count.ts";
import { type Git, unreachable } from "./git-commands.ts";

/** Blobs by their paths. */
export type Tree = ReadonlyMap<string, string>;

/** What a checkout stores, without a thought to its refs. */
export interface GitObjects {
  readText(blob: string): Promise<string>;
  /** The texts by their blobs. A thousand claims are read by one process. */
  readTexts(blobs: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Answers their blobs in the same order. */
  writeTexts(texts: readonly string[]): Promise<readonly string[]>;
  readTree(commit: string): Promise<Tree>;
  /** Answers its name. No path is deeper than one folder. */
  writeTree(tree: Tree): Promise<string>;
}

export function createGitObjects(git: Git): GitObjects {
  return {
    readText: (blob) => git.run(["cat-file", "blob", blob]),
    readTexts: async (blobs) =>
      blobs.length === 0
        ? new Map()
        : splitBatch(await git.run(["cat-file", "--batch"], `${blobs.join("\n")}\n`), blobs),
    writeTexts: async (texts) => {
      if (texts.length === 0) return [];
      const commands = texts.map((text, index) => {
        const mark = `:${index + 1}\n`;
        return `blob\nmark ${mark}data ${byteLength(text)}\n${text}\nget-mark ${mark}`;
      });
      return (await git.run(["fast-import", "--quiet"], commands.join(""))).trim().split("\n");
    },
    readTree: async (commit) => {
      const tree = new Map<string, string>();
      for (const line of (await git.run(["ls-tree", "-r", "-z", commit])).split("\0")) {
        const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/.exec(line);
        if (match !== null) tree.set(match[2] ?? "", match[1] ?? "");
      }
      return tree;
    },
    writeTree: async (tree) => {
      const folders = new Map<string, string[]>();
      const root: string[] = [];
      for (const [path, blob] of tree) {
        const [folder = "", name] = path.split("/");
        const lines = name === undefined ? root : (folders.get(folder) ?? []);
        lines.push(`100644 blob ${blob}\t${name ?? folder}`);
        if (name !== undefined) folders.set(folder, lines);
      }
      for (const [folder, lines] of folders) {
        const name = await git.run(["mktree"], `${lines.join("\n")}\n`);
        root.push(`040000 tree ${name.trim()}\t${folder}`);
      }
      return (await git.run(["mktree"], `${root.join("\n")}\n`)).trim();
    },
  };
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
