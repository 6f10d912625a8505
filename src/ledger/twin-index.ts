import { type DeliveryKey, hubOfKey, withoutRevision } from "../model/delivery.ts";
import type { Memory, RememberedDelivery } from "../model/memory.ts";
import { addTo } from "../text/group.ts";

/** Finds accepted deliveries by what they showed. The index is made at the first question. */
export function createTwinIndex(
  deliveries: ReadonlyMap<DeliveryKey, RememberedDelivery>,
): Memory["findTwin"] {
  let index: ReadonlyMap<string, readonly RememberedDelivery[]> | undefined;
  return ({ hub, rendered, exceptKey, sinceMs }) => {
    index ??= indexAccepted(deliveries);
    let newest: RememberedDelivery | undefined;
    for (const delivery of index.get(indexKey(hub, rendered)) ?? []) {
      const atMs = Date.parse(delivery.at);
      if (atMs < sinceMs || isSameButRevision(delivery.key, exceptKey)) continue;
      if (newest === undefined || atMs > Date.parse(newest.at)) newest = delivery;
    }
    return newest;
  };
}

function indexAccepted(
  deliveries: ReadonlyMap<DeliveryKey, RememberedDelivery>,
): ReadonlyMap<string, readonly RememberedDelivery[]> {
  const index = new Map<string, RememberedDelivery[]>();
  for (const delivery of deliveries.values()) {
    const { status, rendered } = delivery;
    if (!mayBeOut.has(status) || rendered === "") continue;
    addTo(index, indexKey(hubOfKey(delivery.key), rendered), delivery);
  }
  return index;
}

/** Whatever it is called now, a copy of what may have gone out is a second one. */
const mayBeOut = new Set<RememberedDelivery["status"]>(["accepted", "scheduled", "unknown", "open"]);

function indexKey(hub: string, rendered: string): string {
  return `${hub}/${rendered}`;
}

/** To send the same text once more is what a new revision is for. */
function isSameButRevision(a: DeliveryKey, b: DeliveryKey): boolean {
  return withoutRevision(a) === withoutRevision(b);
}
