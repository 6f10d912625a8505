import type { ClaimScope, LedgerBackend } from "../ledger/backend.ts";

export interface ClaimedCampaigns {
  /** Claimed by another run, which sends them. */
  readonly heldCampaigns: ReadonlySet<string>;
  readonly notes: readonly string[];
  release(): Promise<void>;
}

/** Claims the campaigns that have something to send, each by itself: one that is held stops no other. */
export async function claimCampaigns(
  ledger: LedgerBackend,
  hub: string,
  campaigns: readonly string[],
): Promise<ClaimedCampaigns> {
  // In one order for all runs, so that two of them never wait for each other.
  const scopes = [...new Set(campaigns)].sort().map((campaign): ClaimScope => ({ hub, campaign }));
  const results = await ledger.claim(scopes);
  const claimed: ClaimScope[] = [];
  const heldCampaigns = new Set<string>();
  const notes: string[] = [];
  for (const [index, scope] of scopes.entries()) {
    const result = results[index];
    if (result?.kind !== "held") {
      claimed.push(scope);
      continue;
    }
    const { run, host, pid, since } = result.by;
    heldCampaigns.add(scope.campaign);
    notes.push(
      `CAM5003: ${scope.campaign} is held by run ${run} (process ${pid} on ${host}, since ${since}); run again when it has ended.`,
    );
  }
  return { heldCampaigns, notes, release: () => ledger.release(claimed) };
}
