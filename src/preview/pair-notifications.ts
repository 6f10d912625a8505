import type { Notification } from "../model/notification.ts";
import { isSameMessage } from "./compare.ts";

/** A notification beside what it was; one of the two is missing when it is new, or gone. */
export interface Pair {
  readonly before: Notification | undefined;
  readonly now: Notification | undefined;
}

/**
 * Finds for each notification what it was: the one of its name, or else one that is gone and says exactly the same,
 * which is then a rename. What is left of the past is gone. The order is that of now, then that of the past.
 */
export function pairNotifications(
  past: readonly Notification[],
  present: readonly Notification[],
): readonly Pair[] {
  const left = new Map(past.map((notification) => [nameOf(notification), notification]));
  const named = present.map((now) => {
    const before = left.get(nameOf(now));
    left.delete(nameOf(now));
    return { before, now };
  });
  const pairs = named.map(({ before, now }): Pair => {
    if (before !== undefined) return { before, now };
    const twin = [...left.values()].find((candidate) => isSameMessage(candidate, now));
    if (twin !== undefined) left.delete(nameOf(twin));
    return { before: twin, now };
  });
  return [...pairs, ...[...left.values()].map((before): Pair => ({ before, now: undefined }))];
}

function nameOf({ campaign, id }: Notification): string {
  return `${campaign}/${id}`;
}
