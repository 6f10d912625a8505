import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createMemberHash,
  createMemberSum,
  formatMemberHash,
  packMembers,
  parseMemberHash,
  unpackMembers,
} from "../../src/text/member-hash.ts";

const memberWord = fc.integer({ min: 0, max: 0xffffffff });

function hashOf(key: string, id: string): string {
  const words = new Uint32Array(3);
  createMemberHash(key)(id, words);
  return formatMemberHash(words);
}

function hmacOf(key: string, id: string): string {
  return createHmac("sha256", Buffer.from(key, "hex")).update(id).digest("hex").slice(0, 24);
}

describe("the hash of a member", () => {
  it.each([
    ["0b".repeat(20), "Hi There", "b0344c61d8db38535ca8afce"],
    [Buffer.from("Jefe").toString("hex"), "what do ya want for nothing?", "5bdcc146bf60754e6a042426"],
  ])(
    "is HMAC-SHA-256 as RFC 4231 gives it for the key %s, which zeros make 32 bytes long",
    (key, id, wanted) => {
      expect(hmacOf(key, id)).toBe(wanted);
      expect(hashOf(key.padEnd(64, "0"), id)).toBe(wanted);
    },
  );

  it("is what createHmac makes of any key and any id", () => {
    const key = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString("hex"));
    const id = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", "\ud800", "ü".repeat(700), "x".repeat(5000)),
    );
    fc.assert(fc.property(key, id, (key, id) => hashOf(key, id) === hmacOf(key, id)));
  });

  it("does not depend on the ids before it, long or short", () => {
    const key = "5a".repeat(32);
    const hash = createMemberHash(key);
    const words = new Uint32Array(3);
    for (const id of ["a", "b".repeat(600), "c", "ü".repeat(3000), "", "a"]) {
      hash(id, words);
      expect(formatMemberHash(words)).toBe(hmacOf(key, id));
    }
  });

  it.each(["", "0b".repeat(31), "0b".repeat(33), "zz".repeat(32)])("refuses the key '%s'", (key) => {
    expect(() => createMemberHash(key)).toThrow(RangeError);
    expect(() => createMemberSum(key)).toThrow(RangeError);
  });
});

describe("the sum of a member", () => {
  it("is SHA-256 over the key, 32 zeros and the text, whatever came before it", () => {
    const key = "5a".repeat(32);
    const sum = createMemberSum(key);
    const words = new Uint32Array(3);
    for (const text of ["a", "b".repeat(600), "c", "ü".repeat(3000), "", "a\0b"]) {
      sum(text, words);
      const whole = Buffer.concat([Buffer.from(key, "hex"), Buffer.alloc(32), Buffer.from(text)]);
      expect(formatMemberHash(words)).toBe(createHash("sha256").update(whole).digest("hex").slice(0, 24));
    }
  });
});

describe("the text of a member", () => {
  it("is 24 hexadecimal digits and is read back", () => {
    const words = Uint32Array.of(0x00000001, 0xfedcba98, 0x80000000);
    expect(formatMemberHash(words)).toBe("00000001fedcba9880000000");
    expect(parseMemberHash("00000001fedcba9880000000")).toEqual(words);
  });

  it.each([
    "",
    "00000001fedcba988000000",
    "00000001fedcba98800000000",
    "00000001FEDCBA9880000000",
    "g".repeat(24),
  ])("is not '%s'", (text) => {
    expect(parseMemberHash(text)).toBeUndefined();
  });
});

describe("a pack of members", () => {
  it("takes 16 characters each and is read back", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(memberWord, memberWord, memberWord)), (members) => {
        const words = Uint32Array.from(members.flat());
        const text = packMembers(words);
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(text.length).toBe(members.length * 16);
        expect(unpackMembers(text)).toEqual(words);
      }),
    );
  });

  it("holds the bytes of a hash in their order", () => {
    const words = Uint32Array.of(0xb0344c61, 0xd8db3853, 0x5ca8afce);
    expect(Buffer.from(packMembers(words), "base64url").toString("hex")).toBe(formatMemberHash(words));
  });

  it.each([
    "A",
    "A".repeat(15),
    "A".repeat(17),
    `${"A".repeat(15)}=`,
    `${"A".repeat(15)}+`,
    `${"A".repeat(15)}\n`,
  ])("is not '%s'", (text) => {
    expect(unpackMembers(text)).toBeUndefined();
  });
});
