import type { DeliveryKey } from "../model/delivery.ts";
import { isSending, type Plan, type PlanEntry } from "../model/plan.ts";
import type { Policy, PolicyRule } from "../model/project.ts";
import { globToRegExp } from "../text/glob.ts";
import { formatInstant } from "../text/instant.ts";
import { describeQuietHours, endOfQuiet, isQuiet } from "./quiet-hours.ts";

export interface PolicyFacts {
  /** Requests that each campaign would make. */
  readonly requestsOf: ReadonlyMap<string, number>;
  /** Known only when something is about to be sent; a plan for a pull request is no send. */
  readonly sending: { readonly branch: string | undefined } | undefined;
  /** When it would be sent, and what expires when; `undefined`: the time of the send is not known. */
  readonly moment:
    | { readonly nowMs: number; readonly expiresAtMs: ReadonlyMap<DeliveryKey, number> }
    | undefined;
}

/** Turns what a hub's policy forbids into refusals that name the rule and its line, or puts it off. */
export function applyPolicy(plan: Plan, policy: Policy, facts: PolicyFacts): Plan {
  const entries = plan.entries.map((entry): PlanEntry => {
    if (!isSending(entry)) return entry;
    const { deliverAt: _, ...rest } = entry;
    const verdict =
      refuseBroadcast(entry, policy) ??
      refuseManyRequests(entry, policy, facts) ??
      refuseBranch(policy, facts.sending) ??
      minQuietHours(entry, policy, facts.moment);
    return verdict === undefined ? entry : { ...rest, ...verdict };
  });
  return { ...plan, entries };
}

type Verdict = Pick<PlanEntry, "action" | "because" | "hint">;

function refuse(policy: Policy, rule: PolicyRule, because: string, hint: string): Verdict {
  const place = policy.places.get(rule);
  return { action: "refuse", because: place === undefined ? because : `${because} (${place})`, hint };
}

function refuseBroadcast(entry: PlanEntry, policy: Policy): Verdict | undefined {
  if (policy.broadcast !== "deny" || entry.audienceKind !== "broadcast") return undefined;
  return refuse(
    policy,
    "broadcast",
    "policy `broadcast: deny`: this hub takes no broadcast",
    "Address tags, or change the policy in campanile.yaml.",
  );
}

function refuseManyRequests(entry: PlanEntry, policy: Policy, facts: PolicyFacts): Verdict | undefined {
  const requests = facts.requestsOf.get(entry.campaign) ?? 0;
  if (policy.maxRequests === undefined || requests <= policy.maxRequests) return undefined;
  return refuse(
    policy,
    "maxRequests",
    `policy \`maxRequests: ${policy.maxRequests}\`: this campaign would make ${requests}`,
    "Address tags instead of devices, or change the policy in campanile.yaml.",
  );
}

function refuseBranch(policy: Policy, sending: PolicyFacts["sending"]): Verdict | undefined {
  const { sendFrom } = policy;
  if (sendFrom === undefined || sending === undefined) return undefined;
  const { branch } = sending;
  const matches = (glob: string) => globToRegExp(glob, { segmentSeparator: "/" }).test(branch ?? "");
  if (branch !== undefined && sendFrom.some(matches)) return undefined;
  const where = branch === undefined ? "this is no branch" : `this is \`${branch}\``;
  return refuse(
    policy,
    "sendFrom",
    `policy \`sendFrom: [${sendFrom.join(", ")}]\`: ${where}`,
    "Send from one of these branches.",
  );
}

/** What counts is when a device would get it: now, or at its schedule. */
function minQuietHours(entry: PlanEntry, policy: Policy, moment: PolicyFacts["moment"]): Verdict | undefined {
  const { quietHours } = policy;
  const { deliverAt } = entry;
  const atMs = deliverAt === undefined ? moment?.nowMs : Date.parse(deliverAt);
  if (quietHours === undefined || atMs === undefined || !isQuiet(quietHours, atMs)) return undefined;
  const rule = describeQuietHours(quietHours);
  if (deliverAt !== undefined) {
    const hint = "Move `schedule` out of them, or change the policy in campanile.yaml.";
    return refuse(policy, "quietHours", `${rule}, and it would go out at ${deliverAt}`, hint);
  }
  const because = `${rule}, and that is now`;
  const expiresAtMs = moment?.expiresAtMs.get(entry.key);
  // Put off, it would run out without a word.
  if (expiresAtMs !== undefined && expiresAtMs <= endOfQuiet(quietHours, atMs)) {
    const late = `${because}; by ${quietHours.to} it will have expired (${formatInstant(expiresAtMs)})`;
    return refuse(policy, "quietHours", late, "Move `expires`, or change the policy in campanile.yaml.");
  }
  if (quietHours.action === "refuse")
    return refuse(policy, "quietHours", because, `Send after ${quietHours.to}.`);
  return { action: "wait", because: `${because}: the first run after ${quietHours.to} sends it` };
}
