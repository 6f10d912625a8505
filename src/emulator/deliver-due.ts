import { acceptMessage } from "./accept-message.ts";
import type { HubState, ScheduledSend } from "./hub-state.ts";
import { parseSend } from "./parse-send.ts";

/** Sends what has come due, the earliest first, to the devices that match now; and hands out what slow services held. */
export function deliverDue(state: HubState): void {
  // Asked before each answer, and mostly nothing waits.
  if (state.scheduled.size === 0 && state.late.length === 0) return;
  const nowMs = state.clock.nowMs();
  const due = [...state.scheduled.values()]
    .filter(({ deliverAtMs }) => deliverAtMs <= nowMs)
    .sort((a, b) => a.deliverAtMs - b.deliverAtMs);
  for (const send of due) deliverScheduled(state, send);
  const lateCount = state.late.filter(({ dueAtMs }) => dueAtMs <= nowMs).length;
  state.inbox.add(
    state.late.splice(0, lateCount).map(({ item }) => item),
    nowMs,
  );
}

function deliverScheduled(state: HubState, { id, request }: ScheduledSend): void {
  state.scheduled.delete(id);
  const message = state.messages.get(id);
  if (message !== undefined) state.messages.set(id, { ...message, state: "Abandoned" });
  try {
    const reading = parseSend(state, request);
    if (reading.kind === "send") acceptMessage(state, request, { ...reading.send, id, isTest: false });
  } catch {
    // A fault would meet whoever calls next, or end the hub with its inbox; telemetry tells of it: abandoned.
  }
}
