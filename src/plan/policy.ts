import type { Plan, PlanEntry } from "../model/plan.ts";
import type { Policy, QuietHours } from "../model/project.ts";
import { globToRegExp } from "../text/glob.ts";

export interface PolicyFacts {
  /** Requests that each campaign would make. */
  readonly requestsOf: ReadonlyMap<string, number>;
  /** Known only when something is about to be sent; a plan for a pull request is no send. */
  readonly sending: { readonly branch: string | undefined; readonly nowMs: number } | undefined;
}

/** Turns what a hub's policy forbids into refusals that name the rule. */
export function applyPolicy(plan: Plan, policy: Policy, facts: PolicyFacts): Plan {
  const refusalOfAll = refuseMoment(policy, facts.sending);
  const entries = plan.entries.map((entry): PlanEntry => {
    if (entry.action !== "send") return entry;
    const refusal = refuseEntry(entry, policy, facts) ?? refusalOfAll;
    return refusal === undefined ? entry : { ...entry, action: "refuse", ...refusal };
  });
  return { ...plan, entries };
}

interface Refusal {
  readonly because: string;
  readonly hint: string;
}

function refuseEntry(entry: PlanEntry, policy: Policy, facts: PolicyFacts): Refusal | undefined {
  if (policy.broadcast === "deny" && entry.audienceKind === "broadcast") {
    return {
      because: "policy `broadcast: deny`: this hub takes no broadcast",
      hint: "Address tags, or change the policy in campanile.yaml.",
    };
  }
  const requests = facts.requestsOf.get(entry.campaign) ?? 0;
  if (policy.maxRequests === undefined || requests <= policy.maxRequests) return undefined;
  return {
    because: `policy \`maxRequests: ${policy.maxRequests}\`: this campaign would make ${requests}`,
    hint: "Address tags instead of devices, or change the policy in campanile.yaml.",
  };
}

/** What depends on where and when a run sends concerns every campaign alike. */
function refuseMoment(policy: Policy, sending: PolicyFacts["sending"]): Refusal | undefined {
  if (sending === undefined) return undefined;
  return refuseBranch(policy, sending.branch) ?? refuseQuietHours(policy.quietHours, sending.nowMs);
}

function refuseBranch({ sendFrom }: Policy, branch: string | undefined): Refusal | undefined {
  if (sendFrom === undefined) return undefined;
  if (
    branch !== undefined &&
    sendFrom.some((glob) => globToRegExp(glob, { segmentSeparator: "/" }).test(branch))
  )
    return undefined;
  const where = branch === undefined ? "this is no branch" : `this is \`${branch}\``;
  return {
    because: `policy \`sendFrom: [${sendFrom.join(", ")}]\`: ${where}`,
    hint: "Send from one of these branches.",
  };
}

function refuseQuietHours(quietHours: QuietHours | undefined, nowMs: number): Refusal | undefined {
  if (quietHours === undefined || !isQuiet(quietHours, nowMs)) return undefined;
  const { from, to, zone } = quietHours;
  return { because: `policy \`quietHours\`: ${from} to ${to} in ${zone}`, hint: `Send after ${to}.` };
}

/** The span may go over midnight; its end is no part of it. */
export function isQuiet({ from, to, zone }: QuietHours, nowMs: number): boolean {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(nowMs);
  return from <= to ? clock >= from && clock < to : clock >= from || clock < to;
}
