import type { Claim } from "../ledger/backend.ts";
import type { LedgerState } from "../ledger/state.ts";
import { campaignOfKey, hubOfKey } from "../model/delivery.ts";
import { UsageError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { ResolvedEntry, SettledEntry } from "../model/ledger-entry.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { joinWords } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { acceptDrift, isOut } from "./accept-drift.ts";
import { type Command, configOption, hubOption, type Options, textOption } from "./command.ts";
import { refuseUnknownNames } from "./known-names.ts";
import { findDelivery } from "./ledger-show.ts";
import { createRunId, lookAtLedger, openLedger } from "./open-ledger.ts";
import { isInDoubtOf, isUnknown, listOfRun, listRemembered } from "./remembered-crowds.ts";
import { readActor } from "./run-facts.ts";
import { inWorkspace } from "./workspace.ts";

/** Takes a person's word about deliveries. */
export const ledgerResolve: Command = {
  parameters: "[key]",
  options: [
    hubOption,
    configOption,
    { flags: "--run <run>", description: "everything of a run that is in doubt, instead of one key" },
    { flags: "--campaign <name>", description: "everything of a campaign, instead of one key" },
    {
      flags: "--as <state>",
      description: "sent: it went out; unsent: it did not, and the next run sends it",
      values: ["sent", "unsent"],
    },
    { flags: "--accept-drift", description: "it was edited after it went out, and nobody needs it again" },
    { flags: "--why <reason>", description: "how you know; kept in the ledger" },
  ],
  run: inWorkspace(async (workspace, { io, args, options }) => {
    const acceptsDrift = options["acceptDrift"] === true;
    if (acceptsDrift && textOption(options, "as") !== undefined)
      throw new UsageError("--as and --accept-drift exclude each other", "Choose one.");
    const ledger = await openLedger(workspace, createRunId(io));
    try {
      const { memory: state, claims } = await lookAtLedger(ledger);
      await refuseUnknownNames(workspace, state, options);
      const chosen = choose(state, args[0], options);
      refuseWhileClaimed(claims, chosen);
      const words = acceptsDrift
        ? await acceptDrift(workspace, chosen, { memory: state, isNamed: args[0] !== undefined })
        : chosen.map((delivery) => ({ key: delivery.key, as: readState(delivery, options) }));
      const actor = await readActor(workspace);
      const why = textOption(options, "why");
      const run = textOption(options, "run");
      const entries = words.map((word): ResolvedEntry | SettledEntry => ({
        ...(run === undefined || word.as === "drift-accepted"
          ? { ...word, entry: "resolved" }
          : { ...word, as: word.as, entry: "settled", run }),
        at: new Date(io.clock.nowMs()).toISOString(),
        ...(actor === undefined ? {} : { actor }),
        ...(why === undefined ? {} : { why }),
      }));
      await ledger.append(entries, { durable: true });
      const known = new Map(chosen.map((delivery) => [delivery.key, delivery]));
      for (const { key, as } of entries)
        io.stdout.write(`${escapeTerminal(`${key}: ${as}${tellOthers(known.get(key), { as, run })}`)}.\n`);
      return exitCodes.done;
    } finally {
      await ledger.close();
    }
  }),
};

/** Whom another run may have reached is not free yet, and the next send passes them over. */
function tellOthers(
  delivery: RememberedDelivery | undefined,
  { as, run }: { readonly as: ResolvedEntry["as"]; readonly run: string | undefined },
): string {
  const others = delivery?.runsInDoubt.filter((other) => other !== run) ?? [];
  if (run === undefined || as !== "unsent" || others.length === 0) return "";
  return `; what was begun by run ${joinWords(others)} is in doubt still`;
}

/** One key, or all that fits a run or a campaign and has something to be said about it. */
function choose(
  state: LedgerState,
  key: string | undefined,
  options: Options,
): readonly RememberedDelivery[] {
  const run = textOption(options, "run");
  const campaign = textOption(options, "campaign");
  const hub = textOption(options, "hub");
  const ways = [key, run, campaign].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw new UsageError("which delivery is meant?", "Give one key, or --run, or --campaign.");
  if (key !== undefined) return [findDelivery(state, key)];
  const chosen = (run === undefined ? listRemembered(state) : listOfRun(state, run))
    .filter((delivery) => {
      if (options["acceptDrift"] === true) return isOut(delivery);
      return run === undefined ? isUnknown(delivery) : isInDoubtOf(delivery, run);
    })
    .filter((delivery) => hub === undefined || hubOfKey(delivery.key) === hub)
    .filter((delivery) => campaign === undefined || campaignOfKey(delivery.key) === campaign)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (chosen.length > 0) return chosen;
  throw new UsageError("nothing of it is to be resolved", "See `campanile ledger list --unknown`.");
}

/** A run that is sending it will tell itself what came of it. */
function refuseWhileClaimed(claims: readonly Claim[], chosen: readonly RememberedDelivery[]): void {
  const holder = claims.find(({ hub, campaign }) =>
    chosen.some(({ key }) => hubOfKey(key) === hub && campaignOfKey(key) === campaign),
  );
  if (holder !== undefined)
    throw new UsageError(
      `run ${holder.run} is sending ${holder.campaign} right now`,
      "Wait until it has ended.",
    );
}

function readState(delivery: RememberedDelivery, options: Options): "sent" | "unsent" {
  const state = textOption(options, "as");
  if (state !== "sent" && state !== "unsent")
    throw new UsageError("what became of it?", "Say --as sent, --as unsent or --accept-drift.");
  if (!isUnknown(delivery))
    throw new UsageError(
      `it is ${delivery.status}, so there is nothing to resolve`,
      "To send it again, raise its `revision`.",
    );
  return state;
}
