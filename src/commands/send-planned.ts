import type { Pace } from "../dispatch/pace.ts";
import { type ShipOptions, type ShipResult, ship, shipFrom } from "../dispatch/ship.ts";
import type { LedgerBackend } from "../ledger/backend.ts";
import type { LedgerState } from "../ledger/state.ts";
import type { Delivery, DeliveryKey } from "../model/delivery.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Plan, PlanAction } from "../model/plan.ts";
import type { Hub } from "../model/project.ts";
import type { Shipment } from "../model/shipment.ts";
import { packCancels, packShipments } from "../plan/pack-shipments.ts";
import { describeQuietHours, isQuiet } from "../plan/quiet-hours.ts";
import { checkCommitOrder } from "./check-commit.ts";
import { createJournal, type LedgerJournal } from "./journal.ts";
import { type OpenHub, openHub } from "./open-hub.ts";
import { findChangedTarget, pinTarget } from "./pin-target.ts";
import { createProgress, type Progress, silentProgress } from "./progress.ts";
import { allowsBatches } from "./render.ts";
import { leaveRescueFile } from "./rescue.ts";
import type { RunFacts } from "./run-facts.ts";
import { createCrowdSource, createCrowdTally } from "./send-crowds.ts";
import type { ShareSettings } from "./send-share.ts";
import type { SurveyedCrowd } from "./survey-crowds.ts";
import { tellReach } from "./tell-reach.ts";
import type { Workspace } from "./workspace.ts";

export interface SendContext {
  readonly hub: Hub;
  readonly plan: Plan;
  readonly memory: LedgerState;
  readonly deliveries: readonly Delivery[];
  readonly surveys: ReadonlyMap<DeliveryKey, SurveyedCrowd>;
  readonly ledger: LedgerBackend;
  readonly run: string;
  readonly facts: RunFacts;
  /** Of the whole run at this hub. */
  readonly pace: Pace;
  readonly settings: ShareSettings;
}

export interface Sent {
  readonly outcomes: ReadonlyMap<DeliveryKey, Outcome>;
  readonly notes: readonly string[];
  readonly isLedgerUnwritten: boolean;
  /** `undefined` when the hub was not opened. */
  readonly hubName: string | undefined;
}

/** Does what a plan says, under the claims of its campaigns: what is to be taken back first, then what is to go out. */
export async function sendPlanned(workspace: Workspace, context: SendContext): Promise<Sent> {
  const { io } = workspace;
  const { hub, plan, memory, deliveries, ledger, run, facts, settings } = context;
  if (hub.kind === "real")
    await checkCommitOrder(workspace, {
      hub: hub.alias,
      commit: facts.commit,
      lastCommit: memory.lastCommits.get(hub.alias),
      fetches: true,
    });
  // Also when there is nothing to send: what the ledger says of the alias is said of another hub.
  const changed = findChangedTarget(hub, memory);
  if (changed !== undefined) throw changed;
  const keysOf = (...actions: readonly PlanAction[]) =>
    new Set(plan.entries.flatMap(({ key, action }) => (actions.includes(action) ? [key] : [])));
  const toCancel = [...keysOf("cancel", "replace")].flatMap((key) => memory.deliveries.get(key) ?? []);
  const toSend = keysOf("send", "schedule", "replace");
  const at = new Date(io.clock.nowMs()).toISOString();
  const start: LedgerEntry = { entry: "run", run, at, hub: hub.alias, command: settings.command, ...facts };
  if (toCancel.length === 0 && toSend.size === 0) {
    // A commit that sends nothing is the newest all the same: an older one must not send after it.
    const isNews = facts.commit !== undefined && facts.commit !== memory.lastCommits.get(hub.alias);
    if (hub.kind === "real" && isNews) await ledger.append([start], { durable: true });
    return { outcomes: new Map(), notes: [], isLedgerUnwritten: false, hubName: undefined };
  }
  const open = await openHub(workspace, hub, { ...settings, keepsEmulator: settings.command !== "demo" });
  try {
    const opening = [start, ...pinTarget(open, memory, at)];
    await ledger.append(opening, { durable: true });
    const journal = createJournal({
      ledger,
      run,
      deliveries,
      memory,
      clock: io.clock,
      cancelsForGood: settings.command === "cancel",
    });
    const progress = startProgress(workspace, context, toSend);
    const shipping: Shipping = { workspace, context, open, journal, progress };
    const taken = await shipAll(shipping, packCancels({ hubName: open.name, remembered: toCancel }));
    const outcomes = new Map([...nameless(toCancel), ...taken.outcomes]);
    const sendable = deliveries.filter(
      ({ key, notification }) =>
        notification.audience.kind !== "recipients" &&
        toSend.has(key) &&
        (outcomes.get(key)?.kind ?? "accepted") === "accepted",
    );
    const boundary = `campanile-${io.chance.hex(16)}`;
    const packed = packShipments(sendable, {
      hubName: open.name,
      allowsBatches: allowsBatches(hub),
      boundary,
      nowMs: io.clock.nowMs(),
    });
    const sent = taken.journalError === undefined ? await shipAll(shipping, packed) : taken;
    for (const [key, outcome] of sent.outcomes) outcomes.set(key, outcome);
    let last = sent;
    for (const crowd of [...context.surveys.values()].filter(({ delivery }) => toSend.has(delivery.key))) {
      const tally = createCrowdTally(crowd);
      const source = createCrowdSource(crowd, { hubName: open.name, boundary });
      // What one request learned of the hub, or of the ledger, the next need not learn again.
      const over =
        last.circuitCause ??
        (last.journalError === undefined ? undefined : "the ledger could not be written");
      if (over === undefined)
        last = await shipFrom(source, {
          ...shippingOptions(shipping),
          settled: (shipment, outcome, hasLeft) => {
            tally.settle(shipment, outcome, hasLeft);
            progress.note(outcome.kind, shipment.members?.people ?? 0);
          },
        });
      await source.close();
      outcomes.set(crowd.delivery.key, tally.end(over === undefined ? last : { ...last, leftover: over }));
    }
    progress.end();
    const notes = [...new Set([taken.circuitCause, sent.circuitCause, last.circuitCause])].flatMap((cause) =>
      cause === undefined ? [] : [`CAM6001: the run stopped sending to ${hub.alias}: ${cause}`],
    );
    const isLedgerUnwritten = last.journalError !== undefined;
    if (isLedgerUnwritten) {
      const entries = [...opening, ...journal.entries()];
      const { journalError: error } = last;
      notes.push(await leaveRescueFile(workspace, { place: ledger.place, run, entries, error }));
    }
    return {
      outcomes: open.isEmulator ? await tellReach(outcomes, open, io.stop) : outcomes,
      notes,
      isLedgerUnwritten,
      hubName: open.name,
    };
  } finally {
    await open.close();
  }
}

interface Shipping {
  readonly workspace: Workspace;
  readonly context: SendContext;
  readonly open: OpenHub;
  readonly journal: LedgerJournal;
  readonly progress: Progress;
}

/** Counts people where there are some, else deliveries. */
function startProgress(
  { io }: Workspace,
  { surveys, settings }: SendContext,
  toSend: ReadonlySet<DeliveryKey>,
): Progress {
  if (settings.isQuiet) return silentProgress;
  const crowds = [...surveys.values()].filter(({ delivery }) => toSend.has(delivery.key));
  const people = crowds.reduce((sum, { counts }) => sum + counts.send, 0);
  return createProgress({ sink: io.stderr, clock: io.clock, total: toSend.size - crowds.length + people });
}

function shipAll(shipping: Shipping, shipments: readonly Shipment[]): Promise<ShipResult> {
  return ship(shipments, shippingOptions(shipping));
}

function shippingOptions({ workspace, context, open, journal, progress }: Shipping): ShipOptions {
  const { clock, chance, stop } = workspace.io;
  const { hub, settings, pace } = context;
  return {
    client: open.client,
    journal,
    clock,
    chance,
    concurrency: settings.concurrency,
    pace,
    stop,
    settled: ({ keys }, { kind }) => progress.note(kind, keys.length),
    // A long run can begin by day and go on into the night.
    refusal: (shipment, nowMs) => {
      const { quietHours } = hub.policy;
      if (shipment.step !== "send" || quietHours === undefined || !isQuiet(quietHours, nowMs))
        return undefined;
      return `${describeQuietHours(quietHours)} began before it left`;
    },
  };
}

/** The hub told no id, so it cannot be told which schedule is meant. */
function nameless(toCancel: readonly RememberedDelivery[]): readonly (readonly [DeliveryKey, Outcome])[] {
  return toCancel
    .filter(({ notificationId }) => notificationId === undefined)
    .map(({ key }) => [
      key,
      {
        kind: "rejected",
        attempts: 0,
        cause: "the hub gave no id for this schedule, so it cannot be taken back",
        hint: "Only the Standard tier names what it schedules.",
      },
    ]);
}
