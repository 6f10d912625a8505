import type { DeliveryKey } from "../model/delivery.ts";
import { hubOfKey } from "../model/delivery.ts";
import type { ReachedEntry } from "../model/ledger-entry.ts";
import type { Memory, Reach, RememberedDelivery } from "../model/memory.ts";

/** Finds what an audience of a hub came to last time. The index is made at the first question. */
export function createReachIndex(
  deliveries: ReadonlyMap<DeliveryKey, RememberedDelivery>,
): Memory["findReach"] {
  let index: ReadonlyMap<string, Reach> | undefined;
  return (hub, audience) => {
    index ??= indexReached(deliveries);
    return index.get(`${hub}/${audience}`);
  };
}

function indexReached(deliveries: ReadonlyMap<DeliveryKey, RememberedDelivery>): ReadonlyMap<string, Reach> {
  const index = new Map<string, Reach>();
  for (const { key, audience, reached, history } of deliveries.values()) {
    if (audience === undefined || reached === undefined || Object.keys(reached.counts).length === 0) continue;
    const place = `${hubOfKey(key)}/${audience}`;
    // Telemetry may be asked for weeks later; the people were reached when it was sent.
    const at = history.findLast(({ entry }) => entry === "outcome" || entry === "scheduled");
    const sentAt = at !== undefined && "at" in at ? at.at : reached.at;
    const known = index.get(place);
    if (known === undefined || known.at < sentAt)
      index.set(place, { devices: countReached(reached), at: sentAt });
  }
  return index;
}

/** Devices that the push services took the message for. */
export function countReached({ counts }: Pick<ReachedEntry, "counts">): number {
  return Object.values(counts).reduce((sum, outcomes) => sum + (outcomes["Success"] ?? 0), 0);
}
