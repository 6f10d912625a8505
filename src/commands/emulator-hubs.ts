import { dirname, join, resolve } from "node:path";
import { loadFleet } from "../campaign/load-fleet.ts";
import { findProjectFile, loadProject } from "../campaign/load-project.ts";
import { readFleet } from "../emulator/fleet.ts";
import { compareDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import { UsageError } from "../model/errors.ts";
import type { Fleet } from "../model/fleet.ts";
import { isHubName } from "../nh/hub-name.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { type Invocation, listOption, textOption } from "./command.ts";
import { showPath, styleOf } from "./workspace.ts";

export interface EmulatorHubs {
  /** Where `.campanile` is: the project, or the folder of a run without one. */
  readonly root: string;
  /** By the name of their hub. */
  readonly fleets: ReadonlyMap<string, Fleet>;
}

/** A hub that somebody without a project gets: it has no device until an app registers one. */
const lonelyHub = "hub";

/**
 * The hubs of `--hub`, or else all emulators of the project, or else one without devices. The mistakes of files are
 * printed; `undefined` then.
 */
export async function loadEmulatorHubs(invocation: Invocation): Promise<EmulatorHubs | undefined> {
  const { io, options } = invocation;
  const named = textOption(options, "config") ?? io.env["CAMPANILE_CONFIG"];
  const projectFile = named === undefined ? await findProjectFile(io.cwd, io.files) : resolve(io.cwd, named);
  const diagnostics: Diagnostic[] = [];
  const fleetPaths = new Map<string, string>();
  let root = io.cwd;
  if (projectFile !== undefined) {
    root = dirname(projectFile);
    const loaded = await loadProject(projectFile, showPath(projectFile, io.cwd), io.files);
    diagnostics.push(...loaded.diagnostics);
    for (const hub of loaded.project?.hubs.values() ?? [])
      if (hub.kind === "emulator") fleetPaths.set(hub.alias, join(root, hub.fleet));
  }
  const wanted = listOption(options, "hub").map((text) => readHub(text, fleetPaths, io.cwd));
  refuseTwins(wanted.length > 0 ? wanted.map(([name]) => name) : [...fleetPaths.keys()]);
  const chosen = wanted.length > 0 ? new Map(wanted) : fleetPaths;
  const fleets = new Map<string, Fleet>();
  for (const [name, path] of chosen) {
    const reading = path === undefined ? undefined : await loadFleet(path, showPath(path, io.cwd), io.files);
    diagnostics.push(...(reading?.diagnostics ?? []));
    fleets.set(name, reading?.fleet === undefined ? { devices: [] } : readFleet(reading.fleet));
  }
  if (fleets.size === 0) fleets.set(lonelyHub, { devices: [] });
  io.stderr.write(renderDiagnostics(diagnostics.sort(compareDiagnostics), styleOf(io.stderr, io)));
  return diagnostics.some(({ severity }) => severity === "error") ? undefined : { root, fleets };
}

/** `NAME=fleet.yaml`, or the name of one of the project's, or a name alone for a hub without devices. */
function readHub(
  text: string,
  known: ReadonlyMap<string, string>,
  cwd: string,
): readonly [string, string | undefined] {
  const [, name = "", file] = /^([^=]*)(?:=(.+))?$/.exec(text) ?? [];
  if (!isHubName(name))
    throw new UsageError(
      `--hub ${text} begins with no name of a hub`,
      "It has letters, digits, `.`, `_` and `-`.",
    );
  return [name, file === undefined ? known.get(name) : resolve(cwd, file)];
}

/** Paths name a hub in any case, so one of two would never be found. */
function refuseTwins(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase()))
      throw new UsageError(
        `two hubs are called ${name}`,
        "Give each a name of its own; case does not count.",
      );
    seen.add(name.toLowerCase());
  }
}
