import type { DeliveryKey } from "../model/delivery.ts";
import type {
  BaselineEntry,
  IntentDelivery,
  IntentEntry,
  LedgerEntry,
  OutcomeEntry,
  ResolvedEntry,
} from "../model/ledger-entry.ts";
import type { RememberedDelivery } from "../model/memory.ts";

/** One delivery while its entries are being folded. */
export interface DeliveryDraft {
  readonly known: Known;
  /** Intents without outcome, by run. Two runs can both have one: what came of each is its own fact. */
  readonly openIntents: Map<string, IntentDelivery>;
}

type Known = { -readonly [Name in keyof RememberedDelivery]: RememberedDelivery[Name] } & {
  history: LedgerEntry[];
};

/** A delivery of which nothing left, as far as is known. */
export function createDraft(key: DeliveryKey): DeliveryDraft {
  const known: Known = {
    key,
    status: "unsent",
    rendered: "",
    source: "",
    at: "",
    notificationId: undefined,
    trackingId: undefined,
    cause: undefined,
    history: [],
  };
  return { known, openIntents: new Map() };
}

/** An intent opens a delivery again after `rejected` and `unsent`; neither `accepted` nor `unknown` is forgotten for it. */
export function foldIntent(
  { known, openIntents }: DeliveryDraft,
  intent: IntentDelivery,
  entry: IntentEntry,
): void {
  known.history.push(entry);
  openIntents.set(entry.run, intent);
  if (known.status === "accepted") return;
  showVersion(known, intent);
  known.at = entry.at;
  if (known.status === "unknown") return;
  known.status = "open";
  forgetAnswer(known);
}

/**
 * `accepted` beats whatever is said before or after it, and `unknown` yields to `accepted` only: that one run
 * failed tells nothing of the copy that another may have sent.
 */
export function foldOutcome({ known, openIntents }: DeliveryDraft, entry: OutcomeEntry): void {
  known.history.push(entry);
  const intent = openIntents.get(entry.run);
  openIntents.delete(entry.run);
  if (entry.kind === "accepted") {
    if (intent !== undefined) showVersion(known, intent);
    settle(known, "accepted", entry);
    takeAnswer(known, entry);
    return;
  }
  if (known.status === "accepted") return;
  if (entry.kind === "unknown") {
    settle(known, "unknown", entry);
    takeAnswer(known, entry);
    return;
  }
  if (known.status === "unknown") return;
  if (openIntents.size > 0) {
    settle(known, "open", entry);
    return;
  }
  settle(known, entry.kind, entry);
  takeAnswer(known, entry);
}

/** A person's word settles everything that was in doubt; a fact that comes later can still overrule it. */
export function foldResolved({ known, openIntents }: DeliveryDraft, entry: ResolvedEntry): void {
  known.history.push(entry);
  const version = { rendered: entry.rendered ?? known.rendered, source: entry.source ?? known.source };
  if (entry.as === "drift-accepted") {
    if (known.status === "accepted") showVersion(known, version);
    return;
  }
  openIntents.clear();
  showVersion(known, version);
  settle(known, entry.as === "sent" ? "accepted" : "unsent", entry);
  known.cause = entry.why === undefined ? "a person said so" : `a person said so: ${entry.why}`;
}

export function foldBaseline(
  { known, openIntents }: DeliveryDraft,
  delivery: IntentDelivery,
  entry: BaselineEntry,
): void {
  known.history.push(entry);
  openIntents.clear();
  showVersion(known, delivery);
  settle(known, "accepted", entry);
  forgetAnswer(known);
}

function settle(known: Known, status: Known["status"], { at }: { readonly at: string }): void {
  known.status = status;
  known.at = at;
}

function showVersion(known: Known, { rendered, source }: Omit<IntentDelivery, "key">): void {
  known.rendered = rendered;
  known.source = source;
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
