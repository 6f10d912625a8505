import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMemberTable } from "../../src/text/member-table.ts";
import { compileScript } from "../support/compile-script.ts";

/** Words that look random and are the same in every run (xorshift32). */
function createWords(seed: number): () => number {
  let word = seed;
  return () => {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    return word >>> 0;
  };
}

describe("the table of members", () => {
  it("numbers members in the order in which they come, and knows each again", () => {
    const table = createMemberTable();
    expect(table.find(Uint32Array.of(1, 2, 3))).toBe(-1);
    expect(table.add(Uint32Array.of(1, 2, 3))).toBe(0);
    expect(table.add(Uint32Array.of(0, 0, 0))).toBe(1);
    expect(table.add(Uint32Array.of(1, 2, 3))).toBe(0);
    expect(table.size).toBe(2);
    expect(table.find(Uint32Array.of(0, 0, 0))).toBe(1);
  });

  it("tells apart hashes that differ in one word, whatever their place in the index", () => {
    const word = fc.constantFrom(0, 1, 2, 1024, 0x7fffffff, 0x80000000, 0xffffffff);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 400 }), (hashes) => {
        const table = createMemberTable();
        const numbers = new Map<string, number>();
        for (const hash of hashes) {
          const known = numbers.get(hash.join()) ?? numbers.size;
          numbers.set(hash.join(), known);
          expect(table.add(Uint32Array.from(hash))).toBe(known);
        }
        for (const hash of hashes) {
          expect(table.find(Uint32Array.from(hash))).toBe(numbers.get(hash.join()));
        }
        expect(table.size).toBe(numbers.size);
      }),
    );
  });

  it("says of a million adds and finds what a Map says", () => {
    const table = createMemberTable();
    const numbers = new Map<number, number>();
    const nextWord = createWords(7);
    const hash = new Uint32Array(3);
    let differences = 0;
    for (let turn = 0; turn < 1_000_000; turn++) {
      const member = nextWord() % 600_000;
      hash[0] = Math.imul(member, 0x9e3779b1);
      hash[1] = Math.imul(member, 0x85ebca77);
      hash[2] = member;
      const known = numbers.get(member);
      if (table.find(hash) !== (known ?? -1)) differences++;
      if (table.add(hash) !== (known ?? numbers.size)) differences++;
      if (known === undefined) numbers.set(member, numbers.size);
    }
    expect(differences).toBe(0);
    expect(table.size).toBe(numbers.size);
    expect(table.size).toBeGreaterThan(450_000);
  });

  it("keeps the hash, the state and the digest of each member apart, over the bounds of its chunks", () => {
    const table = createMemberTable();
    const memberCount = 140_000;
    for (let number = 0; number < memberCount; number++) {
      table.add(Uint32Array.of(Math.imul(number, 0x9e3779b1), number, ~number));
    }
    expect(table.state(65_535) + table.digest(65_536)).toBe(0);
    for (let number = 0; number < memberCount; number++) {
      table.setState(number, number % 256);
      table.setDigest(number, 0xffffffff - number);
    }
    const into = new Uint32Array(5);
    for (const number of [0, 1, 65_535, 65_536, 131_071, 131_072, memberCount - 1]) {
      expect(table.state(number)).toBe(number % 256);
      expect(table.digest(number)).toBe(0xffffffff - number);
      table.copyHash(number, into, 1);
      expect([...into]).toEqual([0, Math.imul(number, 0x9e3779b1) >>> 0, number, ~number >>> 0, 0]);
    }
  });

  it("refuses a number that no member has", () => {
    const table = createMemberTable();
    table.add(Uint32Array.of(1, 2, 3));
    for (const number of [-1, 1, 65_536]) {
      expect(() => table.state(number)).toThrow(RangeError);
      expect(() => table.setState(number, 1)).toThrow(RangeError);
      expect(() => table.copyHash(number, new Uint32Array(3), 0)).toThrow(RangeError);
    }
  });

  it("takes 32 bytes of memory for a member at most, at one million and at three", async () => {
    const script = await compileScript("member-memory.ts");
    onTestFinished(script.remove);
    for (const memberCount of [1_000_000, 3_000_000]) {
      const args = ["--expose-gc", script.path, String(memberCount)];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const [size, bytesEach = 0] = stdout.split(" ").map(Number);
      expect(size).toBe(memberCount);
      expect(bytesEach).toBeGreaterThan(17);
      expect(bytesEach).toBeLessThanOrEqual(32);
    }
  });
});
