import { ship } from "../dispatch/ship.ts";
import { countReached, fetchTelemetry } from "../dispatch/telemetry.ts";
import type { LedgerBackend } from "../ledger/backend.ts";
import type { LedgerState } from "../ledger/state.ts";
import type { Delivery, DeliveryKey } from "../model/delivery.ts";
import { WorldError } from "../model/errors.ts";
import { exitCodes } from "../model/exit-code.ts";
import type { TargetEntry } from "../model/ledger-entry.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan } from "../model/plan.ts";
import { packShipments } from "../plan/pack-shipments.ts";
import type { HubShare } from "./choose-hubs.ts";
import { claimCampaigns } from "./claim-campaigns.ts";
import { createJournal, leaveRescueFile } from "./journal.ts";
import { makeReport, type RunReport } from "./make-report.ts";
import { type OpenHub, openHub } from "./open-hub.ts";
import { createRunId, openLedger, readLedger } from "./open-ledger.ts";
import { planShare } from "./plan-share.ts";
import { allowsBatches } from "./render.ts";
import { describeRun, type RunFacts } from "./run-facts.ts";
import type { SendSettings } from "./send-campaigns.ts";
import type { Workspace } from "./workspace.ts";

export interface ShareSettings extends SendSettings {
  readonly invalidCampaigns: number;
  readonly isStrict: boolean;
  readonly isDebugging: boolean;
}

/** Sends one hub's share: claim, read, plan, then send what the plan says and record what came of it. */
export async function sendShare(
  workspace: Workspace,
  share: HubShare,
  settings: ShareSettings,
): Promise<RunReport> {
  const { io } = workspace;
  const { hub } = share;
  const run = createRunId(io);
  const startedAtMs = io.clock.nowMs();
  const ledger = openLedger(workspace, run, settings.ledgerPath);
  const facts = await describeRun(workspace);
  const sending = { branch: facts.ref, nowMs: startedAtMs };
  const makeMissing = hub.kind === "emulator";
  const notes: string[] = [];
  const claims = await claimCampaigns(ledger, hub.alias, async () => {
    const memory = await readLedger(ledger, io, { makeMissing });
    const { plan } = await planShare(share, { memory, ledger, io, sending });
    return plan.entries.flatMap((entry) => (entry.action === "send" ? [entry.campaign] : []));
  });
  try {
    // Only what is read under the claims counts: another run may have sent in between.
    const memory = await readLedger(ledger, io, { makeMissing: false });
    const planned = await planShare(share, { memory, ledger, io, sending });
    const plan = withoutHeld(planned.plan, claims.heldCampaigns);
    const sendable = new Set(plan.entries.flatMap((entry) => (entry.action === "send" ? [entry.key] : [])));
    const deliveries = planned.deliveries.filter((delivery) => sendable.has(delivery.key));
    const sent =
      deliveries.length === 0
        ? nothingSent
        : await sendDeliveries(workspace, share, { ledger, memory, deliveries, run, facts, settings, notes });
    return makeReport({
      run,
      command: settings.command,
      hub: { alias: hub.alias, name: sent.hubName ?? hub.alias, emulator: hub.kind === "emulator" },
      startedAtMs,
      finishedAtMs: io.clock.nowMs(),
      plan,
      outcomes: sent.outcomes,
      notes: [...notes, ...claims.notes],
      invalidCampaigns: settings.invalidCampaigns,
      failures: {
        isStopped: io.stop.aborted,
        isLedgerUnwritten: sent.isLedgerUnwritten,
        hasHeldClaims: claims.heldCampaigns.size > 0,
        isStrict: settings.isStrict,
      },
    });
  } finally {
    await claims.release();
    await ledger.close();
  }
}

interface Sent {
  readonly outcomes: ReadonlyMap<DeliveryKey, Outcome>;
  readonly isLedgerUnwritten: boolean;
  readonly hubName: string | undefined;
}

const nothingSent: Sent = { outcomes: new Map(), isLedgerUnwritten: false, hubName: undefined };

interface SendContext {
  readonly ledger: LedgerBackend;
  readonly memory: LedgerState;
  readonly deliveries: readonly Delivery[];
  readonly run: string;
  readonly facts: RunFacts;
  readonly settings: ShareSettings;
  readonly notes: string[];
}

async function sendDeliveries(workspace: Workspace, { hub }: HubShare, context: SendContext): Promise<Sent> {
  const { io } = workspace;
  const { ledger, memory, deliveries, run, facts, settings, notes } = context;
  const open = await openHub(workspace, hub, settings);
  try {
    const at = new Date(io.clock.nowMs()).toISOString();
    const pin = pinTarget(open, memory, at);
    const start = { entry: "run", run, at, hub: hub.alias, command: settings.command, ...facts } as const;
    await ledger.append([start, ...pin], { durable: true });
    const shipments = packShipments(deliveries, {
      hubName: open.name,
      allowsBatches: allowsBatches(hub),
      boundary: `campanile-${io.chance.hex(16)}`,
    });
    const journal = createJournal({ ledger, run, deliveries, clock: io.clock });
    const { clock, chance, stop } = io;
    const result = await ship(shipments, {
      client: open.client,
      journal,
      clock,
      chance,
      concurrency: settings.concurrency,
      stop,
    });
    if (result.circuitCause !== undefined)
      notes.push(`CAM6001: the run stopped sending to ${hub.alias}: ${result.circuitCause}`);
    const isLedgerUnwritten = result.journalError !== undefined;
    if (isLedgerUnwritten)
      notes.push(await leaveRescueFile(workspace, run, journal.unwritten(), result.journalError));
    const outcomes = open.isEmulator ? await withReach(result.outcomes, open, io.stop) : result.outcomes;
    return { outcomes, isLedgerUnwritten, hubName: open.name };
  } finally {
    await open.close();
  }
}

/** An alias means one hub for ever, or the ledger would speak of another hub's deliveries. */
function pinTarget(open: OpenHub, memory: LedgerState, at: string): readonly TargetEntry[] {
  const { alias, target } = open;
  const known = memory.targets.get(alias);
  if (known === undefined) {
    const other = [...memory.targets].find(
      ([, { host, name }]) => host === target.host && name === target.name,
    );
    if (other === undefined) return [{ entry: "target", at, hub: alias, ...target }];
    throw new WorldError(`\`${alias}\` is the hub that the ledger knows as \`${other[0]}\``, {
      code: "CAM5004",
      exitCode: exitCodes.ledger,
      hint: `Give the hub its old alias \`${other[0]}\` in campanile.yaml: under a new one, everything would look unsent.`,
    });
  }
  if (known.host === target.host && known.name === target.name) return [];
  throw new WorldError(
    `\`${alias}\` meant ${known.name} at ${known.host} so far, and now means ${target.name} at ${target.host}`,
    {
      code: "CAM5004",
      exitCode: exitCodes.ledger,
      hint: "Restore the connection string, or give the new hub an alias of its own.",
    },
  );
}

/** A campaign that another run has claimed is that run's. */
function withoutHeld(plan: Plan, held: ReadonlySet<string>): Plan {
  const entries = plan.entries.map((entry) => {
    if (entry.action !== "send" || !held.has(entry.campaign)) return entry;
    return { ...entry, action: "in flight", because: "another run holds this campaign" } as const;
  });
  return { ...plan, entries };
}

/** The emulator knows at once whom it reached. What it says of a batch says nothing of one device. */
async function withReach(
  outcomes: ReadonlyMap<DeliveryKey, Outcome>,
  open: OpenHub,
  signal: AbortSignal,
): Promise<ReadonlyMap<DeliveryKey, Outcome>> {
  const reachOf = new Map<string, number | undefined>();
  const ids = [...outcomes.values()].map((outcome) => outcome.notificationId);
  const isBatch = (id: string) => ids.indexOf(id) !== ids.lastIndexOf(id);
  const told = new Map<DeliveryKey, Outcome>();
  for (const [key, outcome] of outcomes) {
    const { notificationId } = outcome;
    if (outcome.kind === "accepted" && notificationId !== undefined && !isBatch(notificationId)) {
      const telemetry = await fetchTelemetry(open.client, { hub: open.name, notificationId, signal });
      reachOf.set(notificationId, telemetry === undefined ? undefined : countReached(telemetry));
    }
    const reached = notificationId === undefined ? undefined : reachOf.get(notificationId);
    told.set(key, reached === undefined ? outcome : { ...outcome, reached });
  }
  return told;
}
