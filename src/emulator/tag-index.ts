import type { TagExpression } from "../nh/tag-expression.ts";

/** Which slots have a word. Words are compared as they are. */
export interface WordIndex {
  add(slot: number, words: Iterable<string>): void;
  remove(slot: number, words: Iterable<string>): void;
  slotsOf(word: string): ReadonlySet<number>;
}

export function createWordIndex(): WordIndex {
  const slotsByWord = new Map<string, Set<number>>();
  return {
    add: (slot, words) => {
      for (const word of words) {
        const slots = slotsByWord.get(word);
        if (slots === undefined) slotsByWord.set(word, new Set([slot]));
        else slots.add(slot);
      }
    },
    remove: (slot, words) => {
      for (const word of words) {
        const slots = slotsByWord.get(word);
        slots?.delete(slot);
        if (slots?.size === 0) slotsByWord.delete(word);
      }
    },
    slotsOf: (word) => slotsByWord.get(word) ?? nothing,
  };
}

const nothing: ReadonlySet<number> = new Set();
const bitsPerWord = 32;

/**
 * A bit for each slot, set where an expression holds: with a hundred thousand rows a union is some thousand machine
 * words, while asking each row would be a hundred thousand walks through the expression.
 */
export function evaluateOnIndex(expression: TagExpression, index: WordIndex, slotCount: number): Uint32Array {
  switch (expression.kind) {
    case "tag":
      return toBits(index.slotsOf(expression.tag.toLowerCase()), slotCount);
    case "not":
      return evaluateOnIndex(expression.operand, index, slotCount).map((word) => ~word);
    case "and":
    case "or": {
      const [first, ...others] = expression.operands.map((operand) =>
        evaluateOnIndex(operand, index, slotCount),
      );
      const bits = first ?? toBits(nothing, slotCount);
      for (const other of others) {
        for (let at = 0; at < bits.length; at++) {
          const [left = 0, right = 0] = [bits[at], other[at]];
          bits[at] = expression.kind === "and" ? left & right : left | right;
        }
      }
      return bits;
    }
  }
}

function toBits(slots: ReadonlySet<number>, slotCount: number): Uint32Array {
  const bits = new Uint32Array(Math.ceil(slotCount / bitsPerWord));
  for (const slot of slots) {
    const at = slot >>> 5;
    bits[at] = (bits[at] ?? 0) | (1 << (slot & 31));
  }
  return bits;
}

export function hasBit(bits: Uint32Array, slot: number): boolean {
  return (((bits[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
}
