import { campaignOfKey, hubOfKey } from "../model/delivery.ts";
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
  for (const entry of entries)
    if (entry.entry === "intent")
      for (const { key } of entry.deliveries) {
        if (key.startsWith(neighbour)) continue;
        const name = nameOf({ hub: hubOfKey(key), campaign: campaignOfKey(key) });
        names.add(name);
        neighbour = `${name}@`;
      }
  return { isEmpty: names.size === 0, needs: (scope) => names.has(nameOf(scope)) };
}

function nameOf({ hub, campaign }: ClaimScope): string {
  return `${hub}/${campaign}`;
}
