import type { Delivery } from "../model/delivery.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import type { PlanEntry } from "../model/plan.ts";
import { formatInstant } from "../text/instant.ts";

/** What happens to a delivery, and why. */
export type Decision = Pick<PlanEntry, "action" | "because" | "hint" | "deliverAt">;

/** Both must differ: a new ICU renders otherwise, and reformatting a file changes nothing that is sent. */
export function hasDrifted(delivery: Delivery, remembered: RememberedDelivery): boolean {
  return delivery.rendered !== remembered.rendered && delivery.source !== remembered.source;
}

/** It goes out now, or the hub keeps it until its time. */
export function dispatch({ notification }: Delivery, nowMs: number, because: string): Decision {
  const { scheduleAtMs } = notification;
  if (scheduleAtMs === undefined || scheduleAtMs <= nowMs) return { action: "send", because };
  return { action: "schedule", because, deliverAt: formatInstant(scheduleAtMs) };
}

export function day(at: string): string {
  return at.slice(0, 10);
}

/** How long the same message under another name counts as sent. */
export const maxTwinAgeMs = 30 * 24 * 60 * 60 * 1000;
