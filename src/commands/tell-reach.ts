import { countReached, fetchTelemetry } from "../dispatch/telemetry.ts";
import type { DeliveryKey } from "../model/delivery.ts";
import type { Outcome } from "../model/outcome.ts";
import type { OpenHub } from "./open-hub.ts";

/** The emulator knows at once whom it reached. What it says of a batch says nothing of one device. */
export async function tellReach(
  outcomes: ReadonlyMap<DeliveryKey, Outcome>,
  open: OpenHub,
  signal: AbortSignal,
): Promise<ReadonlyMap<DeliveryKey, Outcome>> {
  const reachOf = new Map<string, number | undefined>();
  const ids = [...outcomes.values()].map((outcome) => outcome.notificationId);
  const isBatch = (id: string) => ids.indexOf(id) !== ids.lastIndexOf(id);
  const told = new Map<DeliveryKey, Outcome>();
  for (const [key, outcome] of outcomes) {
    const { notificationId, kind, scheduledFor } = outcome;
    const isOut = kind === "accepted" && scheduledFor === undefined;
    if (isOut && notificationId !== undefined && !isBatch(notificationId)) {
      const answer = await fetchTelemetry(open.client, { hub: open.name, notificationId, signal });
      reachOf.set(notificationId, answer.kind === "told" ? countReached(answer.telemetry) : undefined);
    }
    const reached = notificationId === undefined ? undefined : reachOf.get(notificationId);
    told.set(key, reached === undefined ? outcome : { ...outcome, reached });
  }
  return told;
}
