import { resolve } from "node:path";
import type { CiJob } from "../ci/ci-job.ts";
import { readJob } from "../ci/read-job.ts";
import type { Io } from "../model/io.ts";
import type { Json } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";

const gitTimeoutMs = 60_000;

/** The job that runs this, as far as the environment, the event and git tell. */
export async function discoverJob(io: Io, defaultBranch: string | undefined): Promise<CiJob> {
  const job = readJob(io.env, await readEvent(io));
  if (defaultBranch !== undefined) return { ...job, defaultBranch };
  if (job.branch === undefined || job.defaultBranch !== undefined) return job;
  const asked = await askRemote(io);
  return asked === undefined ? job : { ...job, defaultBranch: asked };
}

async function readEvent(io: Io): Promise<Json | undefined> {
  const path = io.env["GITHUB_EVENT_PATH"];
  if (path === undefined || path === "") return undefined;
  const bytes = await io.files.readBytes(resolve(io.cwd, path));
  return bytes === undefined ? undefined : parseJson(new TextDecoder().decode(bytes));
}

/** Azure Pipelines does not tell the default branch; the remote does. */
async function askRemote(io: Io): Promise<string | undefined> {
  const told = await git(io, "ls-remote", "--symref", "origin", "HEAD");
  return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(told ?? "")?.[1];
}

export async function readCommit(io: Io): Promise<string | undefined> {
  return (await git(io, "rev-parse", "HEAD"))?.trim();
}

/**
 * The commit that a change request is compared with: where both lines part, so that what others merged since is no
 * change of this one. `undefined` when it cannot be had here.
 */
export async function findBase(io: Io, { change }: CiJob): Promise<string | undefined> {
  if (change === undefined) return undefined;
  const parents = (await git(io, "rev-parse", "--verify", "--quiet", "HEAD^1", "HEAD^2"))?.trim().split("\n");
  if (change.isMerged && parents?.length === 2) return parents[0];
  const { baseCommit } = change;
  if (baseCommit === undefined || !/^[0-9a-f]{40,64}$/.test(baseCommit)) return undefined;
  if ((await git(io, "cat-file", "-e", `${baseCommit}^{commit}`)) === undefined)
    await git(io, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", baseCommit);
  const common = (await git(io, "merge-base", baseCommit, "HEAD"))?.trim();
  if (common !== undefined) return common;
  return (await git(io, "cat-file", "-e", `${baseCommit}^{commit}`)) === undefined ? undefined : baseCommit;
}

async function git(io: Io, ...args: readonly string[]): Promise<string | undefined> {
  const env = { GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
  const result = await io.processes.run("git", args, { cwd: io.cwd, env, timeoutMs: gitTimeoutMs });
  return result?.exitCode === 0 ? result.stdout : undefined;
}
