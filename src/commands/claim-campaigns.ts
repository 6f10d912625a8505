import { type Claim, type ClaimScope, type LedgerBackend, overlaps } from "../ledger/backend.ts";
import type { Shard } from "../plan/survey-members.ts";
import { type LedgerLook, lookAtLedger } from "./open-ledger.ts";

export interface ClaimedCampaigns {
  /** Claimed by another run, which sends them. */
  readonly heldCampaigns: ReadonlySet<string>;
  readonly notes: readonly string[];
  /** The ledger as it was when the claims stood. */
  readonly look: LedgerLook;
  release(): Promise<void>;
}

/** Claims the campaigns that have something to send, each by itself: one that is held stops no other. */
export async function claimCampaigns(
  ledger: LedgerBackend,
  {
    hub,
    campaigns,
    shard,
  }: { readonly hub: string; readonly campaigns: readonly string[]; readonly shard: Shard | undefined },
): Promise<ClaimedCampaigns> {
  const part = shardOf(shard);
  // In one order for all runs, so that two of them never wait for each other.
  const scopes = [...new Set(campaigns)].sort().map((campaign): ClaimScope => ({ hub, campaign, ...part }));
  const results = await ledger.claim(scopes);
  const claimed: ClaimScope[] = [];
  const holders = new Map<string, Claim>();
  for (const [index, scope] of scopes.entries()) {
    const result = results[index];
    if (result?.kind === "held") holders.set(scope.campaign, result.by);
    else claimed.push(scope);
  }
  const look = await lookUnderClaims(ledger, claimed).catch(async (error: unknown) => {
    // Why the ledger cannot be read is what helps; a claim that stays ends with its lease.
    await ledger.release(claimed).catch(() => undefined);
    throw error;
  });
  const overlapping = claimed.flatMap((scope) => {
    const rival = look.claims.find((claim) => overlaps(claim, scope));
    return rival === undefined ? [] : [{ scope, rival }];
  });
  for (const { scope, rival } of overlapping) holders.set(scope.campaign, rival);
  await ledger.release(overlapping.map(({ scope }) => scope));
  return {
    look,
    heldCampaigns: new Set(holders.keys()),
    notes: [...holders]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([campaign, holder]) => tellHolder(campaign, holder)),
    release: () => ledger.release(claimed.filter(({ campaign }) => !holders.has(campaign))),
  };
}

/** What of a campaign a claim is about, as scopes name it. */
export function shardOf(shard: Shard | undefined): Pick<ClaimScope, "shard"> {
  return shard === undefined ? {} : { shard: `${shard.index}/${shard.count}` };
}

/**
 * Looked at when the claims stand: of two runs that overlap, at least the later one sees the other. One that is held for
 * dead may only sleep, and no claim of its name is taken that would stop it when it wakes; so its own is taken away, and
 * what it has written until then is read.
 */
async function lookUnderClaims(ledger: LedgerBackend, claimed: readonly ClaimScope[]): Promise<LedgerLook> {
  for (;;) {
    const look = await lookAtLedger(ledger);
    const sleepers = look.lapsedClaims.filter((claim) => claimed.some((scope) => overlaps(claim, scope)));
    // A lease can end between one look and the next.
    if (sleepers.length === 0) return look;
    await ledger.unlock(sleepers);
  }
}

function tellHolder(campaign: string, { run, host, pid, since, shard }: Claim): string {
  const part = shard === undefined ? "" : `shard ${shard} of `;
  return `CAM5003: ${part}${campaign} is held by run ${run} (process ${pid} on ${host}, since ${since}); run again when it has ended.`;
}
