import { isJsonObject, type Json } from "../model/json.ts";
import { isActing, type Plan, type PlanEntry, planActions } from "../model/plan.ts";
import { parseJson } from "../text/parse-json.ts";

/** Plans as `plan --out` keeps them, one for each hub. */
export function formatPlans(plans: readonly Plan[]): string {
  return `${JSON.stringify({ version: 1, plans }, null, 2)}\n`;
}

/** What a saved plan says of one delivery. */
export type SavedEntry = Pick<PlanEntry, "key" | "file" | "action" | "rendered" | "state">;

/** Whether it shows that a schedule is taken back that no file asks for: its send must look for those too. */
export function showsPruning(plans: ReadonlyMap<string, ReadonlyMap<string, SavedEntry>>): boolean {
  return [...plans.values()].some((entries) =>
    [...entries.values()].some(({ action, file }) => action === "cancel" && file === ""),
  );
}

/** The entries of a saved plan by hub and key; `undefined` for a text that is none. */
export function readPlans(text: string): ReadonlyMap<string, ReadonlyMap<string, SavedEntry>> | undefined {
  const value = parseJson(text);
  if (!isJsonObject(value) || value["version"] !== 1 || !Array.isArray(value["plans"])) return undefined;
  const hubs = new Map<string, ReadonlyMap<string, SavedEntry>>();
  for (const plan of value["plans"]) {
    if (!isJsonObject(plan) || typeof plan["hub"] !== "string" || !Array.isArray(plan["entries"]))
      return undefined;
    const entries = plan["entries"].map(readEntry);
    const whole = entries.filter((entry) => entry !== undefined);
    if (whole.length < entries.length) return undefined;
    hubs.set(plan["hub"], new Map(whole.map((entry) => [entry.key, entry])));
  }
  return hubs;
}

function readEntry(value: Json): SavedEntry | undefined {
  if (!isJsonObject(value)) return undefined;
  const { key, file, rendered, state } = value;
  const action = planActions.find((name) => name === value["action"]);
  if (typeof key !== "string" || typeof file !== "string") return undefined;
  if (typeof rendered !== "string" || typeof state !== "string") return undefined;
  return action === undefined ? undefined : { key, file, action, rendered, state };
}

export interface BoundPlan {
  readonly plan: Plan;
  /** The ledger, or the time, has moved on since the plan was made. */
  readonly isStale: boolean;
}

/**
 * Holds a plan of now to a saved one: nothing is done that the saved one does not show, with the same content and from
 * the same state of its own deliveries. What has become a skip since is done already, and no harm.
 */
export function bindPlan(plan: Plan, saved: ReadonlyMap<string, SavedEntry> | undefined): BoundPlan {
  let isStale = false;
  const hint = "Make a new plan, have it read, then send that one.";
  const entries = plan.entries.map((entry): PlanEntry => {
    if (!isActing(entry)) return entry;
    const shown = saved?.get(entry.key);
    const refuse = (because: string): PlanEntry => ({ ...entry, action: "refuse", because, hint });
    if (shown === undefined) return refuse("the saved plan does not show it");
    if (shown.rendered !== entry.rendered) return refuse("the saved plan shows another content");
    if (shown.action === entry.action && shown.state === entry.state) return entry;
    isStale = true;
    return refuse(
      shown.action === entry.action
        ? "the saved plan is stale: the ledger knows more of it by now"
        : `the saved plan is stale: it says ${shown.action}, and by now it would be ${entry.action}`,
    );
  });
  return { plan: { ...plan, entries }, isStale };
}
