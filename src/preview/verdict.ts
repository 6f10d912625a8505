import type { RememberedDelivery } from "../model/memory.ts";
import type { PlanEntry } from "../model/plan.ts";
import { sayDay, sayTime } from "./say-time.ts";
import { type Verdict, verdictKinds } from "./view.ts";

/** What a plan means to do with one delivery, and what the ledger knows of it. */
export interface Decided {
  readonly entry: Pick<PlanEntry, "action" | "because" | "hint" | "deliverAt">;
  readonly remembered: RememberedDelivery | undefined;
  /** The author took it back. */
  readonly isCancelled: boolean;
  /** When it is to go out, as the author wrote it. */
  readonly schedule: string | undefined;
}

type Name = Pick<Verdict, "kind" | "title">;

/** Says for people what becomes of a notification; of one to several devices, what becomes of most needs no eyes. */
export function explainVerdict(decided: readonly Decided[], nowMs: number): Verdict | undefined {
  const verdicts = decided.map(({ entry, ...rest }) => ({
    ...name({ entry, ...rest }, nowMs),
    because: entry.because,
    hint: entry.hint,
  }));
  const counts = new Map<string, number>();
  for (const { title } of verdicts) counts.set(title, (counts.get(title) ?? 0) + 1);
  const [worst] = [...verdicts].sort((a, b) => verdictKinds.indexOf(a.kind) - verdictKinds.indexOf(b.kind));
  if (worst === undefined || counts.size === 1) return worst;
  const title = [...counts].map(([words, times]) => `${words} (${times})`).join(", ");
  return { ...worst, title };
}

function name({ entry, remembered, isCancelled, schedule }: Decided, nowMs: number): Name {
  const { action, deliverAt } = entry;
  switch (action) {
    case "send":
      return { kind: "new", title: remembered === undefined ? "New" : "To be sent again" };
    case "schedule":
      return {
        kind: "new",
        title: deliverAt === undefined ? "New" : `New, to go out ${sayAs(schedule, deliverAt)}`,
      };
    case "replace":
      return { kind: "new", title: "Edited, takes the place of what is scheduled" };
    case "cancel":
      return { kind: "cancelled", title: "To be taken back" };
    case "wait":
      return { kind: "waiting", title: "Not yet" };
    case "skip":
      return nameSkipped(remembered, { isCancelled, schedule, nowMs });
    case "hold":
      return { kind: "problem", title: "Held" };
    case "in flight":
      return { kind: "waiting", title: "Being sent right now" };
    case "refuse":
      return { kind: "problem", title: wasAccepted(remembered) ? "Edited after it went out" : "Refused" };
    case "expire":
      return { kind: "expired", title: "Expired" };
    case "not known here":
      return { kind: "unknown", title: "Not known here" };
  }
}

function nameSkipped(
  remembered: RememberedDelivery | undefined,
  { isCancelled, schedule, nowMs }: Pick<Decided, "isCancelled" | "schedule"> & { readonly nowMs: number },
): Name {
  const { status, deliverAt, at = "" } = remembered ?? {};
  if (status === "scheduled" && deliverAt !== undefined) {
    return Date.parse(deliverAt) > nowMs
      ? { kind: "scheduled", title: `Scheduled for ${sayAs(schedule, deliverAt)}` }
      : { kind: "sent", title: `Sent on ${sayDay(deliverAt)}` };
  }
  if (wasAccepted(remembered)) return { kind: "sent", title: `Sent on ${sayDay(at)}` };
  return status === "cancelled" || isCancelled
    ? { kind: "cancelled", title: "Cancelled" }
    : { kind: "waiting", title: "Not to be sent" };
}

/** A time in the zone in which its author thinks of it, when that is the same moment. */
function sayAs(declared: string | undefined, time: string): string {
  return sayTime(declared !== undefined && Date.parse(declared) === Date.parse(time) ? declared : time);
}

function wasAccepted(remembered: RememberedDelivery | undefined): boolean {
  return remembered?.status === "accepted" || remembered?.status === "scheduled";
}
