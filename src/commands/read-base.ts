import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isBelow } from "../campaign/inside.ts";
import type { CampaignReading } from "../campaign/load-campaign.ts";
import { loadProject } from "../campaign/load-project.ts";
import { UsageError } from "../model/errors.ts";
import type { Files, Io } from "../model/io.ts";
import type { Project } from "../model/project.ts";
import { collectMatter } from "./collect-matter.ts";
import { type BaseCommit, findBase } from "./find-base.ts";
import { loadCampaigns, type Workspace } from "./workspace.ts";

/** The campaigns of a project where HEAD left a git revision. */
export interface Base extends BaseCommit {
  readonly ref: string;
  readonly readings: readonly CampaignReading[];
  /** The project file of then; `undefined` when there was none, or none without errors. */
  readonly project: Project | undefined;
  /** Why nothing could be read, for people. */
  readonly trouble: string | undefined;
}

/**
 * Reads and renders the campaigns of a revision, in silence: their mistakes are of the past. Throws a UsageError when git
 * does not know it.
 */
export async function readBase(
  workspace: Workspace,
  ref: string,
  recipients: ReadonlyMap<string, string> = new Map(),
): Promise<Base> {
  const { project, show } = workspace;
  const found = await findBase(workspace.io, project.root, ref);
  const io = quietIo(workspace.io, await openRevision(workspace.io, project.root, found.commit));
  const path = join(project.root, basename(project.file));
  const nothing = { ...found, ref, readings: [], trouble: undefined };
  if ((await io.files.kind(path)) === undefined) return { ...nothing, project: undefined };
  const loaded = await loadProject(path, show(path), io.files);
  if (loaded.project === undefined)
    return {
      ...nothing,
      project: undefined,
      trouble: `${show(path)} has errors ${found.where}, so nothing can be compared: every campaign looks new.`,
    };
  const then = { io, show, project: loaded.project, told: collectMatter(io) };
  try {
    const { readings } = await loadCampaigns(then, [], recipients);
    return { ...nothing, readings, project: then.project };
  } catch (error) {
    // A glob that matched nothing then: there was no campaign.
    if (error instanceof UsageError) return { ...nothing, project: then.project };
    throw error;
  }
}

/** The same world with other files, and nobody to talk to. */
function quietIo(io: Io, files: Files): Io {
  const sink = { isTerminal: false, write: () => undefined };
  return {
    cwd: io.cwd,
    env: io.env,
    stdout: sink,
    stderr: sink,
    files,
    clock: io.clock,
    chance: io.chance,
    processes: io.processes,
    // To look at it is to take Ctrl-C over, so it is left alone until somebody does.
    get stop() {
      return io.stop;
    },
    get hardStop() {
      return io.hardStop;
    },
  };
}

/** An entry of a tree that is no folder. */
interface TreeEntry {
  readonly isLink: boolean;
  /** The file of the work tree says the same. */
  readonly isUnchanged: boolean;
}

/**
 * The files below a folder as they were at a commit; nothing of the work tree, the index or the network is touched.
 */
export async function openRevision(io: Io, root: string, commit: string): Promise<Files> {
  const git = async (...args: readonly string[]) => {
    const result = await io.processes.run("git", ["--no-optional-locks", ...args], {
      cwd: root,
      encoding: "latin1",
    });
    if (result === undefined)
      throw new UsageError("git is not installed", "Install it, or leave --base out.");
    return result.exitCode === 0 ? Buffer.from(result.stdout, "latin1") : undefined;
  };
  const entries = await listEntries(git, commit);
  const folders = new Set([...entries.keys()].flatMap(foldersOf));
  const nameOfPath = (path: string) => relative(root, path).split(sep).join("/");
  const readEntry = async (name: string) => await git("cat-file", "--filters", `${commit}:./${name}`);

  /** The name behind all links; an absolute path when they lead out of the root; `undefined` when there is nothing. */
  const follow = async (name: string, hops = 0): Promise<string | undefined> => {
    const parts = name.split("/");
    for (let length = 1; length <= parts.length; length++) {
      const head = parts.slice(0, length).join("/");
      if (entries.get(head)?.isLink !== true) continue;
      const target = await git("cat-file", "blob", `${commit}:./${head}`);
      if (target === undefined || hops >= maxHops) return undefined;
      const path = resolve(root, dirname(head), target.toString("utf8"), ...parts.slice(length));
      return isBelow(path, root) ? await follow(nameOfPath(path), hops + 1) : path;
    }
    return name === "" || entries.has(name) || folders.has(name) ? name : undefined;
  };
  const find = async (path: string) => await follow(nameOfPath(path));
  const readBytes = async (path: string) => {
    const name = await find(path);
    const entry = name === undefined ? undefined : entries.get(name);
    if (name === undefined || entry === undefined) return undefined;
    // One process for each file would cost a large project seconds, and most files are as they were.
    return entry.isUnchanged ? await io.files.readBytes(join(root, name)) : await readEntry(name);
  };
  return {
    ...io.files,
    readBytes,
    readChunks: async function* (path) {
      // Recipients are kept out of git as a rule, and then are the same then and now.
      const bytes = (await find(path)) === undefined ? undefined : await readBytes(path);
      if (bytes === undefined) yield* io.files.readChunks(path);
      else yield bytes;
    },
    kind: async (path) => {
      const name = await find(path);
      if (name === undefined || isAbsolute(name)) return undefined;
      return entries.has(name) ? "file" : "directory";
    },
    realPath: async (path) => {
      const name = await find(path);
      return name === undefined ? undefined : resolve(root, name);
    },
    sizeBytes: async (path) => (await readBytes(path))?.length,
    list: async (directory) => {
      const folder = nameOfPath(directory);
      const prefix = folder === "" ? "" : `${folder}/`;
      return [...entries.keys()]
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length))
        .filter((name) => !/(?:^|\/)(?:\.|node_modules(?:\/|$))/.test(name))
        .sort((a, b) => (a < b ? -1 : 1));
    },
  };
}

const maxHops = 16;

type Git = (...args: readonly string[]) => Promise<Buffer | undefined>;

async function listEntries(git: Git, commit: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const [all, differing] = await Promise.all([
    git("ls-tree", "-r", "-z", commit),
    git("diff", "--name-only", "--no-renames", "--relative", "-z", commit),
  ]);
  const listed = splitNames(all);
  const changed = new Set(splitNames(differing));
  return new Map(
    listed.flatMap((line): [string, TreeEntry][] => {
      const [, mode, type, name] = /^(\d+) (\w+) \w+\t([\s\S]+)$/.exec(line) ?? [];
      if (name === undefined || type !== "blob") return [];
      const isUnchanged = differing !== undefined && !changed.has(name);
      return [[name, { isLink: mode === "120000", isUnchanged }]];
    }),
  );
}

function splitNames(output: Buffer | undefined): readonly string[] {
  return (output?.toString("utf8") ?? "").split("\0").filter((name) => name !== "");
}

function foldersOf(name: string): readonly string[] {
  const parts = name.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}
