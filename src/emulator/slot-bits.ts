/** A bit for each slot, from the first; slots behind the end of the array have none. */
export type SlotBits = Int32Array;

const bitsPerWord = 32;

/** No bit set, with room for as many slots. */
export function createBits(slotCount: number): SlotBits {
  return new Int32Array(Math.ceil(slotCount / bitsPerWord));
}

export function hasBit(bits: SlotBits, slot: number): boolean {
  return ((bits[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;
}

/** Does nothing behind the end. */
export function setBit(bits: SlotBits, slot: number): void {
  const at = slot >>> 5;
  if (at < bits.length) bits[at] = (bits[at] ?? 0) | (1 << (slot & 31));
}

export function clearBit(bits: SlotBits, slot: number): void {
  const at = slot >>> 5;
  if (at < bits.length) bits[at] = (bits[at] ?? 0) & ~(1 << (slot & 31));
}

/** The same array, or a longer one that takes its place. */
export function withRoom(bits: SlotBits, slot: number): SlotBits {
  const wordCount = (slot >>> 5) + 1;
  if (wordCount <= bits.length) return bits;
  const longer = new Int32Array(Math.max(wordCount, bits.length * 2));
  longer.set(bits);
  return longer;
}

// These run over thousands of words, the first time before they are compiled: nothing in them but the arithmetic.

/** Sets in `bits` what is set in `others`. */
export function unite(bits: SlotBits, others: SlotBits): void {
  const end = Math.min(bits.length, others.length);
  for (let at = 0; at < end; at++) bits[at] = (bits[at] ?? 0) | (others[at] ?? 0);
}

/** Keeps in `bits` what is set in `others` too. */
export function intersect(bits: SlotBits, others: SlotBits): void {
  for (let at = 0; at < bits.length; at++) bits[at] = (bits[at] ?? 0) & (others[at] ?? 0);
}

/** Sets what was not, and clears what was. */
export function complement(bits: SlotBits): void {
  for (let at = 0; at < bits.length; at++) bits[at] = ~(bits[at] ?? 0);
}

/** The slots whose bits are set, the lowest first. */
export function* listSlots(bits: SlotBits): Iterable<number> {
  for (let at = 0; at < bits.length; at++) {
    for (let word = bits[at] ?? 0; word !== 0; word &= word - 1) yield at * bitsPerWord + lowestBit(word);
  }
}

/** What stands in the slots whose bits are set, the lowest first. */
export function pickItems<Item>(bits: SlotBits, items: readonly (Item | undefined)[]): readonly Item[] {
  // Its length is known before: a list of a hundred thousand that grows is copied again and again.
  const picked = new Array<Item>(countBits(bits));
  let count = 0;
  for (let at = 0; at < bits.length; at++) {
    for (let word = bits[at] ?? 0; word !== 0; word &= word - 1) {
      const item = items[at * bitsPerWord + lowestBit(word)];
      if (item !== undefined) picked[count++] = item;
    }
  }
  picked.length = count;
  return picked;
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

function countBits(bits: SlotBits): number {
  let count = 0;
  for (let at = 0; at < bits.length; at++) {
    let word = bits[at] ?? 0;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
