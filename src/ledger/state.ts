import type { DeliveryKey } from "../model/delivery.ts";
import type { IntentDelivery, LedgerEntry, RunEntry } from "../model/ledger-entry.ts";
import type { Memory, RememberedDelivery, Target } from "../model/memory.ts";

/** A ledger as of now. */
export interface LedgerState extends Memory {
  readonly runs: ReadonlyMap<string, RunEntry>;
}

type Draft = { -readonly [Name in keyof RememberedDelivery]: RememberedDelivery[Name] } & {
  history: LedgerEntry[];
};

/** Folds the entries of a ledger into what is known, in their order. */
export function foldLedger(entries: readonly LedgerEntry[]): LedgerState {
  const runs = new Map<string, RunEntry>();
  const targets = new Map<string, Target>();
  const deliveries = new Map<DeliveryKey, Draft>();
  let memberSalt = "";
  for (const entry of entries) {
    switch (entry.entry) {
      case "ledger":
        memberSalt = entry.memberSalt;
        break;
      case "run":
        runs.set(entry.run, entry);
        break;
      case "target":
        targets.set(entry.hub, { host: entry.host, name: entry.name });
        break;
      case "intent":
        for (const intent of entry.deliveries) foldIntent(deliveries, intent, entry);
        break;
      case "baseline":
        for (const intent of entry.deliveries) settle(open(deliveries, intent, entry), "accepted", entry);
        break;
      case "outcome":
        for (const key of entry.keys) foldOutcome(deliveries, key, entry);
        break;
      case "resolved":
        foldResolved(deliveries, entry);
        break;
    }
  }
  return { memberSalt, runs, targets, deliveries, findTwin: (query) => findTwin(deliveries, query) };
}

/** An accepted delivery stays so: an intent after it can only be another runner's, whose outcome will tell. */
function foldIntent(
  deliveries: Map<DeliveryKey, Draft>,
  intent: IntentDelivery,
  entry: LedgerEntry & { at: string },
): void {
  const known = deliveries.get(intent.key);
  if (known?.status === "accepted") {
    known.history.push(entry);
    return;
  }
  open(deliveries, intent, entry);
}

function open(
  deliveries: Map<DeliveryKey, Draft>,
  intent: IntentDelivery,
  entry: LedgerEntry & { at: string },
): Draft {
  const draft: Draft = {
    key: intent.key,
    status: "open",
    rendered: intent.rendered,
    source: intent.source,
    at: entry.at,
    notificationId: undefined,
    trackingId: undefined,
    cause: undefined,
    history: [...(deliveries.get(intent.key)?.history ?? []), entry],
  };
  deliveries.set(intent.key, draft);
  return draft;
}

function settle(
  draft: Draft,
  status: RememberedDelivery["status"],
  entry: LedgerEntry & { at: string },
): void {
  draft.status = status;
  draft.at = entry.at;
}

function foldOutcome(
  deliveries: Map<DeliveryKey, Draft>,
  key: DeliveryKey,
  entry: Extract<LedgerEntry, { entry: "outcome" }>,
): void {
  const known = deliveries.get(key);
  // An outcome without intent is a fact all the same; without digests it counts as drifted from nothing.
  const draft = known ?? open(deliveries, { key, rendered: "", source: "" }, entry);
  if (known !== undefined) draft.history.push(entry);
  if (draft.status === "accepted" && entry.kind !== "accepted") return;
  settle(draft, entry.kind, entry);
  draft.notificationId = entry.notificationId;
  draft.trackingId = entry.trackingId;
  draft.cause = entry.cause;
}

function foldResolved(
  deliveries: Map<DeliveryKey, Draft>,
  entry: Extract<LedgerEntry, { entry: "resolved" }>,
): void {
  const draft = deliveries.get(entry.key);
  if (draft === undefined) return;
  draft.history.push(entry);
  if (entry.as !== "drift-accepted") {
    settle(draft, entry.as === "sent" ? "accepted" : "unsent", entry);
    draft.cause = `a person said so${entry.why === undefined ? "" : `: ${entry.why}`}`;
    return;
  }
  draft.rendered = entry.rendered ?? draft.rendered;
  draft.source = entry.source ?? draft.source;
}

function findTwin(
  deliveries: ReadonlyMap<DeliveryKey, RememberedDelivery>,
  query: Parameters<Memory["findTwin"]>[0],
): RememberedDelivery | undefined {
  let newest: RememberedDelivery | undefined;
  for (const delivery of deliveries.values()) {
    const isTwin =
      delivery.rendered === query.rendered &&
      delivery.key !== query.exceptKey &&
      delivery.status === "accepted";
    if (!isTwin || !delivery.key.startsWith(`${query.hub}/`) || Date.parse(delivery.at) < query.sinceMs)
      continue;
    if (newest === undefined || delivery.at > newest.at) newest = delivery;
  }
  return newest;
}
