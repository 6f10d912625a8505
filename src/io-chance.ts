import type { Chance } from "./model/io.ts";

const pool = Buffer.alloc(4096);
let usedBytes = pool.length;

/**
 * Each question to the operating system costs as much as the rest of an answer of the emulator, so many are
 * asked at once. Web Crypto is there without an import, and nothing of it is loaded by a run that needs no chance.
 */
function takeBytes(byteCount: number): Buffer {
  if (byteCount > pool.length) return crypto.getRandomValues(Buffer.alloc(byteCount));
  if (usedBytes + byteCount > pool.length) {
    crypto.getRandomValues(pool);
    usedBytes = 0;
  }
  const start = usedBytes;
  usedBytes += byteCount;
  return pool.subarray(start, usedBytes);
}

/** Randomness that nobody can foretell. */
export const chance: Chance = {
  fraction: () => takeBytes(6).readUIntBE(0, 6) / 2 ** 48,
  hex: (byteCount) => takeBytes(byteCount).toString("hex"),
};
