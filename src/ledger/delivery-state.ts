import type { DeliveryKey } from "../model/delivery.ts";
import type {
  BaselineEntry,
  CancelledEntry,
  IntentDelivery,
  IntentEntry,
  LedgerEntry,
  OutcomeEntry,
  ReachedEntry,
  ResolvedEntry,
  ScheduledEntry,
  SettledEntry,
} from "../model/ledger-entry.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import type { Step } from "../model/shipment.ts";

/** One delivery while its entries are being folded. */
export interface DeliveryDraft {
  readonly known: Known;
  /** What may have been done, by run. Two runs can both have begun: what came of each is its own fact. */
  readonly doubts: Map<string, Doubt>;
}

interface Doubt {
  readonly step: Step;
  readonly intent: IntentDelivery;
  /** No outcome yet. */
  readonly isOpen: boolean;
}

type Known = { -readonly [Name in keyof RememberedDelivery]: RememberedDelivery[Name] } & {
  history: LedgerEntry[];
};

/** A delivery of which nothing left, as far as is known. */
export function createDraft(key: DeliveryKey): DeliveryDraft {
  const known: Known = {
    key,
    status: "unsent",
    step: "send",
    rendered: "",
    source: "",
    at: "",
    deliverAt: undefined,
    notificationId: undefined,
    trackingId: undefined,
    cause: undefined,
    platform: undefined,
    audience: undefined,
    copies: 0,
    runsInDoubt: [],
    collapses: false,
    isCancelledForGood: false,
    reached: undefined,
    history: [],
  };
  return { known, doubts: new Map() };
}

/** An intent opens a delivery again after `rejected` and `unsent`; what the hub took and what is in doubt is not forgotten for it. */
export function foldIntent(draft: DeliveryDraft, intent: IntentDelivery, entry: IntentEntry): void {
  const { known } = draft;
  const step = entry.step ?? "send";
  known.history.push(entry);
  draft.doubts.set(entry.run, { step, intent, isOpen: true });
  countCopies(draft);
  if (known.status === "accepted" || (known.status === "scheduled" && step !== "cancel")) return;
  known.step = step;
  known.at = entry.at;
  if (step !== "cancel") showVersion(known, intent);
  if (known.status === "unknown") return;
  known.status = "open";
  // The id is what a cancel names, and what tells later whether it took.
  if (step !== "cancel") forgetAnswer(known);
}

/**
 * `accepted` beats whatever is said before or after it, and `unknown` yields to `accepted` only: that one run
 * failed tells nothing of the copy that another may have sent.
 */
export function foldOutcome(draft: DeliveryDraft, entry: OutcomeEntry): void {
  const { known, doubts } = draft;
  known.history.push(entry);
  const doubt = doubts.get(entry.run);
  if (entry.kind === "unknown") {
    if (doubt !== undefined) doubts.set(entry.run, { ...doubt, isOpen: false });
    if (known.status === "accepted") return;
    settle(known, "unknown", entry);
    if (doubt?.step === "cancel") known.cause = entry.cause;
    else takeAnswer(known, entry);
    return;
  }
  doubts.delete(entry.run);
  countCopies(draft);
  if (entry.kind === "accepted") {
    if (doubt !== undefined) showVersion(known, doubt.intent);
    settle(known, "accepted", entry);
    takeAnswer(known, entry);
    return;
  }
  if (known.status === "accepted" || known.status === "unknown" || known.status === "scheduled") return;
  if (hasOpenDoubt(draft)) {
    settle(known, "open", entry);
    return;
  }
  if (doubt?.step === "cancel") {
    // A cancel that was refused or never left changed nothing at the hub.
    settle(known, "scheduled", entry);
    known.cause = entry.cause;
    return;
  }
  settle(known, entry.kind, entry);
  takeAnswer(known, entry);
}

/** The hub has it and will send it: as good as accepted, and it can still be taken back. */
export function foldScheduled(draft: DeliveryDraft, entry: ScheduledEntry): void {
  const { known, doubts } = draft;
  known.history.push(entry);
  const doubt = doubts.get(entry.run);
  doubts.delete(entry.run);
  countCopies(draft);
  if (known.status === "accepted") return;
  if (doubt !== undefined) showVersion(known, doubt.intent);
  settle(known, "scheduled", entry);
  known.deliverAt = entry.deliverAt;
  known.cause = undefined;
  known.notificationId = entry.notificationId;
  known.trackingId = entry.trackingId;
}

/** Once the hub has taken it back, nothing of it goes out; a doubt about another copy remains. */
export function foldCancelled(draft: DeliveryDraft, entry: CancelledEntry): void {
  const { known, doubts } = draft;
  known.history.push(entry);
  doubts.delete(entry.run);
  for (const [run, { step }] of doubts) if (step === "cancel") doubts.delete(run);
  countCopies(draft);
  if (known.status === "accepted") return;
  settle(known, doubts.size === 0 ? "cancelled" : known.status, entry);
  known.isCancelledForGood = entry.forGood === true;
  if (doubts.size > 0) return;
  known.deliverAt = undefined;
  forgetAnswer(known);
}

/** A person's word settles everything that was in doubt; a fact that comes later can still overrule it. */
export function foldResolved(draft: DeliveryDraft, entry: ResolvedEntry): void {
  const { known, doubts } = draft;
  known.history.push(entry);
  const version = { rendered: entry.rendered ?? known.rendered, source: entry.source ?? known.source };
  if (entry.as === "drift-accepted") {
    if (known.status === "accepted" || known.status === "scheduled") showVersion(known, version);
    return;
  }
  doubts.clear();
  countCopies(draft);
  showVersion(known, version);
  settle(known, settledAs(known.step, entry.as), entry);
  known.cause = tellWhy(entry);
}

/** A person's word about what one run began; while another run may have brought it out, it stays in doubt. */
export function foldSettled(draft: DeliveryDraft, entry: SettledEntry): void {
  const { known, doubts } = draft;
  known.history.push(entry);
  const doubt = doubts.get(entry.run);
  if (doubt === undefined) return;
  doubts.delete(entry.run);
  countCopies(draft);
  if (known.status !== "unknown" && known.status !== "open") return;
  const status = settledAs(doubt.step, entry.as);
  if (doubts.size > 0 && status !== "accepted") {
    settle(known, [...doubts.values()].every(({ isOpen }) => isOpen) ? "open" : "unknown", entry);
    return;
  }
  if (status === "accepted") showVersion(known, doubt.intent);
  settle(known, status, entry);
  known.cause = tellWhy(entry);
}

function tellWhy({ why }: { readonly why?: string }): string {
  return why === undefined ? "a person said so" : `a person said so: ${why}`;
}

/** Of a cancel in doubt, `sent` says that the schedule stands. */
function settledAs(step: Step, as: "sent" | "unsent"): Known["status"] {
  if (step === "cancel") return as === "sent" ? "scheduled" : "cancelled";
  return as === "sent" ? "accepted" : "unsent";
}

export function foldBaseline(draft: DeliveryDraft, delivery: IntentDelivery, entry: BaselineEntry): void {
  const { known, doubts } = draft;
  known.history.push(entry);
  doubts.clear();
  countCopies(draft);
  showVersion(known, delivery);
  settle(known, "accepted", entry);
  forgetAnswer(known);
}

export function foldReached({ known }: DeliveryDraft, entry: ReachedEntry): void {
  known.history.push(entry);
  known.reached = entry;
}

function hasOpenDoubt({ doubts }: DeliveryDraft): boolean {
  return [...doubts.values()].some(({ isOpen }) => isOpen);
}

function countCopies({ known, doubts }: DeliveryDraft): void {
  known.copies = doubts.size;
  known.runsInDoubt = [...doubts.keys()];
  known.collapses = doubts.size > 0 && [...doubts.values()].every(({ intent }) => intent.collapses === true);
}

function settle(known: Known, status: Known["status"], { at }: { readonly at: string }): void {
  known.status = status;
  known.at = at;
}

function showVersion(known: Known, intent: Omit<IntentDelivery, "key">): void {
  known.rendered = intent.rendered;
  known.source = intent.source;
  known.platform = intent.platform ?? known.platform;
  known.audience = intent.audience ?? known.audience;
}

function takeAnswer(known: Known, entry: OutcomeEntry): void {
  known.notificationId = entry.notificationId;
  known.trackingId = entry.trackingId;
  known.cause = entry.cause;
}

function forgetAnswer(known: Known): void {
  known.notificationId = undefined;
  known.trackingId = undefined;
  known.cause = undefined;
}
