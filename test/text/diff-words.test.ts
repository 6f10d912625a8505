import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { diffWords, sharesWords } from "../../src/text/diff-words.ts";

/** As `{-gone-}{+new+}`. */
function show(before: string, after: string): string {
  const marks = { same: ["", ""], gone: ["{-", "-}"], new: ["{+", "+}"] } as const;
  return diffWords(before, after)
    .map(({ kind, text }) => `${marks[kind][0]}${text}${marks[kind][1]}`)
    .join("");
}

describe("the words between two texts", () => {
  it.each([
    ["Small sale", "Big sale", "{-Small-}{+Big+} sale"],
    ["Big sale", "Big sale today", "Big sale{+ today+}"],
    ["Big sale today", "Big sale", "Big sale{- today-}"],
    ["20 % off", "30 % off", "{-20-}{+30+} % off"],
    ["a b c", "x y c", "{-a b-}{+x y+} c"],
    ["one", "two", "{-one-}{+two+}"],
    ["same", "same", "same"],
    ["", "new", "{+new+}"],
    ["gone", "", "{-gone-}"],
    ["", "", ""],
    ["今日は雨です", "今日は雪です", "今日は{-雨-}{+雪+}です"],
    ["👍🏽 ok", "👍 ok", "{-👍🏽-}{+👍+} ok"],
  ])("are found: %s → %s", (before, after, shown) => {
    expect(show(before, after)).toBe(shown);
  });

  it("make up both texts, whatever they are", () => {
    assert(
      property(string({ unit: "grapheme" }), string({ unit: "grapheme" }), (before, after) => {
        const pieces = diffWords(before, after);
        const join = (left: string) =>
          pieces
            .filter(({ kind }) => kind !== left)
            .map(({ text }) => text)
            .join("");
        expect(join("new")).toBe(before);
        expect(join("gone")).toBe(after);
        expect(pieces.every(({ text }) => text !== "")).toBe(true);
      }),
    );
  });

  it("of long texts are not compared one by one", () => {
    const long = "word ".repeat(400);
    const other = "other ".repeat(400);
    expect(diffWords(`a ${long}.`, `a ${other}.`)).toEqual([
      { kind: "same", text: "a " },
      { kind: "gone", text: long.trimEnd() },
      { kind: "new", text: other.trimEnd() },
      { kind: "same", text: " ." },
    ]);
    expect(diffWords(long, `${long}end`)).toEqual([
      { kind: "same", text: long },
      { kind: "new", text: "end" },
    ]);
  });

  it("are shared when a word is, and not a blank or a full stop alone", () => {
    expect(sharesWords(diffWords("Small sale", "Big sale"))).toBe(true);
    expect(sharesWords(diffWords("one thing.", "another matter."))).toBe(false);
  });
});
