import type { LedgerBackend } from "../ledger/backend.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Io } from "../model/io.ts";
import type { Memory } from "../model/memory.ts";
import { isSending, type Plan } from "../model/plan.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { makePlan } from "../plan/make-plan.ts";
import { countRequests } from "../plan/pack-shipments.ts";
import type { Orphans } from "../plan/plan-options.ts";
import { applyPolicy, type PolicyFacts } from "../plan/policy.ts";
import type { HubShare } from "./choose-hubs.ts";
import { allowsBatches } from "./render.ts";

export interface PlanShareOptions {
  /** `undefined`: the ledger cannot be read here. */
  readonly memory: Memory | undefined;
  readonly ledger: LedgerBackend | undefined;
  readonly io: Io;
  readonly sending: PolicyFacts["sending"];
  readonly orphans: Orphans;
}

/** The plan of one hub's share, with the deliveries of its files. */
export interface SharePlan {
  readonly plan: Plan;
  readonly deliveries: readonly Delivery[];
}

export async function planShare(
  { hub, notifications }: HubShare,
  { memory, ledger, io, sending, orphans }: PlanShareOptions,
): Promise<SharePlan> {
  const memberSalt = memory?.memberSalt ?? "";
  const deliveries = listDeliveries(notifications, { hub: hub.alias, memberSalt });
  const claims = memory === undefined ? [] : ((await ledger?.liveClaims()) ?? []);
  const claimedCampaigns = new Set(
    claims.filter((claim) => claim.hub === hub.alias).map((claim) => claim.campaign),
  );
  const nowMs = io.clock.nowMs();
  const plan = makePlan({ hub: hub.alias, deliveries, memory, claimedCampaigns, nowMs, orphans });
  const sendable = new Set(plan.entries.filter(isSending).map((entry) => entry.key));
  const toSend = deliveries.filter((delivery) => sendable.has(delivery.key));
  const requestsOf = countRequests(toSend, { allowsBatches: allowsBatches(hub) });
  return { plan: applyPolicy(plan, hub.policy, { requestsOf, sending }), deliveries };
}
