import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitText } from "../../src/preview/fit-text.ts";
import { plainWords, textOfWords } from "../../src/preview/words.ts";

function cut(text: string, lines: number, lettersPerLine: number) {
  const { shown, rest } = fitText(plainWords(text), { lines, lettersPerLine });
  return [textOfWords(shown), textOfWords(rest)];
}

describe("fitText", () => {
  it.each([
    {
      name: "leaves what fits",
      text: "Goal for Oslo",
      lines: 1,
      letters: 13,
      expected: ["Goal for Oslo", ""],
    },
    {
      name: "fills the last line by letters",
      text: "Goal for Oslo",
      lines: 1,
      letters: 11,
      expected: ["Goal for Os", "lo"],
    },
    {
      name: "wraps between words before the last line",
      text: "Goal for Oslo tonight",
      lines: 2,
      letters: 10,
      expected: ["Goal for Oslo tonig", "ht"],
    },
    { name: "counts a line break as one", text: "a\nb\nc", lines: 2, letters: 10, expected: ["a\nb", "\nc"] },
    {
      name: "breaks a word longer than a line",
      text: "abcdefghij",
      lines: 2,
      letters: 4,
      expected: ["abcdefgh", "ij"],
    },
    {
      name: "gives an ideograph the width of two letters",
      text: "今日は晴れ",
      lines: 1,
      letters: 6,
      expected: ["今日は", "晴れ"],
    },
    {
      name: "keeps an emoji of several code points whole",
      text: "👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
      lines: 1,
      letters: 3,
      expected: ["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"],
    },
    {
      name: "does not mind blanks at the end",
      text: "Goal   \n",
      lines: 1,
      letters: 4,
      expected: ["Goal   \n", ""],
    },
    { name: "takes an empty text", text: "", lines: 1, letters: 4, expected: ["", ""] },
  ])("$name", ({ text, lines, letters, expected }) => {
    expect(cut(text, lines, letters)).toEqual(expected);
  });

  it("loses no letter, and cuts no pair of UTF-16 units", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 80 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 12 }),
        (text, lines, letters) => {
          const [shown = "", rest = ""] = cut(text, lines, letters);
          expect(shown + rest).toBe(text);
          expect(/[\ud800-\udbff]$/.test(shown)).toBe(false);
        },
      ),
    );
  });
});
