import { type Claim, type LedgerBackend, sharesPeople } from "../ledger/backend.ts";
import type { Delivery, DeliveryKey } from "../model/delivery.ts";
import type { Io } from "../model/io.ts";
import type { Memory } from "../model/memory.ts";
import { isActing, isSending, type Plan, type PlanEntry } from "../model/plan.ts";
import { listDeliveries } from "../plan/list-deliveries.ts";
import { makePlan } from "../plan/make-plan.ts";
import { memberSaltOf } from "../plan/member-salt.ts";
import { countRequests } from "../plan/pack-shipments.ts";
import type { Orphans } from "../plan/plan-options.ts";
import { applyPolicy, type PolicyFacts } from "../plan/policy.ts";
import type { Shard } from "../plan/survey-members.ts";
import { digest } from "../text/canonical-json.ts";
import type { HubShare } from "./choose-hubs.ts";
import { shardOf } from "./claim-campaigns.ts";
import { allowsBatches } from "./render.ts";
import { type CrowdSettings, type SurveyedCrowd, surveyCrowds } from "./survey-crowds.ts";

export interface PlanShareOptions {
  /** `undefined`: the ledger cannot be read here. */
  readonly memory: Memory | undefined;
  /** Of other runs. */
  readonly claims: readonly Claim[];
  readonly ledger: LedgerBackend | undefined;
  readonly io: Io;
  readonly sending: PolicyFacts["sending"];
  /** Whether the time of the send is now; else no quiet hours are asked. */
  readonly isNow: boolean;
  readonly orphans: Orphans;
  readonly shard: Shard | undefined;
  /** How to look at recipients; `undefined`: later, by who has the claims. */
  readonly crowds: CrowdLook | undefined;
}

export interface CrowdLook extends CrowdSettings {
  readonly makesKeys: boolean;
  /** Whether this campaign's turn has come; else nobody reads its files. */
  readonly isWanted?: (campaign: string) => boolean;
}

/** The plan of one hub's share, with the deliveries of its files. */
export interface SharePlan {
  readonly plan: Plan;
  readonly deliveries: readonly Delivery[];
  readonly surveys: ReadonlyMap<DeliveryKey, SurveyedCrowd>;
}

export async function planShare(
  { hub, notifications }: HubShare,
  { memory, claims, ledger, io, sending, isNow, orphans, crowds, shard }: PlanShareOptions,
): Promise<SharePlan> {
  const memberSalt = memberSaltOf(hub, memory);
  const deliveries = listDeliveries(notifications, { hub: hub.alias, memberSalt });
  const claimed = claims.filter((claim) => claim.hub === hub.alias);
  const liveRuns = new Set(claimed.map(({ run }) => run));
  const claimedCrowds = new Set(
    claimed.filter((claim) => sharesPeople(claim, shardOf(shard))).map(({ campaign }) => campaign),
  );
  const nowMs = io.clock.nowMs();
  const options = { hub: hub.alias, deliveries, memory, liveRuns, claimedCrowds, nowMs, orphans };
  const foreseen = makePlan(options);
  // Only what may go out is worth reading a file of millions.
  const wanted = new Set(
    foreseen.entries
      .filter((entry) => isSurveyed(entry) && crowds?.isWanted?.(entry.campaign) !== false)
      .map((entry) => entry.key),
  );
  const surveys =
    crowds === undefined
      ? new Map<DeliveryKey, SurveyedCrowd>()
      : await surveyCrowds(
          deliveries.filter(({ key }) => wanted.has(key)),
          {
            hub,
            memory,
            ledger,
            io,
            settings: crowds,
            claimedCampaigns: claimedCrowds,
            makesKeys: crowds.makesKeys,
          },
        );
  const counted = surveys.size === 0 ? foreseen : makePlan({ ...options, surveys });
  const plan = bindToShard(leaveToFirstShard(counted, shard), shard);
  const toGo = plan.entries.filter(isSending);
  const sendable = new Set(toGo.map((entry) => entry.key));
  const toSend = deliveries.filter((delivery) => sendable.has(delivery.key));
  const requestsOf = new Map(countRequests(toSend, { allowsBatches: allowsBatches(hub) }));
  for (const { campaign, requests = 0 } of toGo)
    requestsOf.set(campaign, (requestsOf.get(campaign) ?? 0) + requests);
  const moment = isNow ? { nowMs, expiresAtMs: listExpiries(deliveries) } : undefined;
  return { plan: applyPolicy(plan, hub.policy, { requestsOf, sending, moment }), deliveries, surveys };
}

function listExpiries(deliveries: readonly Delivery[]): ReadonlyMap<DeliveryKey, number> {
  return new Map(
    deliveries.flatMap(({ key, notification: { expiresAtMs } }) =>
      expiresAtMs === undefined ? [] : [[key, expiresAtMs] as const],
    ),
  );
}

function isSurveyed({ action, audienceKind }: PlanEntry): boolean {
  return audienceKind === "recipients" && (action === "send" || action === "not known here");
}

/** What other shards did since a plan was saved changes nothing for this one: only its own people count. */
function bindToShard(plan: Plan, shard: Shard | undefined): Plan {
  if (shard === undefined) return plan;
  const entries = plan.entries.map((entry): PlanEntry => {
    if (entry.members === undefined) return entry;
    const { skip, again, changed, hold } = entry.members;
    const known = { shard: `${shard.index}/${shard.count}`, skip, again, changed, hold };
    return { ...entry, state: digest(known).slice(0, 16) };
  });
  return { ...plan, entries };
}

/** What is no file of recipients cannot be divided, so one of the shards does it. */
function leaveToFirstShard(plan: Plan, shard: Shard | undefined): Plan {
  if (shard === undefined || shard.index === 1) return plan;
  const entries = plan.entries.map((entry): PlanEntry => {
    if (!isActing(entry) || entry.audienceKind === "recipients") return entry;
    const { deliverAt: _, hint: __, ...rest } = entry;
    return { ...rest, action: "skip", because: `shard 1 of ${shard.count} sends it` };
  });
  return { ...plan, entries };
}
