import type { LedgerBackend } from "../ledger/backend.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Io } from "../model/io.ts";
import type { Memory } from "../model/memory.ts";
import type { Plan } from "../model/plan.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { makePlan } from "../plan/make-plan.ts";
import { countRequests } from "../plan/pack-shipments.ts";
import { applyPolicy, type PolicyFacts } from "../plan/policy.ts";
import type { HubShare } from "./choose-hubs.ts";
import { allowsBatches } from "./render.ts";

export interface PlanShareOptions {
  readonly memory: Memory;
  readonly ledger: LedgerBackend;
  readonly io: Io;
  readonly sending: PolicyFacts["sending"];
}

/** The plan of one hub's share, with the deliveries that it speaks of, in the same order. */
export async function planShare(
  { hub, notifications }: HubShare,
  { memory, ledger, io, sending }: PlanShareOptions,
): Promise<{ readonly plan: Plan; readonly deliveries: readonly Delivery[] }> {
  const deliveries = listDeliveries(notifications, { hub: hub.alias, memberSalt: memory.memberSalt });
  const claims = await ledger.liveClaims();
  const claimedCampaigns = new Set(
    claims.filter((claim) => claim.hub === hub.alias).map((claim) => claim.campaign),
  );
  const plan = makePlan({ hub: hub.alias, deliveries, memory, claimedCampaigns, nowMs: io.clock.nowMs() });
  const sendable = new Set(plan.entries.filter((entry) => entry.action === "send").map((entry) => entry.key));
  const toSend = deliveries.filter((delivery) => sendable.has(delivery.key));
  const requestsOf = countRequests(toSend, { allowsBatches: allowsBatches(hub) });
  return { plan: applyPolicy(plan, hub.policy, { requestsOf, sending }), deliveries };
}
