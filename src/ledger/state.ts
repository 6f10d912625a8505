import type { Crowd } from "../model/crowd.ts";
import { crowdKeyOf, type DeliveryKey, hubOfKey } from "../model/delivery.ts";
import type { LedgerEntry, ResolvedEntry, RunEntry, SettledEntry } from "../model/ledger-entry.ts";
import type { Memory, RememberedDelivery, Target } from "../model/memory.ts";
import {
  type CrowdDraft,
  createCrowdDraft,
  foldCrowdResolved,
  foldCrowdSettled,
  foldForgotten,
  foldMembers,
  foldReplies,
} from "./crowd-state.ts";
import {
  createDraft,
  type DeliveryDraft,
  foldBaseline,
  foldCancelled,
  foldIntent,
  foldOutcome,
  foldReached,
  foldResolved,
  foldScheduled,
  foldSettled,
} from "./delivery-state.ts";
import { createReachIndex } from "./reach-index.ts";
import { createTwinIndex } from "./twin-index.ts";

/** A ledger as of now. */
export interface LedgerState extends Memory {
  readonly runs: ReadonlyMap<string, RunEntry>;
}

/** Makes of the entries of a ledger what is known; holds none of them. */
export interface LedgerFold {
  /** In their order. */
  take(entry: LedgerEntry): void;
  state(): LedgerState;
}

/** Folds entries that are at hand. */
export function foldLedger(entries: readonly LedgerEntry[]): LedgerState {
  const fold = createLedgerFold();
  for (const entry of entries) fold.take(entry);
  return fold.state();
}

export function createLedgerFold(): LedgerFold {
  const runs = new Map<string, RunEntry>();
  const targets = new Map<string, Target>();
  const lastCommits = new Map<string, string>();
  const drafts = new Map<DeliveryKey, DeliveryDraft>();
  const deliveries = new Map<DeliveryKey, RememberedDelivery>();
  let memberSalt = "";
  let emulatorSalt: string | undefined;
  const renamed = new Map<string, string>();
  const draftOf = (written: DeliveryKey): DeliveryDraft => {
    const key = renameHub(written, renamed);
    const known = drafts.get(key);
    if (known !== undefined) return known;
    const draft = createDraft(key);
    drafts.set(key, draft);
    deliveries.set(key, draft.known);
    return draft;
  };
  const crowdDrafts = new Map<DeliveryKey, CrowdDraft>();
  const crowds = new Map<DeliveryKey, Crowd>();
  const crowdOf = (written: DeliveryKey): CrowdDraft => {
    const key = renameHub(written, renamed);
    const known = crowdDrafts.get(key);
    if (known !== undefined) return known;
    const draft = createCrowdDraft(key);
    crowdDrafts.set(key, draft);
    crowds.set(key, draft.known);
    return draft;
  };
  const resolve = (entry: ResolvedEntry | SettledEntry): void => {
    const key = renameHub(entry.key, renamed);
    const crowd = crowdDrafts.get(crowdKeyOf(key));
    if (entry.entry === "settled") {
      if (crowd === undefined) foldSettled(draftOf(entry.key), entry);
      else foldCrowdSettled(crowd, entry);
    } else if (crowd === undefined) foldResolved(draftOf(entry.key), entry);
    else foldCrowdResolved(crowd, { ...entry, key });
  };
  const moveAlias = (from: string, to: string): void => {
    renamed.delete(to);
    renamed.set(from, to);
    targets.delete(from);
    const commit = lastCommits.get(from);
    if (commit !== undefined) lastCommits.set(to, commit);
    for (const [key, draft] of [...drafts]) {
      if (hubOfKey(key) !== from) continue;
      drafts.delete(key);
      deliveries.delete(key);
      const moved = renameHub(key, renamed);
      draft.known.key = moved;
      drafts.set(moved, draft);
      deliveries.set(moved, draft.known);
    }
    for (const [key, draft] of [...crowdDrafts]) {
      if (hubOfKey(key) !== from) continue;
      crowdDrafts.delete(key);
      crowds.delete(key);
      draft.known.key = renameHub(key, renamed);
      crowdDrafts.set(draft.known.key, draft);
      crowds.set(draft.known.key, draft.known);
    }
  };
  const take = (entry: LedgerEntry): void => {
    switch (entry.entry) {
      case "ledger":
        memberSalt = entry.memberSalt;
        emulatorSalt = entry.emulatorSalt;
        break;
      case "run":
        runs.set(entry.run, entry);
        if (entry.commit !== undefined) lastCommits.set(entry.hub, entry.commit);
        break;
      case "target":
        targets.set(entry.hub, { host: entry.host, name: entry.name });
        if (entry.from !== undefined) moveAlias(entry.from, entry.hub);
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
      case "scheduled":
        for (const key of entry.keys) foldScheduled(draftOf(key), entry);
        break;
      case "cancelled":
        for (const key of entry.keys) foldCancelled(draftOf(key), entry);
        break;
      case "reached":
        for (const key of entry.keys) foldReached(draftOf(key), entry);
        break;
      case "resolved":
      case "settled":
        resolve(entry);
        break;
      case "members":
        foldMembers(crowdOf(entry.key), entry);
        break;
      case "replies":
        foldReplies(crowdOf(entry.key), entry);
        break;
      case "forgotten":
        foldForgotten(crowdOf(entry.key), entry);
        break;
    }
  };
  return {
    take,
    state: () => ({
      memberSalt,
      emulatorSalt,
      runs,
      targets,
      lastCommits,
      deliveries,
      crowds,
      findTwin: createTwinIndex(deliveries),
      findReach: createReachIndex(deliveries),
    }),
  };
}

/** The key under the alias that its hub has now. A run that began under the old one still tells what came of it. */
function renameHub(key: DeliveryKey, renamed: ReadonlyMap<string, string>): DeliveryKey {
  const to = renamed.get(hubOfKey(key));
  return to === undefined ? key : `${to}${key.slice(hubOfKey(key).length)}`;
}
