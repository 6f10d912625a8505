import { acceptMessage } from "./accept-message.ts";
import type { HubState, ScheduledSend } from "./hub-state.ts";
import { parseSend } from "./parse-send.ts";

/**
 * Does what time alone brings about: sends what has come due, the earliest first, to the devices that match then; drops
 * what has expired; hands out what slow services held.
 */
export function deliverDue(state: HubState): void {
  // Asked before each answer, and mostly nothing waits.
  const { registry, scheduled, late, clock } = state;
  const nowMs = clock.nowMs();
  if (scheduled.size === 0 && late.length === 0 && registry.nextExpiryMs > nowMs) return;
  const due = [...scheduled.values()]
    .filter(({ deliverAtMs }) => deliverAtMs <= nowMs)
    .sort((a, b) => a.deliverAtMs - b.deliverAtMs);
  for (const send of due) {
    // Nobody was there to do it at its time: whoever was a target then is one now.
    registry.dropExpired(send.deliverAtMs);
    deliverScheduled(state, send);
  }
  registry.dropExpired(nowMs);
  const lateCount = late.filter(({ dueAtMs }) => dueAtMs <= nowMs).length;
  state.inbox.add(
    late.splice(0, lateCount).map(({ item }) => item),
    nowMs,
  );
}

function deliverScheduled(state: HubState, { id, request }: ScheduledSend): void {
  state.scheduled.delete(id);
  const message = state.messages.get(id);
  if (message !== undefined) state.messages.set(id, { ...message, state: "Abandoned" });
  try {
    const reading = parseSend(state, request);
    if (reading.kind !== "send") return;
    const { send } = reading;
    acceptMessage(state, send, { id, isTest: false, targets: send.targets });
  } catch {
    // A fault would meet whoever calls next, or end the hub with its inbox; telemetry tells of it: abandoned.
  }
}
