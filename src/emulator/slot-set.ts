import {
  clearBit,
  createBits,
  hasBit,
  listSlots,
  type SlotBits,
  setBit,
  unite,
  withRoom,
} from "./slot-bits.ts";

/**
 * As many slots are kept as bits from then on, though nobody has asked yet: to make bits of a list takes longer than to
 * answer a question, and the first one would wait for it.
 */
const minBitsCount = 256;

/** Slots that have something in common: a list while they are few, bits when they are many. */
export class SlotSet {
  readonly #few = new Set<number>();
  #many: SlotBits | undefined;
  #manyCount = 0;

  get size(): number {
    return this.#few.size + this.#manyCount;
  }

  add(slot: number): void {
    if (this.#many === undefined) this.#few.add(slot);
    else this.#addBit(this.#many, slot);
    if (this.#few.size < minBitsCount) return;
    for (const known of this.#few) this.#addBit(this.#many ?? createBits(0), known);
    this.#few.clear();
  }

  delete(slot: number): void {
    this.#few.delete(slot);
    if (this.#many === undefined || !hasBit(this.#many, slot)) return;
    clearBit(this.#many, slot);
    this.#manyCount--;
  }

  /** The lowest first, while they are few. */
  listFew(): readonly number[] | undefined {
    return this.#many === undefined ? [...this.#few].sort((a, b) => a - b) : undefined;
  }

  /** The lowest first. */
  list(): Iterable<number> {
    return this.listFew() ?? listSlots(this.#many ?? createBits(0));
  }

  /** Sets their bits; those behind the end of the array are left out. */
  addTo(bits: SlotBits): void {
    for (const slot of this.#few) setBit(bits, slot);
    if (this.#many !== undefined) unite(bits, this.#many);
  }

  #addBit(bits: SlotBits, slot: number): void {
    const roomy = withRoom(bits, slot);
    if (!hasBit(roomy, slot)) this.#manyCount++;
    setBit(roomy, slot);
    this.#many = roomy;
  }
}
