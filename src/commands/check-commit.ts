import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Workspace } from "./workspace.ts";

export interface CommitOrder {
  readonly hub: string;
  /** Of this run. */
  readonly commit: string | undefined;
  /** Of the last run that the ledger knows for the hub. */
  readonly lastCommit: string | undefined;
  /** Whether a shallow checkout may fetch the history that it lacks; else nothing is said of what it cannot tell. */
  readonly fetches: boolean;
}

export interface Disorder {
  readonly because: string;
  /** What to do about it. */
  readonly step: string;
}

const gitTimeoutMs = 120_000;

/** Throws when this run's commit does not descend from the last one: an old tree must not come back by a re-run. */
export async function checkCommitOrder(workspace: Workspace, order: CommitOrder): Promise<void> {
  const disorder = await findDisorder(workspace, order);
  if (disorder === undefined) return;
  throw new WorldError(`${disorder.because}; nothing was sent`, {
    code: "CAM5008",
    exitCode: exitCodes.ledger,
    hint: disorder.step,
  });
}

/** Why this run's commit does not follow the last one. */
export async function findDisorder(workspace: Workspace, order: CommitOrder): Promise<Disorder | undefined> {
  const { hub, commit, lastCommit, fetches } = order;
  if (lastCommit === undefined || commit === lastCommit) return undefined;
  if (commit === undefined)
    return disorder(`the last run for ${hub} was on commit ${short(lastCommit)}, and this one is on none`);
  const relation = await relate(workspace, { lastCommit, commit, fetches });
  if (relation === "descends" || relation === "untold") return undefined;
  if (relation === "unknown") {
    return disorder(
      `the last run for ${hub} was on commit ${short(lastCommit)}, which this checkout does not have`,
      "Fetch the whole history (`fetch-depth: 0`).",
    );
  }
  const how =
    (await isAncestor(workspace, commit, lastCommit)) === true ? "is older than" : "does not descend from";
  return disorder(
    `commit ${short(commit)} ${how} ${short(lastCommit)}, the last one sent to ${hub}`,
    "Run on the newest commit.",
  );
}

function disorder(because: string, step = "Run in the git checkout."): Disorder {
  return {
    because,
    step: `${step} If the history was rewritten: campanile ledger rebind HUB --commit.`,
  };
}

async function relate(
  workspace: Workspace,
  {
    lastCommit,
    commit,
    fetches,
  }: { readonly lastCommit: string; readonly commit: string; readonly fetches: boolean },
): Promise<"descends" | "apart" | "unknown" | "untold"> {
  const first = await isAncestor(workspace, lastCommit, commit);
  if (first === true) return "descends";
  // A shallow checkout has neither the old commit nor the way to it. History alone is fetched: the work tree stays.
  const shallow = await git(workspace, "rev-parse", "--is-shallow-repository");
  if (shallow?.stdout.trim() !== "true") return first === undefined ? "unknown" : "apart";
  if (!fetches) return "untold";
  await git(workspace, "fetch", "--quiet", "--no-tags", "--unshallow");
  const second = await isAncestor(workspace, lastCommit, commit);
  if (second === undefined) return "unknown";
  return second ? "descends" : "apart";
}

/** `undefined` when one of them is not here. */
async function isAncestor(
  workspace: Workspace,
  ancestor: string,
  descendant: string,
): Promise<boolean | undefined> {
  const result = await git(workspace, "merge-base", "--is-ancestor", ancestor, descendant);
  if (result?.exitCode === 0) return true;
  return result?.exitCode === 1 ? false : undefined;
}

function git({ io, project }: Workspace, ...args: readonly string[]) {
  return io.processes.run("git", args, { cwd: project.root, timeoutMs: gitTimeoutMs });
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
