import type { DeliveredItem } from "./deliver.ts";

/** What a push service was handed for one device, as the hub keeps it for people and tests. */
export interface InboxItem extends DeliveredItem {
  /** Counts from 1 in the order of delivery, and goes on after the inbox was cleared. */
  readonly sequence: number;
  readonly atMs: number;
}

/** The newest deliveries, up to a cap. */
export interface Inbox {
  /** The oldest first. One array for the inbox's life, so that whoever holds it sees what comes. */
  readonly items: readonly InboxItem[];
  /** How many made room for newer ones since the inbox was cleared. */
  readonly droppedCount: number;
  /** Of the newest item that ever came; 0 before the first. */
  readonly lastSequence: number;
  /** Names the hub's life and how often it was cleared: a reader who knows another one starts over. */
  readonly era: string;
  add(items: readonly DeliveredItem[], atMs: number): void;
  clear(): void;
  find(sequence: number): InboxItem | undefined;
  /** Items behind a sequence number, the oldest first. */
  after(sequence: number, limit: number): readonly InboxItem[];
  /** Resolves when something came or the inbox was cleared, or when `signal` aborts; never rejects. */
  changed(signal: AbortSignal): Promise<void>;
}

export function createInbox({
  maxItems,
  startedAtMs,
}: {
  readonly maxItems: number;
  readonly startedAtMs: number;
}): Inbox {
  const items: InboxItem[] = [];
  const waiting = new Set<() => void>();
  let droppedCount = 0;
  let lastSequence = 0;
  let clearCount = 0;
  const wakeAll = () => {
    for (const wake of [...waiting]) wake();
  };
  /** Sequence numbers have no gaps between the first item and the last. */
  const indexOf = (sequence: number) => sequence - (items[0]?.sequence ?? lastSequence + 1);
  return {
    items,
    get droppedCount() {
      return droppedCount;
    },
    get lastSequence() {
      return lastSequence;
    },
    get era() {
      return `${startedAtMs.toString(36)}.${clearCount}`;
    },
    add: (delivered, atMs) => {
      if (delivered.length === 0) return;
      const lostOfNew = Math.max(0, delivered.length - maxItems);
      const lostOfOld = Math.min(items.length, Math.max(0, items.length + delivered.length - maxItems));
      // To take one from the front moves nothing, unlike a splice, and most sends add one or two.
      if (lostOfOld > 16) items.splice(0, lostOfOld);
      else for (let count = 0; count < lostOfOld; count++) items.shift();
      droppedCount += lostOfNew + lostOfOld;
      lastSequence += lostOfNew;
      for (let at = lostOfNew; at < delivered.length; at++) {
        const item = delivered[at];
        if (item !== undefined) items.push(keep(item, { sequence: ++lastSequence, atMs }));
      }
      wakeAll();
    },
    clear: () => {
      items.length = 0;
      droppedCount = 0;
      clearCount++;
      wakeAll();
    },
    find: (sequence) => items[indexOf(sequence)],
    after: (sequence, limit) => {
      const from = Math.max(0, indexOf(sequence + 1));
      return items.slice(from, from + limit);
    },
    changed: (signal) =>
      new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        if (signal.aborted) return resolve();
        waiting.add(wake);
        signal.addEventListener("abort", wake);
      }),
  };
}

/** Field by field: a spread takes a multiple of the time, and this is done for each device of each message. */
function keep(item: DeliveredItem, { sequence, atMs }: Pick<InboxItem, "sequence" | "atMs">): InboxItem {
  return {
    device: item.device,
    platform: item.platform,
    handle: item.handle,
    messageId: item.messageId,
    headers: item.headers,
    body: item.body,
    templateName: item.templateName,
    tags: item.tags,
    audience: item.audience,
    sequence,
    atMs,
  };
}
