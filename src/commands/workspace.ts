import { join, relative, resolve, sep } from "node:path";
import { isBelow } from "../campaign/inside.ts";
import {
  type CampaignReading,
  createCampaignLoader,
  diagnoseDuplicateNames,
} from "../campaign/load-campaign.ts";
import { campaignsBeside } from "../campaign/load-expectations.ts";
import { findProjectFile, loadProject } from "../campaign/load-project.ts";
import { compareDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import { UsageError } from "../model/errors.ts";
import { type ExitCode, exitCodes, worstExitCode } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { Project } from "../model/project.ts";
import type { Failure, ReportMatter } from "../model/report-matter.ts";
import { renderDiagnostics } from "../report/diagnostics.ts";
import { escapeTerminal } from "../text/escape.ts";
import { globToRegExp } from "../text/glob.ts";
import { createStyle, type Style } from "../text/style.ts";
import { collectMatter, type MatterCollector } from "./collect-matter.ts";
import { type Command, type Invocation, textOption } from "./command.ts";
import { describeError } from "./explain-error.ts";
import { readWantedReports, writeWantedReports } from "./wanted-reports.ts";

/** A project, loaded, with what every command needs of it. */
export interface Workspace {
  readonly io: Io;
  readonly project: Project;
  /** An absolute path as people see it: relative to where they are. */
  readonly show: (path: string) => string;
  /** What the reports of the command line will tell. */
  readonly told: MatterCollector;
}

/** What a command does in its project, and the reports of it; a project file with mistakes is exit 2. */
export function inWorkspace(
  work: (workspace: Workspace, invocation: Invocation) => Promise<ExitCode>,
): Command["run"] {
  return async (invocation) => {
    const { io } = invocation;
    const wanted = readWantedReports(invocation);
    const told = collectMatter(io);
    let code: ExitCode;
    try {
      const workspace = await openWorkspace(invocation, told);
      code = workspace === undefined ? exitCodes.usage : await work(workspace, invocation);
    } catch (error) {
      const failure = describeError(error);
      if (failure !== undefined) await writeWantedReports(io, wanted, withFailure(told, failure));
      invocation.tell?.(told.matter());
      throw error;
    }
    invocation.tell?.(told.matter());
    const written = await writeWantedReports(io, wanted, told.matter());
    // A missing file must not hide that something was refused, or may have gone out.
    return code === exitCodes.done || code === exitCodes.pending ? worstExitCode([code, written]) : code;
  };
}

function withFailure(told: MatterCollector, failure: Failure): ReportMatter {
  told.add({ failures: [failure] });
  return told.matter();
}

/** Finds and loads the project. Its mistakes are printed; `undefined` then. */
async function openWorkspace(
  { io, options }: Invocation,
  told: MatterCollector,
): Promise<Workspace | undefined> {
  const show = (path: string) => showPath(path, io.cwd);
  const named = textOption(options, "config") ?? io.env["CAMPANILE_CONFIG"];
  const path = named === undefined ? await findProjectFile(io.cwd, io.files) : resolve(io.cwd, named);
  if (path === undefined) {
    throw new UsageError(
      "there is no campanile.yaml here or above",
      "Write one with `campanile init`, or name it with --config.",
    );
  }
  const { project, diagnostics } = await loadProject(path, show(path), io.files);
  const sorted = [...diagnostics].sort(compareDiagnostics);
  io.stderr.write(renderDiagnostics(sorted, styleOf(io.stderr, io)));
  told.add({ diagnostics: sorted });
  return project === undefined ? undefined : { io, project, show, told };
}

export function styleOf(sink: { readonly isTerminal: boolean }, io: Io): Style {
  const isForced = io.env["FORCE_COLOR"] !== undefined && io.env["FORCE_COLOR"] !== "0";
  const isRefused = (io.env["NO_COLOR"] ?? "") !== "" || io.env["TERM"] === "dumb";
  return createStyle({ isColored: !isRefused && (isForced || sink.isTerminal) });
}

/** Runners forget, and nobody sees their screen. */
export function isCi({ env }: Pick<Io, "env">): boolean {
  return !["", "0", "false"].includes(env["CI"] ?? "");
}

export interface LoadedCampaigns {
  readonly readings: readonly CampaignReading[];
  /** Sorted, those of all files together. */
  readonly diagnostics: readonly Diagnostic[];
  /** Folders that were passed over, since they cannot be read. */
  readonly unreadFolders: number;
}

/** Loads the campaigns that the command line names, or all of the project. */
export async function loadCampaigns(
  workspace: Workspace,
  args: readonly string[],
  recipients: ReadonlyMap<string, string> = new Map(),
): Promise<LoadedCampaigns> {
  const { io, project, show } = workspace;
  let unreadFolders = 0;
  const list: ListFolder = (folder) =>
    io.files.list(folder, (path) => {
      unreadFolders++;
      io.stderr.write(`warning: ${escapeTerminal(show(path))} cannot be read, and is passed over.\n`);
    });
  const paths =
    args.length > 0 ? await namedFiles(workspace, args, list) : await projectFiles(workspace, list);
  const load = createCampaignLoader(project, io.files, recipients);
  const readings = await mapAhead(paths, (path) => load({ path, shownAs: show(path), show }));
  const duplicates = diagnoseDuplicateNames(readings);
  const spoiled = new Set(duplicates.map(({ file }) => file));
  const kept = readings.map((reading) =>
    spoiled.has(reading.file) ? { ...reading, notifications: [] } : reading,
  );
  const diagnostics = [...readings.flatMap((reading) => reading.diagnostics), ...duplicates].sort(
    compareDiagnostics,
  );
  workspace.told.add({ files: readings.map(({ file }) => file), diagnostics });
  return { readings: kept, diagnostics, unreadFolders };
}

/** The files below a folder; a folder in it that cannot be read is told. */
type ListFolder = (folder: string) => Promise<readonly string[]>;

/**
 * The files that the project's glob matches. A project may have none; but YAML that no glob matches, or a folder that is
 * not there, is a mistake in the glob, and everything would be lost in silence.
 */
async function projectFiles({ io, project }: Workspace, list: ListFolder): Promise<readonly string[]> {
  const pattern = globToRegExp(project.campaigns, { segmentSeparator: "/" });
  const folder = fixedFolderOf(project.campaigns);
  const names = await list(join(project.root, folder));
  const matching = names
    .map((name) => (folder === "" ? name : `${folder}/${name}`))
    .filter((name) => pattern.test(name) && !isFleet(project, join(project.root, name)))
    .map((name) => join(project.root, name));
  const paths = await withoutExpectations(io, matching);
  const hasOthers = names.some(
    (name) => /\.ya?ml$/.test(name) && !isFleet(project, join(project.root, folder, name)),
  );
  if (paths.length > 0) return paths;
  const hasFolder = (await io.files.kind(join(project.root, folder))) === "directory";
  if (hasFolder && !hasOthers) {
    io.stderr.write(`There is no campaign in ${escapeTerminal(folder === "" ? "." : folder)}.\n`);
    return paths;
  }
  // Git keeps no empty folder, and a wrong glob must not look like campaigns that are gone.
  const gone = hasFolder ? "" : ` If the last campaign is gone, keep the folder: ${folder}/.gitkeep.`;
  throw new UsageError(
    `no file matches ${project.campaigns}`,
    `Check \`campaigns\` in ${project.file}, or name the files on the command line.${gone}`,
  );
}

/** The part of a glob before its first wildcard: nothing outside of it can match. */
export function fixedFolderOf(glob: string): string {
  const segments = glob.split("/").slice(0, -1);
  const wild = segments.findIndex((segment) => /[*?{]/.test(segment));
  return (wild < 0 ? segments : segments.slice(0, wild)).join("/");
}

async function namedFiles(
  { io, project }: Workspace,
  args: readonly string[],
  list: ListFolder,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const arg of args) {
    const path = resolve(io.cwd, arg);
    const kind = await io.files.kind(path);
    if (kind === undefined) throw new UsageError(`${arg}: there is no such file`, "Check the path.");
    if (kind !== "directory") paths.push(path);
    else {
      const names = (await list(path)).filter((name) => /\.ya?ml$/.test(name));
      paths.push(...names.map((name) => join(path, name)));
    }
  }
  // A shell that spells out `campaigns/*.yaml` names the fleet as well.
  const campaigns = await withoutExpectations(
    io,
    [...new Set(paths)].filter((path) => !isFleet(project, path)),
  );
  if (campaigns.length > 0) return campaigns;
  const named = args.join(", ");
  if (args.some((arg) => isFleet(project, resolve(io.cwd, arg))))
    throw new UsageError(`${named} is a fleet, and no campaign`, "Name a campaign file.");
  if (args.every((arg) => campaignsBeside(arg).length > 0))
    throw new UsageError(`${named} says what devices must get`, "Name the campaign file beside it.");
  throw new UsageError(`there is no campaign in ${named}`, "Name a campaign file.");
}

/** `NAME.expect.yaml` is no campaign when there is a campaign `NAME` beside it; a campaign of such a name is one still. */
async function withoutExpectations({ files }: Io, paths: readonly string[]): Promise<readonly string[]> {
  const campaigns: string[] = [];
  for (const path of paths) {
    const kinds = await Promise.all(campaignsBeside(path).map((beside) => files.kind(beside)));
    if (!kinds.includes("file")) campaigns.push(path);
  }
  return campaigns;
}

/** A file that a hub names as its fleet is no campaign. */
function isFleet(project: Project, path: string): boolean {
  return [...project.hubs.values()].some(
    (hub) => hub.kind === "emulator" && join(project.root, hub.fleet) === path,
  );
}

/** An absolute path as people see it: relative to where they are, when it is below. */
export function showPath(path: string, cwd: string): string {
  const shown = isBelow(path, cwd) ? relative(cwd, path) : path;
  return (shown === "" ? "." : shown).split(sep).join("/");
}

/** Files read at the same time: a few, since the collector copies all that stands half read. */
const filesAhead = 4;

/** Maps with several items under way; the results keep the order of the items. */
async function mapAhead<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Promise<Result>[] = [];
  for (const [index, item] of items.entries()) {
    await results[index - filesAhead];
    results.push(map(item));
  }
  return await Promise.all(results);
}
