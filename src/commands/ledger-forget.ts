import type { Crowd } from "../model/crowd.ts";
import { campaignOfKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { ForgottenEntry } from "../model/ledger-entry.ts";
import { count } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { addTo } from "../text/group.ts";
import { type Command, configOption } from "./command.ts";
import { createRunId, openLedger, readLedger } from "./open-ledger.ts";
import { readDuration } from "./read-duration.ts";
import { describeRun } from "./run-facts.ts";
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
      const { crowds } = await readLedger(ledger, io, { makeMissing: false });
      const claimed = new Set((await ledger.liveClaims()).map(({ campaign }) => campaign));
      const { actor } = await describeRun(workspace);
      const at = new Date(io.clock.nowMs()).toISOString();
      let forgotten = 0;
      for (const [campaign, group] of groupByCampaign(crowds.values())) {
        const isOld = group.every((crowd) => io.clock.nowMs() - Date.parse(crowd.at) >= ageMs);
        if (!isOld || claimed.has(campaign) || (await ledger.memberKeys.read(campaign)) === undefined)
          continue;
        const entries = group.map(
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
        forgotten++;
        const people = group.reduce((sum, { counts }) => sum + counts.accepted, 0);
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

function groupByCampaign(crowds: Iterable<Crowd>): ReadonlyMap<string, readonly Crowd[]> {
  const groups = new Map<string, Crowd[]>();
  for (const crowd of crowds) addTo(groups, campaignOfKey(crowd.key), crowd);
  return groups;
}
