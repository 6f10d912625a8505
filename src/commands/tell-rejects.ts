import { basename, join } from "node:path";
import { RowsError } from "../campaign/recipients/read-rows.ts";
import { rejectFilePath } from "../campaign/recipients/reject-file.ts";
import { nameOfFile } from "../model/audience.ts";
import type { DeliveryKey } from "../model/delivery.ts";
import { FileError } from "../model/errors.ts";
import type { Memory } from "../model/memory.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";
import { count } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { mayHaveReached } from "./crowd-problems.ts";
import type { SurveyedCrowd } from "./survey-crowds.ts";
import type { Workspace } from "./workspace.ts";

const maxTold = 5;

/** Says which rows were wrong: the first of each file. Their values are people's, so only the reasons are shown. */
export function tellRejects({ io }: Workspace, surveys: Iterable<SurveyedCrowd>): void {
  for (const { audience, counts, rejects } of surveys) {
    if (counts.rejected === 0) continue;
    const name = escapeTerminal(nameOfFile(audience));
    for (const { line, reason } of rejects.slice(0, maxTold))
      io.stderr.write(`${name}:${line}: ${escapeTerminal(reason)}\n`);
    const rest = counts.rejected - Math.min(counts.rejected, maxTold, rejects.length);
    if (rest > 0) io.stderr.write(`${name}: and ${count(rest, "more wrong row")}.\n`);
  }
}

/** Whether the others of a file may have got it, so that its wrong rows are all that is left of it. */
export function hasReached(
  key: DeliveryKey,
  {
    plan,
    memory,
    outcomes,
  }: {
    readonly plan: Plan;
    readonly memory: Memory;
    readonly outcomes: ReadonlyMap<DeliveryKey, Outcome>;
  },
): boolean {
  const action = plan.entries.find((entry) => entry.key === key)?.action;
  if (action === "refuse" || action === "wait") return false;
  return (
    mayHaveReached(memory.crowds.get(key)?.counts) || mayHaveReached(outcomes.get(key)?.members?.members)
  );
}

/** Keeps the wrong rows of each file in one that can be mended and fed back. Nobody else may read it. */
export async function writeRejects(
  { io, project }: Workspace,
  {
    run,
    surveys,
    hasReached,
  }: {
    readonly run: string;
    readonly surveys: Iterable<SurveyedCrowd>;
    readonly hasReached: (key: DeliveryKey) => boolean;
  },
): Promise<{ readonly notes: readonly string[]; readonly hasLostRows: boolean }> {
  const notes: string[] = [];
  let hasLostRows = false;
  for (const { audience, counts, delivery, readRejects } of surveys) {
    if (counts.rejected === 0) continue;
    const { campaign, id } = delivery.notification;
    const path = rejectFilePath({ run, campaign, id, format: audience.format });
    const full = join(project.root, path);
    const [were, them] = counts.rejected === 1 ? ["was", "it"] : ["were", "them"];
    const told = `${count(counts.rejected, "row")} of ${basename(nameOfFile(audience))} ${were} wrong and went nowhere.`;
    try {
      await io.files.createText(full, "", { isPrivate: true });
      const file = await io.files.openAppend(full);
      try {
        for await (const lines of readRejects()) await file.append(lines);
      } finally {
        await file.close();
      }
    } catch (error) {
      // What was sent is sent: that its leavings cannot be kept is told beside it.
      const reason = error instanceof FileError ? error.code : error instanceof RowsError && error.message;
      if (reason === false) throw error;
      hasLostRows = true;
      notes.push(`${told} They could not all be kept in ${path}: ${reason}`.replace(/\.?$/, "."));
      continue;
    }
    if (!hasReached(delivery.key)) {
      // To send these alone would begin with a handful what is meant for all.
      notes.push(
        `${told} This run sent nothing of that file: mend ${them} there, and send all of it. Why: ${path}`,
      );
      continue;
    }
    notes.push(`${told} Mend ${path}, then: campanile send --recipients ${campaign}=${path}`);
  }
  return { notes, hasLostRows };
}
