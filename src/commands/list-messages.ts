import { campaignOfKey, hubOfKey } from "../model/delivery.ts";
import type { RememberedDelivery } from "../model/memory.ts";
import type { Hub } from "../model/project.ts";
import { addTo } from "../text/group.ts";
import type { OutcomesQuestion } from "./ask-outcomes.ts";

/** One message of the hub; a batch carries several deliveries. */
export interface Message {
  readonly id: string;
  readonly deliveries: readonly RememberedDelivery[];
  readonly sentAtMs: number;
}

/** The messages that a question is about, and of which the last word is not known. */
export function listMessages(
  deliveries: readonly RememberedDelivery[],
  {
    hub,
    question,
    nowMs,
  }: { readonly hub: Hub; readonly question: OutcomesQuestion; readonly nowMs: number },
): readonly Message[] {
  const messages = new Map<string, RememberedDelivery[]>();
  for (const delivery of deliveries) {
    const { key, status, deliverAt, notificationId, reached, step } = delivery;
    const isOut = status === "accepted" || (status === "scheduled" && Date.parse(deliverAt ?? "") <= nowMs);
    // A cancel in doubt: telemetry tells whether it took.
    const isInDoubt = (status === "unknown" || status === "open") && step === "cancel";
    const isMeant =
      hubOfKey(key) === hub.alias &&
      (question.campaign === undefined || campaignOfKey(key) === question.campaign) &&
      (question.run === undefined ||
        delivery.history.some((entry) => "run" in entry && entry.run === question.run));
    if (!isMeant || !(isOut || isInDoubt) || notificationId === undefined || reached !== undefined) continue;
    if (sentAt(delivery) < nowMs - question.sinceMs) continue;
    addTo(messages, notificationId, delivery);
  }
  return [...messages].map(([id, group]) => ({
    id,
    deliveries: group,
    sentAtMs: Math.max(...group.map(sentAt)),
  }));
}

function sentAt({ at, status, deliverAt }: RememberedDelivery): number {
  return Date.parse(status === "scheduled" ? (deliverAt ?? at) : at);
}
