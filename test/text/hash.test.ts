import { describe, expect, it } from "vitest";
import { checksum, createRollingDigest } from "../../src/text/hash.ts";

function digestOf(texts: readonly string[], key = "key"): string {
  const rolling = createRollingDigest(key);
  for (const text of texts) rolling.add(text);
  return rolling.digest();
}

describe("a digest over many texts", () => {
  const many = Array.from({ length: 3_000 }, (_, index) => `row ${index} of the file`);

  it("depends on each of them, however many came behind", () => {
    const base = digestOf(many);
    for (const index of [0, 1, 1_500, 2_999])
      expect(digestOf(many.map((text, at) => (at === index ? "another" : text)))).not.toBe(base);
    expect(digestOf(many)).toBe(base);
  });

  it("depends on how they are divided, on their order and on the key", () => {
    expect(digestOf(["ab", "c"])).not.toBe(digestOf(["a", "bc"]));
    expect(digestOf(["ab", "c"])).not.toBe(digestOf(["c", "ab"]));
    expect(digestOf(["ab", "c"], "other")).not.toBe(digestOf(["ab", "c"]));
  });
});

it("is FNV-1a over the units of a text", () => {
  // Source: the test vectors of the FNV reference code, draft-eastlake-fnv.
  expect(checksum("")).toBe(0x811c9dc5);
  expect(checksum("a")).toBe(0xe40c292c);
  expect(checksum("foobar")).toBe(0xbf9cf968);
});
