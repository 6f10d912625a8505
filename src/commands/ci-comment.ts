import type { CiJob } from "../ci/ci-job.ts";
import { BoardError, keepComment, markOf } from "../ci/comment.ts";
import { openBoard } from "../ci/open-board.ts";
import type { Io } from "../model/io.ts";
import { isActing } from "../model/plan.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import { escapeTerminal } from "../text/escape.ts";
import { version } from "../version.ts";

export interface CommentFacts {
  /** The hub and the project file: each pair has a comment of its own. */
  readonly subject: readonly string[];
  readonly story: string;
  readonly isWorthSaying: boolean;
}

/**
 * Keeps the one comment of a change request. That it cannot be written fails no job: the summary says the same. Answers
 * why, in that case.
 */
export async function postComment(job: CiJob, facts: CommentFacts, io: Io): Promise<string | undefined> {
  const mark = markOf(facts.subject);
  try {
    const open = openBoard(job, { env: io.env, clock: io.clock, stop: io.stop, version });
    if (typeof open === "string") return `No comment was written: ${open}.`;
    try {
      const wish = { mark, body: `${mark}\n${facts.story}`, isWorthSaying: facts.isWorthSaying };
      io.stderr.write(`The comment: ${await keepComment(open.board, wish)}.\n`);
      return undefined;
    } finally {
      await open.close();
    }
  } catch (error) {
    if (!(error instanceof BoardError)) throw error;
    return `No comment was written: ${escapeTerminal(error.message)}. ${error.hint}`;
  }
}

/**
 * A change that touches no campaign needs no comment: silence is what people ask such programs for. Where nothing could
 * be compared, what is to be sent is worth it.
 */
export function isWorthSaying(matter: ReportMatter, hasFailed: boolean): boolean {
  if (hasFailed) return true;
  if (matter.changes.length > 0)
    return matter.changes.some(({ notifications, settings }) => notifications.length + settings.length > 0);
  const entries = matter.plans.flatMap((plan) => plan.entries);
  return (
    matter.diagnostics.length > 0 ||
    entries.some((entry) => isActing(entry) || entry.action === "not known here")
  );
}
