import { crowdKeyOf } from "../model/delivery.ts";
import type { Memory } from "../model/memory.ts";
import { isSending, type PlanEntry } from "../model/plan.ts";
import { count } from "../text/count.ts";
import { addTo } from "../text/group.ts";
import type { Comparison } from "./compare-notifications.ts";
import { day } from "./decision.ts";
import { deliveryKey } from "./delivery-key.ts";
import { describeAudience } from "./describe-audience.ts";
import type { Placed } from "./pair-renames.ts";

/** What a plan of one hub means to do, and what its ledger knows. */
export interface HubPlan {
  readonly hub: string;
  readonly entries: readonly PlanEntry[];
  /** `undefined`: the ledger cannot be read here. */
  readonly memory: Memory | undefined;
  readonly nowMs: number;
}

export interface Explanation {
  /** It went out already, or may have, under the name and revision that it had. */
  readonly wasSent: boolean;
  /** For people. */
  readonly lines: readonly string[];
}

export type ExplainChange = (comparison: Comparison) => Explanation;

/** What became of a notification under one name, when it is out or about to be. */
interface Past {
  /** The hub still holds it. */
  readonly isWaiting: boolean;
  readonly words: string;
}

/**
 * Prepares to say what follows from a change at a hub: what a run would do with it and why, and, where the ledger knows a
 * message by its old name or revision, what came of that.
 */
export function createExplainer({ hub, entries, memory, nowMs }: HubPlan): ExplainChange {
  const entriesOf = new Map<string, PlanEntry[]>();
  for (const entry of entries) addTo(entriesOf, crowdKeyOf(entry.key), entry);
  const pastOf = memory === undefined ? undefined : rememberPast(memory, nowMs);
  const keyOf = (placed: Placed | undefined) =>
    placed === undefined || !placed.hubs.includes(hub)
      ? undefined
      : deliveryKey({ hub, member: undefined, ...placed.notification });

  return (comparison) => {
    const { kind, before, after } = comparison;
    const [oldKey, key] = [keyOf(before), keyOf(after)];
    const planned = key === undefined ? [] : (entriesOf.get(key) ?? []);
    const past = oldKey === undefined ? undefined : pastOf?.get(oldKey);
    const explain = (...lines: readonly string[]): Explanation => ({
      wasSent: past?.isWaiting === false,
      lines,
    });
    const told = tellEntries(planned, { revision: after?.notification.revision, isSameName: oldKey === key });
    if (oldKey === undefined || oldKey === key) return explain(...told);
    if (pastOf === undefined) {
      const rule = kind === "renamed" ? `: ${onceRenamed}` : "";
      return explain(...told, `whether it went out as ${oldKey} is not known here${rule}`);
    }
    if (after === undefined || key === undefined) {
      const orphans = tellEntries(entriesOf.get(oldKey) ?? []);
      return explain(...(orphans.length > 0 ? orphans : [tellGone(past)]));
    }
    if (past === undefined)
      return explain(...told, ...(kind === "renamed" ? [`it was not sent as ${oldKey}`] : []));
    // A refusal names the twin already.
    if (told.some((line) => line.includes(oldKey))) return explain(...told);
    const whom = describeAudience(after.notification.audience, { isMember: false });
    const again = planned.some(isSending) ? `: who has it and is among ${whom} gets it again` : "";
    return explain(...told, `${past.words} as ${oldKey}${again}`);
  };
}

const onceRenamed =
  "a run refuses for 30 days what it sent under another name, and then sends it again; the old name keeps it from that";

interface Telling {
  /** Of what is in the file now. */
  readonly revision?: number | undefined;
  readonly isSameName?: boolean;
}

/** Members of `devices` are told together where the same becomes of them. */
function tellEntries(entries: readonly PlanEntry[], telling: Telling = {}): readonly string[] {
  const groups = new Map<string, number>();
  for (const entry of entries) {
    const words = tellEntry(entry, telling);
    groups.set(words, (groups.get(words) ?? 0) + 1);
  }
  return [...groups].map(([words, times]) => (times === 1 ? words : `${words} (${count(times, "device")})`));
}

/** Without the hint, which the plan itself has, but for what every edit of a message that went out needs. */
function tellEntry({ action, because, state }: PlanEntry, { revision, isSameName }: Telling): string {
  if (action === "not known here") return because;
  const isEdited = action === "refuse" && isSameName === true && state !== "new";
  const next =
    isEdited && revision !== undefined ? `; refused until revision is raised to ${revision + 1}` : "";
  return `${action}: ${because}${next}`;
}

function tellGone(past: Past | undefined): string {
  if (past === undefined) return "it was not sent, and will not be";
  return past.isWaiting ? `${past.words} all the same` : `${past.words}: a device that has it keeps it`;
}

function rememberPast(memory: Memory, nowMs: number): ReadonlyMap<string, Past> {
  const pasts = new Map<string, Past>();
  for (const { key, status, at, deliverAt } of memory.deliveries.values()) {
    const name = crowdKeyOf(key);
    const isWaiting = status === "scheduled" && deliverAt !== undefined && Date.parse(deliverAt) > nowMs;
    if (isWaiting) pasts.set(name, { isWaiting, words: `the hub sends it at ${deliverAt}` });
    else if (status === "scheduled" || status === "accepted")
      pasts.set(name, { isWaiting, words: `it was sent on ${day(deliverAt ?? at)}` });
    else if ((status === "unknown" || status === "open") && !pasts.has(name))
      pasts.set(name, { isWaiting, words: `it may have gone out on ${day(at)}` });
  }
  for (const { key, counts, at } of memory.crowds.values()) {
    const words = `it was sent to ${count(counts.accepted, "person", "people")} by ${day(at)}`;
    if (counts.accepted > 0) pasts.set(key, { isWaiting: false, words });
  }
  return pasts;
}
