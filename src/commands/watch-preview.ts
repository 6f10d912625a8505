import { dirname, join, resolve } from "node:path";
import { loadProject } from "../campaign/load-project.ts";
import { type ExitCode, exitCodes } from "../model/exit-code.ts";
import type { Watcher } from "../model/io.ts";
import type { Project } from "../model/project.ts";
import { writePreview } from "../preview/write-page.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { collectMatter } from "./collect-matter.ts";
import type { Invocation } from "./command.ts";
import { readPort } from "./emulator-options.ts";
import { describeError, explainError } from "./explain-error.ts";
import { makePreview } from "./make-preview.ts";
import { servePreview } from "./serve-preview.ts";
import { fixedFolderOf, styleOf, type Workspace } from "./workspace.ts";

/** An editor saves in several steps, and a checkout changes many files. */
const settleMs = 100;

/** Serves the preview on this machine, and makes it anew whenever a file of it changes, until it is asked to stop. */
export async function watchPreview(workspace: Workspace, invocation: Invocation): Promise<ExitCode> {
  const { io } = workspace;
  const changes = createBell(io.stop);
  const watch = createWatch(workspace, changes.ring);
  // What changes while the first page is made is not to be missed.
  watch(workspace.project);
  const run = io.chance.hex(4);
  let made = 0;
  const make = async () => {
    const { html, project } = await writeNow(workspace, invocation, `${run}-${++made}`);
    watch(project);
    return { html, version: `${run}-${made}` };
  };
  const server = await servePreview(readPort(invocation.options) ?? 0, await make());
  try {
    io.stdout.write(
      `The preview is on http://localhost:${server.port}/, on this machine alone, and follows the files. Ctrl-C stops it.\n`,
    );
    while (await changes.rung()) {
      await io.clock.sleep(settleMs, io.stop);
      changes.hush();
      server.show(await make());
    }
  } finally {
    watch(undefined);
    await server.stop();
  }
  return exitCodes.done;
}

/** The page as the files are now. What is wrong with them stands on it too: an editor looks there, not at a terminal. */
async function writeNow(
  { io, project: known, show }: Workspace,
  invocation: Invocation,
  version: string,
): Promise<{ readonly html: string; readonly project: Project }> {
  const showNote = (note: string) =>
    writePreview({ base: undefined, campaigns: [], unchangedCampaigns: 0, notes: [note] }, { version });
  try {
    const path = resolve(io.cwd, known.file);
    const { project, diagnostics } = await loadProject(path, show(path), io.files);
    const told = renderDiagnostics(diagnostics, styleOf(io.stderr, io));
    io.stderr.write(told);
    if (project === undefined) {
      const [first] = diagnostics;
      const place = first === undefined ? "" : `, line ${first.line}: ${first.message}`;
      return { html: showNote(`${known.file}${place}`), project: known };
    }
    const { view } = await makePreview({ io, project, show, told: collectMatter(io) }, invocation);
    return { html: writePreview(view, { version }), project };
  } catch (error) {
    const failure = describeError(error);
    if (failure === undefined) throw error;
    explainError(error, io);
    return { html: showNote(`${failure.message}. ${failure.hint ?? ""}`.trim()), project: known };
  }
}

/**
 * Watches the folders of a project in place of those before; `undefined` ends it. Each time anew, since a folder that
 * was removed and made again is another one; the next begins before the last ends, so that nothing is missed.
 */
function createWatch({ io }: Workspace, ring: () => void): (project: Project | undefined) => void {
  let watchers: readonly Watcher[] = [];
  return (project) => {
    const before = watchers;
    const folders = project === undefined ? [] : listFolders(project);
    watchers = folders.map(({ path, isDeep }) =>
      io.files.watch(path, (changed) => (isOurs(changed) ? ring() : undefined), { isDeep }),
    );
    for (const watcher of before) watcher.close();
  };
}

function listFolders({ root, campaigns, hubs, ledger }: Project) {
  const fleets = [...hubs.values()].flatMap((hub) =>
    hub.kind === "emulator" ? dirname(join(root, hub.fleet)) : [],
  );
  const flat = [root, ...fleets, ...(ledger.backend === "file" ? [dirname(join(root, ledger.path))] : [])];
  const deep = join(root, fixedFolderOf(campaigns));
  return [
    { path: deep, isDeep: true },
    ...[...new Set(flat)].filter((path) => path !== deep).map((path) => ({ path, isDeep: false })),
  ];
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
