import { createPace, type Pace } from "../dispatch/pace.ts";
import type { LedgerBackend } from "../ledger/backend.ts";
import type { DeliveryKey } from "../model/delivery.ts";
import { isActing, type Plan, type PlanEntry } from "../model/plan.ts";
import type { Orphans } from "../plan/plan-options.ts";
import { bindPlan, type SavedEntry } from "../plan/saved-plan.ts";
import type { HubShare } from "./choose-hubs.ts";
import { claimCampaigns } from "./claim-campaigns.ts";
import { makeReport, type RunReport } from "./make-report.ts";
import { countOlderDoubts } from "./older-doubts.ts";
import { createRunId, type LedgerLook, lookAtLedger, newHeader, openLedger } from "./open-ledger.ts";
import { planShare, type SharePlan } from "./plan-share.ts";
import { readBranch } from "./read-branch.ts";
import { readHead } from "./read-head.ts";
import { refuseUnmerged, tellReason } from "./rescue.ts";
import { createRoundSum, type Round } from "./rounds.ts";
import { describeRun, type RunFacts } from "./run-facts.ts";
import type { SendSettings } from "./send-campaigns.ts";
import { sendPlanned } from "./send-planned.ts";
import type { CrowdSettings } from "./survey-crowds.ts";
import { hasReached, tellRejects, writeRejects } from "./tell-rejects.ts";
import type { Workspace } from "./workspace.ts";

export interface ShareSettings extends SendSettings {
  readonly invalidCampaigns: number;
  readonly isStrict: boolean;
  readonly isDebugging: boolean;
  /** No progress is shown. */
  readonly isQuiet: boolean;
  readonly orphans: Orphans;
  readonly crowds: CrowdSettings;
  /** Leaves all others alone. */
  readonly onlyCampaign?: string;
  /** What a saved plan shows for this hub; `undefined` when the run is bound to none. */
  readonly savedPlan: ReadonlyMap<DeliveryKey, SavedEntry> | undefined;
}

interface Context {
  readonly workspace: Workspace;
  readonly share: HubShare;
  readonly settings: ShareSettings;
  readonly ledger: LedgerBackend;
  readonly run: string;
  readonly facts: RunFacts;
  readonly branch: string | undefined;
  readonly pace: Pace;
}

const lockPollMs = 2_000;

/**
 * Sends one hub's share: claim, read, plan, then do what the plan says and record what came of it. Campaigns that
 * another run holds are left for later rounds, so that they keep no other waiting.
 */
export async function sendShare(
  workspace: Workspace,
  share: HubShare,
  settings: ShareSettings,
): Promise<RunReport> {
  const { io } = workspace;
  const { hub } = share;
  const run = createRunId(io);
  const startedAtMs = io.clock.nowMs();
  if (settings.ledgerPath === undefined) await refuseUnmerged(workspace);
  const head = readHead(workspace);
  const facts = await describeRun(workspace, head);
  const branch = await readBranch(workspace, await head);
  const ledger = await openLedger(workspace, run, settings.ledgerPath);
  const { maxPerMinute } = hub.policy;
  const pace = createPace({
    clock: io.clock,
    concurrency: settings.concurrency,
    ...(maxPerMinute === undefined ? {} : { maxPerMinute }),
  });
  const context: Context = { workspace, share, settings, ledger, run, facts, branch, pace };
  const patientUntilMs = startedAtMs + settings.lockTimeoutMs;
  const only = settings.onlyCampaign === undefined ? undefined : new Set([settings.onlyCampaign]);
  const sum = createRoundSum();
  let round: Round;
  let olderUnknown: number;
  try {
    round = await runRound(context, only);
    sum.add(round);
    while (round.heldCampaigns.size > 0 && io.clock.nowMs() < patientUntilMs && !io.stop.aborted) {
      // Two that wait for each other would meet again and again if they waited equally long.
      await io.clock.sleep(lockPollMs * (0.5 + io.chance.fraction()), io.stop);
      round = await runRound(context, round.heldCampaigns);
      sum.add(round);
    }
    olderUnknown = await countOlderDoubts(ledger, {
      hub: hub.alias,
      run,
      look: round.look,
      deliveries: round.deliveries,
      plan: sum.plan(hub.alias),
      doubtsElsewhere: sum.doubtsElsewhere,
      stop: io.stop,
    });
  } finally {
    await endWith(sum.troubles, ledger, () => ledger.close());
  }
  return makeReport({
    run,
    command: settings.command,
    hub: { alias: hub.alias, name: sum.hubName() ?? nameOf(share), emulator: hub.kind === "emulator" },
    startedAtMs,
    finishedAtMs: io.clock.nowMs(),
    plan: sum.plan(hub.alias),
    outcomes: sum.outcomes,
    notes: [...sum.notes, ...round.holders, ...sum.troubles],
    invalidCampaigns: settings.invalidCampaigns,
    olderUnknown,
    failures: {
      isStopped: io.stop.aborted,
      isLedgerUnwritten: sum.isLedgerUnwritten() || sum.troubles.length > 0,
      hasHeldClaims: round.heldCampaigns.size > 0,
      hasStalePlan: sum.isStale(),
      hasLostRows: sum.hasLostRows(),
      isStrict: settings.isStrict,
    },
  });
}

function nameOf({ hub }: HubShare): string {
  return (hub.kind === "real" ? hub.hub : undefined) ?? hub.alias;
}

/** Does what can be done now; `only` limits it to some campaigns. */
async function runRound(context: Context, only: ReadonlySet<string> | undefined): Promise<Round> {
  const { workspace, share, settings, ledger } = context;
  const { hub } = share;
  const isWanted = (campaign: string) => only === undefined || only.has(campaign);
  const campaigns = (await foreseeCampaigns(context)).filter(isWanted);
  const claims = await claimCampaigns(ledger, {
    hub: hub.alias,
    campaigns,
    shard: settings.crowds.shard,
  });
  const troubles: string[] = [];
  let done: Omit<Round, "troubles">;
  try {
    // Only what is read under the claims counts: another run may have sent in between.
    const { memory } = claims.look;
    const isOurs = (campaign: string) => isWanted(campaign) && !claims.heldCampaigns.has(campaign);
    const planned = await planRound(context, claims.look, isOurs);
    const entries = planned.plan.entries.filter(({ campaign }) => isWanted(campaign));
    const wanted = withoutHeld({ ...planned.plan, entries }, claims.heldCampaigns);
    const { plan, isStale } =
      settings.savedPlan === undefined
        ? { plan: wanted, isStale: false }
        : bindPlan(wanted, settings.savedPlan);
    const sent = await sendPlanned(workspace, {
      ...context,
      hub,
      plan,
      memory,
      deliveries: planned.deliveries,
      surveys: planned.surveys,
    });
    tellRejects(workspace, planned.surveys.values());
    const rejects = await writeRejects(workspace, {
      run: context.run,
      surveys: planned.surveys.values(),
      hasReached: (key) => hasReached(key, { plan, memory, outcomes: sent.outcomes }),
    });
    done = {
      ...sent,
      notes: [...sent.notes, ...rejects.notes],
      hasLostRows: rejects.hasLostRows,
      plan,
      isStale,
      look: claims.look,
      deliveries: planned.deliveries,
      doubtsElsewhere: new Map([...planned.surveys].map(([key, crowd]) => [key, crowd.doubtsElsewhere])),
      heldCampaigns: claims.heldCampaigns,
      holders: claims.notes,
    };
  } finally {
    await endWith(troubles, ledger, claims.release);
  }
  return { ...done, troubles };
}

/**
 * Campaigns of which something may be sent, as the ledger is before they are claimed. It holds on to nothing that it has
 * read: millions of members would be in memory twice when the ledger is read under the claims.
 */
async function foreseeCampaigns(context: Context): Promise<readonly string[]> {
  const { workspace, share, ledger } = context;
  // Nothing is lost with the ledger of an emulator, so a missing one is made.
  const makeHeader = () => newHeader(workspace.io);
  const look = await lookAtLedger(ledger, share.hub.kind === "emulator" ? { makeHeader } : {});
  const { plan } = await planRound(context, look, undefined);
  return plan.entries
    .filter((entry) => isActing(entry) || entry.action === "in flight")
    .map(({ campaign }) => campaign);
}

/** What goes wrong at the end takes nothing back of what was sent: it is told beside it. */
async function endWith(
  troubles: string[],
  { place }: LedgerBackend,
  end: () => Promise<void>,
): Promise<void> {
  try {
    await end();
  } catch (error) {
    troubles.push(`CAM5005: the ledger could not be left in order: ${tellReason(error, place)}`);
  }
}

function planRound(
  context: Context,
  { memory, claims }: LedgerLook,
  /** Of which campaigns the recipients are looked at; `undefined`: of none, until the claims stand. */
  isOurs: ((campaign: string) => boolean) | undefined,
): Promise<SharePlan> {
  const { workspace, share, settings, ledger, branch } = context;
  const { io } = workspace;
  const crowds = isOurs === undefined ? undefined : { ...settings.crowds, makesKeys: true, isWanted: isOurs };
  return planShare(share, {
    memory,
    claims,
    ledger,
    io,
    sending: { branch },
    isNow: true,
    orphans: settings.orphans,
    crowds,
    shard: settings.crowds.shard,
  });
}

/** A campaign that another run has claimed is that run's. */
function withoutHeld(plan: Plan, held: ReadonlySet<string>): Plan {
  const entries = plan.entries.map((entry): PlanEntry => {
    if (!isActing(entry) || !held.has(entry.campaign)) return entry;
    return { ...entry, action: "in flight", because: "another run holds this campaign" };
  });
  return { ...plan, entries };
}
