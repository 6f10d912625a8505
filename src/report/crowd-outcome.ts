import { type CrowdOutcome, type Outcome, worstFirst } from "../model/outcome.ts";
import { count } from "../text/count.ts";

/** The outcome of a crowd is the worst of its members', which says what to do next. */
export function outcomeOfCrowd(crowd: CrowdOutcome): Outcome {
  const { members, failures, requests } = crowd;
  const kind = worstFirst.find((name) => members[name] > 0) ?? "accepted";
  const first = failures.find((failure) => failure.kind === kind);
  return {
    kind,
    attempts: requests,
    ...(first === undefined ? {} : { cause: `${count(first.members, "person", "people")}: ${first.cause}` }),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
    members: crowd,
  };
}
