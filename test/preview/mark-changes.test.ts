import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markWords } from "../../src/preview/mark-changes.ts";
import { textOfWords, type Words } from "../../src/preview/words.ts";

/** `20 [percent] off`: what is marked, in brackets. */
function show(words: Words): string {
  return words.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join("");
}

describe("markWords", () => {
  it.each([
    [
      "25 % off for 3 days",
      "30 % off for five days",
      "[25] % off for [3] days",
      "[30] % off for [five] days",
    ],
    ["Goal", "Goal for Oslo", "Goal", "Goal[ for Oslo]"],
    ["a b c d", "a x y d", "a [b c] d", "a [x y] d"],
    ["same", "same", "same", "same"],
    ["", "new", "", "[new]"],
    ["今日は晴れ", "明日は晴れ", "[今日]は晴れ", "[明日]は晴れ"],
  ])("marks the words of %j and %j that differ", (before, after, left, right) => {
    expect(markWords(before, after).map(show)).toEqual([left, right]);
  });

  it("keeps both texts as they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (before, after) => {
        expect(markWords(before, after).map(textOfWords)).toEqual([before, after]);
      }),
    );
  });

  it("marks two long and different texts as a whole, at once", () => {
    const [left, right] = markWords("a ".repeat(5000), "b ".repeat(5000));
    expect([left.some((run) => run.isChanged), right.some((run) => run.isChanged)]).toEqual([true, true]);
  });
});
