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

/** What is known of one delivery while its entries are being folded. */
export type DeliveryDraft = { -readonly [Name in keyof RememberedDelivery]: RememberedDelivery[Name] } & {
  history: LedgerEntry[];
  /** Intents without outcome, by run. Two runs can both have one: what came of each is its own fact. */
  readonly openIntents: Map<string, IntentDelivery>;
};

/** A delivery of which nothing left, as far as is known. */
export function createDraft(key: DeliveryKey): DeliveryDraft {
  return {
    key,
    status: "unsent",
    rendered: "",
    source: "",
    at: "",
    notificationId: undefined,
    trackingId: undefined,
    cause: undefined,
    history: [],
    openIntents: new Map(),
  };
}

/** An intent opens a delivery again after `rejected` and `unsent`; neither `accepted` nor `unknown` is forgotten for it. */
export function foldIntent(draft: DeliveryDraft, intent: IntentDelivery, entry: IntentEntry): void {
  draft.history.push(entry);
  draft.openIntents.set(entry.run, intent);
  if (draft.status === "accepted") return;
  showVersion(draft, intent);
  draft.at = entry.at;
  if (draft.status === "unknown") return;
  draft.status = "open";
  forgetAnswer(draft);
}

/**
 * `accepted` beats whatever is said before or after it, and `unknown` yields to `accepted` only: that one run
 * failed tells nothing of the copy that another may have sent.
 */
export function foldOutcome(draft: DeliveryDraft, entry: OutcomeEntry): void {
  draft.history.push(entry);
  const intent = draft.openIntents.get(entry.run);
  draft.openIntents.delete(entry.run);
  if (entry.kind === "accepted") {
    if (intent !== undefined) showVersion(draft, intent);
    settle(draft, "accepted", entry);
    takeAnswer(draft, entry);
    return;
  }
  if (draft.status === "accepted") return;
  if (entry.kind === "unknown") {
    settle(draft, "unknown", entry);
    takeAnswer(draft, entry);
    return;
  }
  if (draft.status === "unknown") return;
  if (draft.openIntents.size > 0) {
    settle(draft, "open", entry);
    return;
  }
  settle(draft, entry.kind, entry);
  takeAnswer(draft, entry);
}

/** A person's word settles everything that was in doubt; a fact that comes later can still overrule it. */
export function foldResolved(draft: DeliveryDraft, entry: ResolvedEntry): void {
  draft.history.push(entry);
  if (entry.as === "drift-accepted") {
    if (draft.status !== "accepted") return;
    draft.rendered = entry.rendered ?? draft.rendered;
    draft.source = entry.source ?? draft.source;
    return;
  }
  draft.openIntents.clear();
  settle(draft, entry.as === "sent" ? "accepted" : "unsent", entry);
  draft.cause = entry.why === undefined ? "a person said so" : `a person said so: ${entry.why}`;
}

export function foldBaseline(draft: DeliveryDraft, delivery: IntentDelivery, entry: BaselineEntry): void {
  draft.history.push(entry);
  draft.openIntents.clear();
  showVersion(draft, delivery);
  settle(draft, "accepted", entry);
  forgetAnswer(draft);
}

function settle(
  draft: DeliveryDraft,
  status: DeliveryDraft["status"],
  { at }: { readonly at: string },
): void {
  draft.status = status;
  draft.at = at;
}

function showVersion(draft: DeliveryDraft, { rendered, source }: IntentDelivery): void {
  draft.rendered = rendered;
  draft.source = source;
}

function takeAnswer(draft: DeliveryDraft, entry: OutcomeEntry): void {
  draft.notificationId = entry.notificationId;
  draft.trackingId = entry.trackingId;
  draft.cause = entry.cause;
}

function forgetAnswer(draft: DeliveryDraft): void {
  draft.notificationId = undefined;
  draft.trackingId = undefined;
  draft.cause = undefined;
}
