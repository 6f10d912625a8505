/** Which hashes were there before: three 32-bit words each, and nothing beside them. */
export interface AddressSet {
  readonly size: number;
  /** Whether it is new. */
  add(hash: Uint32Array): boolean;
}

interface Part {
  /** A hash in each slot; three zeros are an empty one. */
  slots: Uint32Array;
  slotCount: number;
  size: number;
}

const hashWords = 3;
const partBits = 6;
const firstSlotCount = 64;
const maxLoad = 0.9;
/** A part that is small doubles; later ones grow by a quarter, so that few slots are empty. */
const smallSlotCount = 1_024;
const growth = 1.25;

/**
 * Holds millions in at most 12 / 0.72 bytes each. The hashes lie in the slots themselves, and each of 64 parts grows by
 * itself, so that a moment of growth takes a hundredth of the whole. A hash is taken to be keyed, so that nobody can choose
 * addresses which fall together; two that are not the same agree in 96 bits once in 10¹⁷ files of a million.
 */
export function createAddressSet(): AddressSet {
  const parts: Part[] = [];
  let size = 0;
  let hasZeros = false;

  const addZeros = (): boolean => {
    const isNew = !hasZeros;
    hasZeros = true;
    if (isNew) size++;
    return isNew;
  };

  return {
    get size() {
      return size;
    },
    add: (hash) => {
      const first = hash[0] ?? 0;
      const second = hash[1] ?? 0;
      const third = hash[2] ?? 0;
      if ((first | second | third) === 0) return addZeros();
      const number = first & ((1 << partBits) - 1);
      let part = parts[number];
      if (part === undefined) {
        part = createPart(firstSlotCount);
        parts[number] = part;
      }
      if (part.size + 1 > part.slotCount * maxLoad) grow(part);
      if (!insert(part, first, second, third)) return false;
      size++;
      return true;
    },
  };
}

function createPart(slotCount: number): Part {
  return { slots: new Uint32Array(slotCount * hashWords), slotCount, size: 0 };
}

/** `false` when it was there. */
function insert(part: Part, first: number, second: number, third: number): boolean {
  const { slots } = part;
  // The second word as a share of its range: the number of slots is no power of two.
  let at = Math.floor((second * part.slotCount) / 0x1_0000_0000) * hashWords;
  for (;;) {
    const one = slots[at] ?? 0;
    const two = slots[at + 1] ?? 0;
    const three = slots[at + 2] ?? 0;
    if ((one | two | three) === 0) break;
    if (one === first && two === second && three === third) return false;
    at += hashWords;
    if (at === slots.length) at = 0;
  }
  slots[at] = first;
  slots[at + 1] = second;
  slots[at + 2] = third;
  part.size++;
  return true;
}

function grow(part: Part): void {
  const { slots, slotCount } = part;
  const larger = createPart(slotCount < smallSlotCount ? slotCount * 2 : Math.ceil(slotCount * growth));
  for (let at = 0; at < slots.length; at += hashWords) {
    const one = slots[at] ?? 0;
    const two = slots[at + 1] ?? 0;
    const three = slots[at + 2] ?? 0;
    if ((one | two | three) !== 0) insert(larger, one, two, three);
  }
  Object.assign(part, larger);
}
