/** Which ids expire when, the earliest first. */
export interface ExpiryQueue {
  /** When the first one expires; infinity when nothing does. Milliseconds since 1970. */
  readonly nextMs: number;
  add(id: string, atMs: number): void;
  /** With the time that it was added with. */
  remove(id: string, atMs: number): void;
  /** Takes out what has expired by then. */
  takeDue(nowMs: number): readonly string[];
}

interface Entry {
  readonly id: string;
  readonly atMs: number;
}

export function createExpiryQueue(): ExpiryQueue {
  /** Ids order those of one time, so that one of a hundred thousand is found as fast. */
  const entries: Entry[] = [];
  const placeOf = ({ id, atMs }: Entry): number => {
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = entries[middle];
      const isBefore = entry !== undefined && (entry.atMs < atMs || (entry.atMs === atMs && entry.id < id));
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    get nextMs() {
      return entries[0]?.atMs ?? Number.POSITIVE_INFINITY;
    },
    add: (id, atMs) => {
      const entry = { id, atMs };
      entries.splice(placeOf(entry), 0, entry);
    },
    remove: (id, atMs) => {
      const place = placeOf({ id, atMs });
      const found = entries[place];
      if (found?.id === id && found.atMs === atMs) entries.splice(place, 1);
    },
    takeDue: (nowMs) => {
      const first = entries.findIndex(({ atMs }) => atMs > nowMs);
      return entries.splice(0, first < 0 ? entries.length : first).map(({ id }) => id);
    },
  };
}
