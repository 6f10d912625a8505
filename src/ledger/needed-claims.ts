import { campaignOfKey, type DeliveryKey, hubOfKey } from "../model/delivery.ts";
import type { LedgerEntry } from "../model/ledger-entry.ts";
import type { ClaimScope } from "./backend.ts";

/** The campaigns whose claims these entries need: those of their intents. Outcomes are facts and need none. */
export interface NeededClaims {
  /** There is no intent among the entries. */
  readonly isEmpty: boolean;
  needs(scope: ClaimScope): boolean;
}

/** Looks at each key once, since a run can hold the claims of a thousand campaigns. */
export function findNeededClaims(entries: readonly LedgerEntry[]): NeededClaims {
  const names = new Set<string>();
  // Most stand beside others of their campaign.
  let neighbour = "\0";
  const note = (key: DeliveryKey): void => {
    if (key.startsWith(neighbour)) return;
    const name = nameOf({ hub: hubOfKey(key), campaign: campaignOfKey(key) });
    names.add(name);
    neighbour = `${name}@`;
  };
  for (const entry of entries) {
    if (entry.entry === "intent") for (const { key } of entry.deliveries) note(key);
    if (entry.entry === "members") note(entry.key);
  }
  return { isEmpty: names.size === 0, needs: (scope) => names.has(nameOf(scope)) };
}

function nameOf({ hub, campaign }: ClaimScope): string {
  return `${hub}/${campaign}`;
}
