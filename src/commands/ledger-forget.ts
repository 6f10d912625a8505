import type { LedgerBackend } from "../ledger/backend.ts";
import type { Crowd } from "../model/crowd.ts";
import { campaignOfKey, hubOfKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { Io } from "../model/io.ts";
import type { ForgottenEntry } from "../model/ledger-entry.ts";
import { count } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { addTo } from "../text/group.ts";
import { type ClaimedCampaigns, claimCampaigns } from "./claim-campaigns.ts";
import { type Command, configOption } from "./command.ts";
import { createRunId, openLedger, readLedger } from "./open-ledger.ts";
import { readDuration } from "./read-duration.ts";
import { readActor } from "./run-facts.ts";
import { inWorkspace } from "./workspace.ts";

/**
 * Destroys the keys of the members of old campaigns. What they came to stays; who they were, nobody can tell any more,
 * and so the campaign is not sent to anybody again by itself.
 */
export const ledgerForget: Command = {
  parameters: "",
  options: [
    configOption,
    { flags: "--older-than <duration>", description: "campaigns whose last send is older, like 90d" },
  ],
  run: inWorkspace(async (workspace, invocation) => {
    const { io } = invocation;
    const ageMs = readDuration(invocation, "olderThan", "--older-than");
    if (ageMs === undefined) throw new UsageError("how old is old?", "Write --older-than 90d.");
    const ledger = await openLedger(workspace, createRunId(io));
    try {
      const actor = await readActor(workspace);
      let forgotten = 0;
      for (const [campaign, group] of await findOld(ledger, io, ageMs)) {
        const people = await forgetCampaign(ledger, campaign, group, { io, ageMs, actor });
        if (people === undefined) continue;
        forgotten++;
        io.stdout.write(
          `${escapeTerminal(campaign)}: the ledger forgot who its ${count(people, "person was", "people were")}.\n`,
        );
      }
      if (forgotten === 0) io.stdout.write("Nothing is old enough.\n");
      return exitCodes.done;
    } finally {
      await ledger.close();
    }
  }),
};

/** Campaigns whose last send is old enough, and whose people can still be told. */
async function findOld(
  ledger: LedgerBackend,
  io: Io,
  ageMs: number,
): Promise<ReadonlyMap<string, readonly Crowd[]>> {
  const { crowds } = await readLedger(ledger);
  const old = new Map<string, readonly Crowd[]>();
  for (const [campaign, group] of groupByCampaign(crowds.values())) {
    const isOld = group.every((crowd) => io.clock.nowMs() - Date.parse(crowd.at) >= ageMs);
    if (isOld && (await ledger.memberKeys.read(campaign)) !== undefined) old.set(campaign, group);
  }
  return old;
}

/** Forgets under the claims of the campaign, so that no run is sending by the key that goes; answers how many people. */
async function forgetCampaign(
  ledger: LedgerBackend,
  campaign: string,
  group: readonly Crowd[],
  { io, ageMs, actor }: { readonly io: Io; readonly ageMs: number; readonly actor: string | undefined },
): Promise<number | undefined> {
  const hubs = [...new Set(group.map(({ key }) => hubOfKey(key)))];
  const claims: ClaimedCampaigns[] = [];
  try {
    for (const hub of hubs)
      claims.push(await claimCampaigns(ledger, { hub, campaigns: [campaign], shard: undefined }));
    if (claims.some(({ heldCampaigns }) => heldCampaigns.has(campaign))) return undefined;
    // Only what is read under the claims counts: a run may have sent in between.
    const now = (await findOld(ledger, io, ageMs)).get(campaign);
    if (now === undefined) return undefined;
    const at = new Date(io.clock.nowMs()).toISOString();
    const entries = now.map(
      ({ key }): ForgottenEntry => ({
        entry: "forgotten",
        at,
        key,
        ...(actor === undefined ? {} : { actor }),
      }),
    );
    // First that it is forgotten: without a key, and without that word, everybody would look new.
    await ledger.append(entries, { durable: true });
    await ledger.memberKeys.destroy(campaign);
    return now.reduce((sum, { counts }) => sum + counts.accepted, 0);
  } finally {
    for (const claim of claims) await claim.release();
  }
}

function groupByCampaign(crowds: Iterable<Crowd>): ReadonlyMap<string, readonly Crowd[]> {
  const groups = new Map<string, Crowd[]>();
  for (const crowd of crowds) addTo(groups, campaignOfKey(crowd.key), crowd);
  return groups;
}
