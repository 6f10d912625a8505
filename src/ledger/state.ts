import type { DeliveryKey } from "../model/delivery.ts";
import type { LedgerEntry, RunEntry } from "../model/ledger-entry.ts";
import type { Memory, RememberedDelivery, Target } from "../model/memory.ts";
import {
  createDraft,
  type DeliveryDraft,
  foldBaseline,
  foldIntent,
  foldOutcome,
  foldResolved,
} from "./delivery-state.ts";
import { createTwinIndex } from "./twin-index.ts";

/** A ledger as of now. */
export interface LedgerState extends Memory {
  readonly runs: ReadonlyMap<string, RunEntry>;
}

/** Folds the entries of a ledger into what is known, in their order. */
export function foldLedger(entries: readonly LedgerEntry[]): LedgerState {
  const runs = new Map<string, RunEntry>();
  const targets = new Map<string, Target>();
  const drafts = new Map<DeliveryKey, DeliveryDraft>();
  const deliveries = new Map<DeliveryKey, RememberedDelivery>();
  let memberSalt = "";
  const draftOf = (key: DeliveryKey): DeliveryDraft => {
    const known = drafts.get(key);
    if (known !== undefined) return known;
    const draft = createDraft(key);
    drafts.set(key, draft);
    deliveries.set(key, draft.known);
    return draft;
  };
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
        for (const intent of entry.deliveries) foldIntent(draftOf(intent.key), intent, entry);
        break;
      case "baseline":
        for (const intent of entry.deliveries) foldBaseline(draftOf(intent.key), intent, entry);
        break;
      case "outcome":
        for (const key of entry.keys) foldOutcome(draftOf(key), entry);
        break;
      case "resolved":
        foldResolved(draftOf(entry.key), entry);
        break;
    }
  }
  return { memberSalt, runs, targets, deliveries, findTwin: createTwinIndex(deliveries) };
}
