import type { WorldError } from "../model/errors.ts";
import type { Memory } from "../model/memory.ts";
import { isActing, type Plan, type PlanEntry } from "../model/plan.ts";
import type { Hub } from "../model/project.ts";
import { escapeTerminal } from "../text/escape.ts";
import { findDisorder } from "./check-commit.ts";
import { findChangedTarget, warnOfNewAlias } from "./pin-target.ts";
import { readHead } from "./read-head.ts";
import { commitOf } from "./run-facts.ts";
import type { Workspace } from "./workspace.ts";

/**
 * What would keep a send from its work at a hub. A changed target keeps every send from it, wherever it runs, and is
 * returned. A commit is only that of this checkout, which may be a branch that is merged before it is sent: a warning.
 */
export async function foreseeSend(
  workspace: Workspace,
  hub: Hub,
  { memory, isNow }: { readonly memory: Memory | undefined; readonly isNow: boolean },
): Promise<WorldError | undefined> {
  if (memory === undefined) return undefined;
  const { io, project } = workspace;
  io.stderr.write(warnOfNewAlias(hub, memory, project) ?? "");
  const lastCommit = memory.lastCommits.get(hub.alias);
  if (isNow && hub.kind === "real" && lastCommit !== undefined) {
    const commit = commitOf(await readHead(workspace), io.env);
    // A plan changes nothing, the checkout included.
    const order = { hub: hub.alias, commit, lastCommit, fetches: false };
    const disorder = await findDisorder(workspace, order);
    if (disorder !== undefined)
      io.stderr.write(
        escapeTerminal(`warning CAM5008: ${disorder.because}; a send from here sends nothing (exit 5)`) +
          `\n  hint: ${disorder.step}\n`,
      );
  }
  return findChangedTarget(hub, memory);
}

/** The plan of a hub to which nothing may be sent. */
export function refuseAll(plan: Plan, { message, hint }: WorldError): Plan {
  const entries = plan.entries.map((entry): PlanEntry => {
    if (!isActing(entry)) return entry;
    const { deliverAt: _, ...rest } = entry;
    return { ...rest, action: "refuse", because: message, hint };
  });
  return { ...plan, entries };
}
