import type { StoredMessage } from "./hub-state.ts";

/** A hub that runs for days must not remember them all; of more than these it forgets the oldest. */
export const maxMessages = 20_000;
/** Many at once, since the way to the first that may go leads past all that wait. */
const slackCount = 1_000;

/** Forgets the oldest messages when there are too many, but none that waits for its time. */
export function forgetOldest(messages: Map<string, StoredMessage>): void {
  if (messages.size <= maxMessages + slackCount) return;
  let surplus = messages.size - maxMessages;
  for (const [id, { state }] of messages) {
    if (surplus === 0) return;
    if (state === "Scheduled") continue;
    messages.delete(id);
    surplus--;
  }
}
