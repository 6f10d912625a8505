import { resolve } from "node:path";
import { findProjectFile, loadProject } from "../campaign/load-project.ts";
import { UsageError } from "../model/errors.ts";
import type { Project } from "../model/project.ts";
import { joinWords } from "../text/count.ts";
import { namedHub } from "./choose-hubs.ts";
import { type Invocation, textOption } from "./command.ts";

/** The project, without a word about its mistakes: the first step of the job tells them. */
export async function peekProject({ io, options }: Invocation): Promise<Project | undefined> {
  const named = textOption(options, "config") ?? io.env["CAMPANILE_CONFIG"];
  const path =
    named === undefined || named === "" ? await findProjectFile(io.cwd, io.files) : resolve(io.cwd, named);
  return path === undefined ? undefined : (await loadProject(path, path, io.files)).project;
}

/**
 * The hub of the job: the one that is named, else the only real one, since that is what a CI job is for. A project that
 * has none yet rehearses on its emulator.
 */
export function chooseCiHub(project: Project, { io, options }: Invocation): string {
  const named = namedHub(project, options, io);
  if (named !== undefined) return named.alias;
  const hubs = [...project.hubs.values()];
  const real = hubs.filter(({ kind }) => kind === "real");
  const candidates = real.length > 0 ? real : hubs;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only.alias;
  const standard = candidates.find(({ alias }) => alias === project.defaultHub);
  if (standard !== undefined) return standard.alias;
  throw new UsageError(
    `the project has the hubs ${joinWords(candidates.map(({ alias }) => alias))}, and this job names none`,
    "Name one with --hub (`hub` of the action), and give each a job of its own.",
  );
}
