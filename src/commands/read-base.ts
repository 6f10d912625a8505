import { join, relative, sep } from "node:path";
import { loadProject } from "../campaign/load-project.ts";
import { UsageError } from "../model/errors.ts";
import type { Files } from "../model/io.ts";
import type { Notification } from "../model/notification.ts";
import { nameOf } from "./preview-share.ts";
import { loadCampaigns, type Workspace } from "./workspace.ts";

/** The notifications as they were at a git revision, rendered, by their names. What was invalid then is left out. */
export async function readBase(
  workspace: Workspace,
  ref: string,
): Promise<ReadonlyMap<string, Notification>> {
  const { io, project, show } = workspace;
  const files = await openRevision(workspace, ref);
  const path = join(project.root, project.file.split("/").at(-1) ?? "campanile.yaml");
  const loaded = await loadProject(path, show(path), files);
  if (loaded.project === undefined) return new Map();
  const then = { ...workspace, project: loaded.project, io: { ...io, files, stop: io.stop } };
  try {
    const { readings } = await loadCampaigns(then, []);
    return new Map(
      readings.flatMap(({ notifications }) => notifications.map((each) => [nameOf(each), each] as const)),
    );
  } catch (error) {
    if (error instanceof UsageError) return new Map();
    throw error;
  }
}

/** The files of the project at a revision. A file that has not changed since is read from the disk. */
async function openRevision({ io, project }: Workspace, ref: string): Promise<Files> {
  const git = async (...args: readonly string[]) => {
    const result = await io.processes.run("git", args, { cwd: project.root });
    return result?.exitCode === 0 ? result.stdout : undefined;
  };
  // A revision never begins with a dash, and an option does.
  const commit = ref.startsWith("-")
    ? undefined
    : (await git("rev-parse", "--verify", "--quiet", `${ref}^{commit}`))?.trim();
  const listed = commit === undefined ? undefined : await git("ls-tree", "-r", "-z", "--name-only", commit);
  const differing =
    commit === undefined
      ? undefined
      : await git("diff", "--name-only", "--no-renames", "--relative", "-z", commit);
  if (listed === undefined || differing === undefined)
    throw new UsageError(
      `git knows no revision ${ref} here`,
      "Name a commit, a branch or a tag of this repository.",
    );
  const known = listed.split("\0").filter((name) => name !== "");
  const names = new Set(known);
  const changed = new Set(differing.split("\0"));
  const nameOfPath = (path: string) => relative(project.root, path).split(sep).join("/");
  const readBytes = async (path: string) => {
    const name = nameOfPath(path);
    if (!names.has(name)) return undefined;
    if (!changed.has(name)) return await io.files.readBytes(path);
    const text = await git("show", `${commit}:./${name}`);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  const kind = async (path: string) => {
    const name = nameOfPath(path);
    if (names.has(name)) return "file" as const;
    return name === "" || known.some((other) => other.startsWith(`${name}/`))
      ? ("directory" as const)
      : undefined;
  };
  return {
    ...io.files,
    readBytes,
    kind,
    realPath: async (path) => ((await kind(path)) === undefined ? undefined : path),
    sizeBytes: async (path) => (await readBytes(path))?.length,
    list: async (directory) => {
      const folder = nameOfPath(directory);
      const prefix = folder === "" ? "" : `${folder}/`;
      return known
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length))
        .filter(
          (name) =>
            !name
              .split("/")
              .some(
                (part, at, parts) =>
                  part === "node_modules" || (at < parts.length - 1 && part.startsWith(".")),
              ),
        )
        .sort();
    },
  };
}
