import { dirname, join, resolve } from "node:path";
import { isBelow } from "../campaign/inside.ts";
import { loadProject } from "../campaign/load-project.ts";
import { compareDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import type { Io, Watcher, WatchOptions } from "../model/io.ts";
import type { Project } from "../model/project.ts";
import { fixedFolderOf, type Workspace } from "./workspace.ts";

/** An editor saves in several steps, and a checkout changes many files. */
const settleMs = 100;

/**
 * Takes a turn at once, and another whenever a file of the project, or one of the named files, changes, until it is
 * asked to stop. A turn answers the project as it found it: what there is to follow may have changed too.
 */
export async function followFiles(
  { io, project }: Workspace,
  named: readonly string[],
  turn: () => Promise<Project>,
): Promise<void> {
  const bell = createBell(io.stop);
  const others = await listNamedFolders(io, project, named);
  const watch = createWatch(io, bell.ring);
  const follow = (found: Project) => watch([...listFolders(found), ...others]);
  // What changes during the first turn is not to be missed.
  follow(project);
  try {
    follow(await turn());
    while (await bell.rung()) {
      await io.clock.sleep(settleMs, io.stop);
      bell.hush();
      follow(await turn());
    }
  } finally {
    watch([]);
  }
}

/** The project as its file is now; `undefined` where it has a mistake. */
export async function reloadProject({ io, project, show }: Workspace): Promise<{
  readonly project: Project | undefined;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const path = resolve(io.cwd, project.file);
  const reading = await loadProject(path, show(path), io.files);
  return { project: reading.project, diagnostics: [...reading.diagnostics].sort(compareDiagnostics) };
}

interface Folder extends WatchOptions {
  readonly path: string;
}

/**
 * Watches these folders in place of those before. Each time anew, since a folder that was removed and made again is
 * another one; the next begins before the last ends, so that nothing is missed.
 */
function createWatch({ files }: Io, ring: () => void): (folders: readonly Folder[]) => void {
  let watchers: readonly Watcher[] = [];
  return (folders) => {
    const before = watchers;
    const deep = new Set(folders.filter(({ isDeep }) => isDeep === true).map(({ path }) => path));
    const flat = new Set(folders.map(({ path }) => path).filter((path) => !deep.has(path)));
    const onChange = (changed: string | undefined) => (isOurs(changed) ? ring() : undefined);
    watchers = [
      ...[...deep].map((path) => files.watch(path, onChange, { isDeep: true })),
      ...[...flat].map((path) => files.watch(path, onChange)),
    ];
    for (const watcher of before) watcher.close();
  };
}

function listFolders({ root, campaigns, hubs, ledger }: Project): readonly Folder[] {
  const fleets = [...hubs.values()].flatMap((hub) =>
    hub.kind === "emulator" ? dirname(join(root, hub.fleet)) : [],
  );
  const flat = [root, ...fleets, ...(ledger.backend === "file" ? [dirname(join(root, ledger.path))] : [])];
  return [{ path: join(root, fixedFolderOf(campaigns)), isDeep: true }, ...flat.map((path) => ({ path }))];
}

/** Campaigns of the command line may lie elsewhere, with payload files below them; a whole repository is too much to watch. */
async function listNamedFolders({ cwd, files }: Io, { root }: Project, named: readonly string[]) {
  const folders: Folder[] = [];
  for (const name of named) {
    const path = resolve(cwd, name);
    const folder = (await files.kind(path)) === "directory" ? path : dirname(path);
    folders.push({ path: folder, isDeep: !isBelow(root, folder) });
  }
  return folders;
}

/** What git and package managers do below the project is nothing to show. */
function isOurs(name: string | undefined): boolean {
  return name === undefined || !/(?:^|[\\/])(?:\.git|node_modules)(?:[\\/]|$)|\.tmp$|~$|\.sw[px]$/.test(name);
}

interface Bell {
  ring(): void;
  /** Forgets that it rang. */
  hush(): void;
  /** Resolves once it rang: `true`; or when it is time to stop: `false`. */
  rung(): Promise<boolean>;
}

function createBell(stop: AbortSignal): Bell {
  let hasRung = false;
  let wake: () => void = () => undefined;
  stop.addEventListener("abort", () => wake());
  return {
    ring: () => {
      hasRung = true;
      wake();
    },
    hush: () => {
      hasRung = false;
    },
    rung: () =>
      new Promise((resolve) => {
        const settle = () => {
          if (stop.aborted) resolve(false);
          else if (hasRung) resolve(true);
        };
        wake = settle;
        settle();
      }),
  };
}
