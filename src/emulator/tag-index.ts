import type { TagExpression } from "../nh/tag-expression.ts";

/** Which slots have a word. Words are compared as they are. */
export interface WordIndex {
  add(slot: number, words: Iterable<string>): void;
  remove(slot: number, words: Iterable<string>): void;
  slotsOf(word: string): ReadonlySet<number>;
  /** A bit for each slot that has the word. What is behind the end of the array is 0. Not to be written to. */
  bitsOf(word: string, slotCount: number): Uint32Array;
}

/** A word that as many slots have keeps its bits: to set them anew for each question takes longer than to answer it. */
const minKeptCount = 256;
const bitsPerWord = 32;

interface Entry {
  readonly slots: Set<number>;
  bits: Uint32Array | undefined;
}

export function createWordIndex(): WordIndex {
  const entries = new Map<string, Entry>();
  return {
    add: (slot, words) => {
      for (const word of words) {
        const entry = entries.get(word);
        if (entry === undefined) entries.set(word, { slots: new Set([slot]), bits: undefined });
        else {
          entry.slots.add(slot);
          if (entry.bits !== undefined) entry.bits = withBit(entry.bits, slot);
        }
      }
    },
    remove: (slot, words) => {
      for (const word of words) {
        const entry = entries.get(word);
        if (entry === undefined) continue;
        entry.slots.delete(slot);
        if (entry.bits !== undefined) clearBit(entry.bits, slot);
        if (entry.slots.size === 0) entries.delete(word);
      }
    },
    slotsOf: (word) => entries.get(word)?.slots ?? nothing,
    bitsOf: (word, slotCount) => {
      const entry = entries.get(word);
      if (entry?.bits !== undefined) return entry.bits;
      const bits = toBits(entry?.slots ?? nothing, slotCount);
      if (entry !== undefined && entry.slots.size >= minKeptCount) entry.bits = bits;
      return bits;
    },
  };
}

const nothing: ReadonlySet<number> = new Set();

/**
 * A bit for each slot, set where an expression holds, and some behind the last slot: with a hundred thousand rows a
 * union is some thousand machine words, while asking each row would be a hundred thousand walks through the expression.
 */
export function evaluateOnIndex(expression: TagExpression, index: WordIndex, slotCount: number): Uint32Array {
  switch (expression.kind) {
    case "tag":
      return index.bitsOf(expression.tag.toLowerCase(), slotCount);
    case "not": {
      const operand = evaluateOnIndex(expression.operand, index, slotCount);
      const bits = new Uint32Array(countWords(slotCount));
      for (let at = 0; at < bits.length; at++) bits[at] = ~(operand[at] ?? 0);
      return bits;
    }
    case "and":
    case "or": {
      const isAnd = expression.kind === "and";
      const bits = new Uint32Array(countWords(slotCount)).fill(isAnd ? 0xffffffff : 0);
      for (const operand of expression.operands) {
        const other = evaluateOnIndex(operand, index, slotCount);
        for (let at = 0; at < bits.length; at++) {
          const [left = 0, right = 0] = [bits[at], other[at]];
          bits[at] = isAnd ? left & right : left | right;
        }
      }
      return bits;
    }
  }
}

/** The slots whose bits are set in all of the arrays, the lowest first. */
export function* slotsInAll(first: Uint32Array, second: Uint32Array | undefined): Iterable<number> {
  for (let at = 0; at < first.length; at++) {
    let word = (first[at] ?? 0) & (second === undefined ? 0xffffffff : (second[at] ?? 0));
    while (word !== 0) {
      yield at * bitsPerWord + 31 - Math.clz32(word & -word);
      word &= word - 1;
    }
  }
}

function countWords(slotCount: number): number {
  return Math.ceil(slotCount / bitsPerWord);
}

function toBits(slots: ReadonlySet<number>, slotCount: number): Uint32Array {
  const bits = new Uint32Array(countWords(slotCount));
  for (const slot of slots) setBit(bits, slot);
  return bits;
}

/** The same array, or a longer one that takes its place. */
function withBit(bits: Uint32Array, slot: number): Uint32Array {
  const roomy = slot >>> 5 < bits.length ? bits : grow(bits, (slot >>> 5) + 1);
  setBit(roomy, slot);
  return roomy;
}

function grow(bits: Uint32Array, minWords: number): Uint32Array {
  const longer = new Uint32Array(Math.max(minWords, bits.length * 2));
  longer.set(bits);
  return longer;
}

function setBit(bits: Uint32Array, slot: number): void {
  const at = slot >>> 5;
  bits[at] = (bits[at] ?? 0) | (1 << (slot & 31));
}

function clearBit(bits: Uint32Array, slot: number): void {
  const at = slot >>> 5;
  if (at < bits.length) bits[at] = (bits[at] ?? 0) & ~(1 << (slot & 31));
}
