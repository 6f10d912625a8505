import type { TagExpression } from "../nh/tag-expression.ts";
import { complement, createBits, intersect, type SlotBits, setBit, unite } from "./slot-bits.ts";
import { SlotSet } from "./slot-set.ts";

/** Which slots have a word. Words are compared as they are. */
export interface WordIndex {
  add(slot: number, words: Iterable<string>): void;
  remove(slot: number, words: Iterable<string>): void;
  /** The lowest first. */
  slotsOf(word: string): Iterable<number>;
  /** The same, but `undefined` for a word that many have. */
  fewSlotsOf(word: string): readonly number[] | undefined;
  /** Sets the bit of each slot that has the word; those behind the end of the array are left out. */
  addTo(bits: SlotBits, word: string): void;
}

export function createWordIndex(): WordIndex {
  /** Most words name one device, and a set of their own for each would be most of what the hub remembers. */
  const entries = new Map<string, number | SlotSet>();
  const add = (slot: number, word: string) => {
    const entry = entries.get(word);
    if (entry === undefined) entries.set(word, slot);
    else if (typeof entry !== "number") entry.add(slot);
    else if (entry !== slot) {
      const set = new SlotSet();
      set.add(entry);
      set.add(slot);
      entries.set(word, set);
    }
  };
  const remove = (slot: number, word: string) => {
    const entry = entries.get(word);
    if (typeof entry === "object") entry.delete(slot);
    if (entry === slot || (typeof entry === "object" && entry.size === 0)) entries.delete(word);
  };
  return {
    add: (slot, words) => {
      for (const word of words) add(slot, word);
    },
    remove: (slot, words) => {
      for (const word of words) remove(slot, word);
    },
    slotsOf: (word) => {
      const entry = entries.get(word);
      return typeof entry === "object" ? entry.list() : entry === undefined ? [] : [entry];
    },
    fewSlotsOf: (word) => {
      const entry = entries.get(word);
      return typeof entry === "object" ? entry.listFew() : entry === undefined ? [] : [entry];
    },
    addTo: (bits, word) => {
      const entry = entries.get(word);
      if (typeof entry === "object") entry.addTo(bits);
      else if (entry !== undefined) setBit(bits, entry);
    },
  };
}

/**
 * Slots among which are all where an expression holds, the lowest first, when its tags make them few: most sends are for
 * one person, and need not look at anybody else. `undefined` when they may be many.
 */
export function findFew(expression: TagExpression, index: WordIndex): readonly number[] | undefined {
  switch (expression.kind) {
    case "tag":
      return index.fewSlotsOf(expression.tag.toLowerCase());
    case "not":
      return undefined;
    case "and":
      for (const operand of expression.operands) {
        const few = findFew(operand, index);
        if (few !== undefined) return few;
      }
      return undefined;
    case "or": {
      const found = new Set<number>();
      for (const operand of expression.operands) {
        const few = findFew(operand, index);
        if (few === undefined) return undefined;
        for (const slot of few) found.add(slot);
      }
      return [...found].sort((a, b) => a - b);
    }
  }
}

/**
 * A bit for each slot, set where an expression holds, and some behind the last slot: with a hundred thousand rows a
 * union is some thousand machine words, while asking each row would be a hundred thousand walks through the expression.
 * The array is the caller's own.
 */
export function evaluateOnIndex(expression: TagExpression, index: WordIndex, slotCount: number): SlotBits {
  switch (expression.kind) {
    case "tag": {
      const bits = createBits(slotCount);
      index.addTo(bits, expression.tag.toLowerCase());
      return bits;
    }
    case "not": {
      const bits = evaluateOnIndex(expression.operand, index, slotCount);
      complement(bits);
      return bits;
    }
    case "or": {
      const bits = createBits(slotCount);
      for (const operand of expression.operands) {
        if (operand.kind === "tag") index.addTo(bits, operand.tag.toLowerCase());
        else unite(bits, evaluateOnIndex(operand, index, slotCount));
      }
      return bits;
    }
    case "and": {
      const bits = createBits(slotCount);
      complement(bits);
      for (const operand of expression.operands) intersect(bits, evaluateOnIndex(operand, index, slotCount));
      return bits;
    }
  }
}
