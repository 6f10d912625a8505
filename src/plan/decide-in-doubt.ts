import type { Delivery } from "../model/delivery.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import { platforms } from "../platforms/registry.ts";
import { type Decision, day, dispatch, hasDrifted } from "./decision.ts";

/** Copies that `onUnknown: resend` adds to the first one, over all runs. */
export const maxResends = 3;

/** What may have gone out waits for a person, or follows the campaign's own word. */
export function decideInDoubt(
  delivery: Delivery,
  remembered: RememberedDelivery | undefined,
  nowMs: number,
): Decision | undefined {
  if (remembered?.status !== "unknown" && remembered?.status !== "open") return undefined;
  const doubt = describeDoubt(remembered);
  const { onUnknown } = delivery.notification;
  if (remembered.step !== "cancel" && onUnknown === "assume-sent")
    return { action: "skip", because: `${doubt}; the campaign says \`onUnknown: assume-sent\`` };
  const resolve = `Find out, then: campanile ledger resolve ${remembered.key} --as sent`;
  const hint =
    remembered.step === "cancel"
      ? `${resolve} when it went out or still will (or --as unsent when it was taken back)`
      : `${resolve} (or --as unsent)`;
  if (remembered.step === "cancel" || onUnknown !== "resend") return { action: "hold", because: doubt, hint };
  const obstacle = findObstacle(delivery, remembered, nowMs);
  if (obstacle !== undefined)
    return { action: "hold", because: `${doubt}; \`onUnknown: resend\` does not help: ${obstacle}`, hint };
  return dispatch(
    delivery,
    nowMs,
    `${doubt}; \`onUnknown: resend\`, and a device shows this copy in place of that one`,
  );
}

function describeDoubt({ status, step, at, cause }: RememberedDelivery): string {
  if (step === "cancel") return `a cancel of ${day(at)} had no answer, so it may still go out`;
  return status === "open"
    ? `a run of ${day(at)} ended without an outcome, so it may have gone out`
    : `it may have gone out on ${day(at)}: ${cause ?? "no answer came"}`;
}

/** Why one more copy could be seen twice, or too late. */
function findObstacle(delivery: Delivery, remembered: RememberedDelivery, nowMs: number): string | undefined {
  const { platform, expiresAtMs } = delivery.notification;
  if (platforms[platform].collapse === undefined) return "the platform replaces nothing on a device";
  if (!remembered.collapses) return "the first copy carries no collapse id";
  if (hasDrifted(delivery, remembered)) return "it was edited since";
  if (remembered.copies > maxResends) return `it was sent ${maxResends} times more already`;
  if (expiresAtMs !== undefined && nowMs >= expiresAtMs) return "it has expired";
  return undefined;
}
