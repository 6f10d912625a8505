import type { LedgerBackend } from "../ledger/backend.ts";

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
  listCampaigns: () => Promise<readonly string[]>,
): Promise<ClaimedCampaigns> {
  const releases: (() => Promise<void>)[] = [];
  const heldCampaigns = new Set<string>();
  const notes: string[] = [];
  const release = async () => {
    for (const free of releases.splice(0)) await free();
  };
  try {
    for (const campaign of new Set(await listCampaigns())) {
      const result = await ledger.claim({ hub, campaign });
      if (result.kind === "claimed") releases.push(result.release);
      else {
        heldCampaigns.add(campaign);
        const { run, host, pid, since } = result.by;
        notes.push(
          `CAM5003: ${campaign} is held by run ${run} (process ${pid} on ${host}, since ${since}); run again when it has ended.`,
        );
      }
    }
    return { heldCampaigns, notes, release };
  } catch (error) {
    await release();
    throw error;
  }
}
