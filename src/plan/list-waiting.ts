import { hubOfKey } from "../model/delivery.ts";
import type { Memory, RememberedDelivery } from "../model/memory.ts";

type Waiting = RememberedDelivery & { readonly deliverAt: string };

/** What hubs hold that has not gone out yet, whether a file asks for it or not. */
export function listWaiting(memory: Pick<Memory, "deliveries">, nowMs: number): readonly Waiting[] {
  return [...memory.deliveries.values()].filter((remembered) => isWaiting(remembered, nowMs));
}

/** The aliases of the hubs that hold something. */
export function listWaitingHubs(memory: Pick<Memory, "deliveries">, nowMs: number): readonly string[] {
  return [...new Set(listWaiting(memory, nowMs).map(({ key }) => hubOfKey(key)))].sort();
}

/** The hub holds it, and its time has not come. */
export function isWaiting(remembered: RememberedDelivery | undefined, nowMs: number): remembered is Waiting {
  const { status, deliverAt } = remembered ?? {};
  return status === "scheduled" && deliverAt !== undefined && nowMs < Date.parse(deliverAt);
}
