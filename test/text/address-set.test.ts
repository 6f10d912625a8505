import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAddressSet } from "../../src/text/address-set.ts";
import { compileScript } from "../support/compile-script.ts";

const word = fc.oneof(fc.constantFrom(0, 1, 64, 0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }));

describe("a set of addresses", () => {
  it("tells what is new from what was there, as a set of texts does", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 400 }), (hashes) => {
        const set = createAddressSet();
        const model = new Set<string>();
        for (const hash of hashes) {
          const isNew = !model.has(hash.join());
          model.add(hash.join());
          expect(set.add(Uint32Array.from(hash))).toBe(isNew);
          expect(set.size).toBe(model.size);
        }
      }),
    );
  });

  it("compares all 96 bits", () => {
    const set = createAddressSet();
    const hashes = [[7, 8, 9], ...Array.from({ length: 96 }, (_, bit) => flipped([7, 8, 9], bit))];
    for (const hash of hashes) expect(set.add(Uint32Array.from(hash))).toBe(true);
    for (const hash of hashes) expect(set.add(Uint32Array.from(hash))).toBe(false);
    expect(set.size).toBe(97);
  });

  it("keeps everyone while it grows, also those who fall on one place and on the last", () => {
    const set = createAddressSet();
    const hash = new Uint32Array(3);
    const name = (number: number) => {
      hash[0] = number % 3 === 0 ? 64 : Math.imul(number, 0x9e3779b1);
      hash[1] = number % 3 === 1 ? 0xffff_ffff : number % 3 === 0 ? 5 : Math.imul(number, 0x85ebca77);
      hash[2] = number;
      return hash;
    };
    for (let number = 1; number <= 3_000; number++) expect(set.add(name(number))).toBe(true);
    for (let number = 1; number <= 3_000; number++) expect(set.add(name(number))).toBe(false);
    for (let number = 3_001; number <= 60_000; number += 3)
      set.add(name(number + ((2 - (number % 3) + 3) % 3)));
    for (let number = 1; number <= 3_000; number++) expect(set.add(name(number))).toBe(false);
  });

  it("takes 17 bytes for each at most, at any number from one to three million", {
    timeout: 120_000,
  }, async () => {
    const script = await compileScript("address-memory.ts");
    onTestFinished(script.remove);
    const args = ["--expose-gc", script.path, "1000000", "3000000"];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const [size, bytesEach = 0] = stdout.split(" ").map(Number);
    expect(size).toBe(3_000_000);
    expect(bytesEach).toBeGreaterThan(12);
    expect(bytesEach).toBeLessThanOrEqual(17);
  });
});

function flipped(hash: readonly number[], bit: number): number[] {
  return hash.map((value, index) => (index === bit >> 5 ? value ^ (1 << (bit & 31)) : value));
}
