import type { MemberTable } from "../model/member-table.ts";

/** Members lie in chunks, so that a table which grows copies none of them. */
interface Chunk {
  readonly hashes: Uint32Array;
  readonly states: Uint16Array;
  readonly digests: Uint32Array;
}

const chunkBits = 16;
const chunkSize = 1 << chunkBits;
const hashWords = 3;
const firstIndexBits = 10;
const maxLoad = 0.75;

/**
 * A hash is taken to be keyed, so that nobody can choose ids which fall together. A number that the table does not have
 * throws a `RangeError`.
 */
export function createMemberTable(): MemberTable {
  const chunks: Chunk[] = [];
  let size = 0;
  /**
   * Open addressing by the first word of a hash. A slot holds the number of a member plus one, which never needs more bits
   * than the index has, and above it bits of the second word: they spare a look at nearly every other member.
   */
  let index = new Uint32Array(1 << firstIndexBits);
  let indexBits = firstIndexBits;

  const chunkOf = (number: number): Chunk => {
    const chunk = chunks[number >>> chunkBits];
    if (chunk === undefined || number < 0 || number >= size)
      throw new RangeError(`There is no member ${number}.`);
    return chunk;
  };

  /** The slot of this hash, or the complement of the empty one where it belongs. */
  const findSlot = (first: number, second: number, third: number): number => {
    const mask = index.length - 1;
    const mark = second >>> indexBits;
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const entry = index[slot] ?? 0;
      if (entry === 0) return ~slot;
      if (entry >>> indexBits !== mark) continue;
      const number = (entry & mask) - 1;
      const hashes = chunks[number >>> chunkBits]?.hashes;
      const at = (number & (chunkSize - 1)) * hashWords;
      if (hashes?.[at] === first && hashes[at + 1] === second && hashes[at + 2] === third) return slot;
    }
  };

  const grow = () => {
    indexBits++;
    index = new Uint32Array(1 << indexBits);
    const mask = index.length - 1;
    for (let number = 0; number < size; number++) {
      const hashes = chunks[number >>> chunkBits]?.hashes;
      const at = (number & (chunkSize - 1)) * hashWords;
      let slot = (hashes?.[at] ?? 0) & mask;
      while (index[slot] !== 0) slot = (slot + 1) & mask;
      index[slot] = slotEntry(number, hashes?.[at + 1] ?? 0);
    }
  };

  const slotEntry = (number: number, second: number): number =>
    ((second >>> indexBits) << indexBits) | (number + 1);

  const append = (first: number, second: number, third: number): number => {
    const number = size;
    const at = number & (chunkSize - 1);
    if (at === 0) chunks.push(createChunk());
    size++;
    const { hashes } = chunkOf(number);
    hashes[at * hashWords] = first;
    hashes[at * hashWords + 1] = second;
    hashes[at * hashWords + 2] = third;
    return number;
  };

  const numberIn = (slot: number): number => ((index[slot] ?? 0) & (index.length - 1)) - 1;

  return {
    get size() {
      return size;
    },
    add: (hash) => {
      const first = hash[0] ?? 0;
      const second = hash[1] ?? 0;
      const third = hash[2] ?? 0;
      let slot = findSlot(first, second, third);
      if (slot >= 0) return numberIn(slot);
      if (size + 1 > index.length * maxLoad) {
        grow();
        slot = findSlot(first, second, third);
      }
      index[~slot] = slotEntry(size, second);
      return append(first, second, third);
    },
    find: (hash) => {
      const slot = findSlot(hash[0] ?? 0, hash[1] ?? 0, hash[2] ?? 0);
      return slot < 0 ? -1 : numberIn(slot);
    },
    copyHash: (number, into, offset) => {
      const { hashes } = chunkOf(number);
      const at = (number & (chunkSize - 1)) * hashWords;
      for (let word = 0; word < hashWords; word++) into[offset + word] = hashes[at + word] ?? 0;
    },
    state: (number) => chunkOf(number).states[number & (chunkSize - 1)] ?? 0,
    setState: (number, state) => {
      chunkOf(number).states[number & (chunkSize - 1)] = state;
    },
    digest: (number) => chunkOf(number).digests[number & (chunkSize - 1)] ?? 0,
    setDigest: (number, digest) => {
      chunkOf(number).digests[number & (chunkSize - 1)] = digest;
    },
  };
}

function createChunk(): Chunk {
  return {
    hashes: new Uint32Array(chunkSize * hashWords),
    states: new Uint16Array(chunkSize),
    digests: new Uint32Array(chunkSize),
  };
}
