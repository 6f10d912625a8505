import { type CrowdOutcome, type OutcomeKind, worstFirst } from "../model/outcome.ts";
import type { ReportSend } from "../model/report.ts";
import { count } from "../text/count.ts";

/** Why something came of a delivery, and the next step. */
export interface Cause {
  readonly why?: string | undefined;
  readonly hint?: string | undefined;
}

/** Of a message to many each cause by itself, the worst first: the outcome alone names one of them. */
export function listCauses({ because, hint, outcome }: ReportSend): readonly Cause[] {
  if (outcome === undefined) return [{ why: because, hint }];
  if (outcome.members === undefined || outcome.members.failures.length === 0)
    return [{ why: outcome.cause, hint: outcome.hint }];
  const { members } = outcome;
  return mergeHints(worstFirst.flatMap((kind) => causesOf(kind, members)));
}

function causesOf(kind: OutcomeKind, { members, failures }: CrowdOutcome): readonly Cause[] {
  const own = failures.filter((failure) => failure.kind === kind).sort((a, b) => b.members - a.members);
  const causes = own.map(
    ({ cause, hint, members: people }): Cause => ({
      why: `${count(people, "person", "people")} ${kind}: ${cause}`,
      hint,
    }),
  );
  // Only the first causes are kept, and all people are counted.
  const told = own.reduce((sum, { members: people }) => sum + people, 0);
  const rest = members[kind] - told;
  return kind === "accepted" || rest <= 0
    ? causes
    : [...causes, { why: `${count(rest, "person", "people")} ${kind} for other causes` }];
}

/** A step that several causes ask for stands below the last of them. */
function mergeHints(causes: readonly Cause[]): readonly Cause[] {
  return causes.map((cause, index) => (cause.hint === causes[index + 1]?.hint ? { why: cause.why } : cause));
}
