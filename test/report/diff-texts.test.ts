import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText, diffTexts } from "../../src/report/diff-texts.ts";

function mark(before: string, after: string): string | undefined {
  return diffTexts(before, after)
    ?.map(({ kind, text }) => (kind === "same" ? text : kind === "gone" ? `[-${text}]` : `[+${text}]`))
    .join("");
}

const long = "word ".repeat(300);

describe("diffTexts", () => {
  it.each([
    ["Hello Ada", "Hello Bob", "Hello [-Ada][+Bob]"],
    ["Hello", "Hello you", "Hello[+ you]"],
    ["20 % off", "30 % off", "[-20][+30] % off"],
    ["one two", "one  two", "one [+ ]two"],
    ["a 👩‍👧 b", "a 👩‍👦 b", "a [-👩‍👧][+👩‍👦] b"],
  ])("marks the words that differ between %j and %j", (before, after, marked) => {
    expect(mark(before, after)).toBe(marked);
  });

  it("says nothing of texts without a word in common", () => {
    expect(mark("yes", "no")).toBeUndefined();
    expect(mark("", "no")).toBeUndefined();
  });

  it.each([
    ["at its end", `${long}old`, `${long}new`, /^….* \[-old\]\[\+new\]$/],
    ["at its start", `old ${long}`, `new ${long}`, /^\[-old\]\[\+new\] .*…$/],
    ["in its middle", `${long}old ${long}`, `${long}new ${long}`, /^….* \[-old\]\[\+new\] .*…$/],
  ])("shows of a long text what differs %s", (_, before, after, marked) => {
    expect(mark(before, after)).toMatch(marked);
    expect(mark(before, after)?.length).toBeLessThan(200);
  });

  it("finds what differs in a long text without blanks", () => {
    const text = "通知".repeat(500);
    expect(mark(`${text}旧${text}`, `${text}新${text}`)).toMatch(/\[-[^\]]*旧[^\]]*\]\[\+[^\]]*新/);
  });

  it("cuts no character in two, and loses nothing of a short text", () => {
    const text = fc.array(fc.constantFrom("a", "bc", " ", "\n", "é", "👍", "👩‍👧", "漢", "."), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [before, after] = [one.join(""), other.join("")];
        const pieces = diffTexts(before, after) ?? [];
        if (pieces.length === 0) return;
        const join = (kind: string) =>
          pieces
            .filter((piece) => piece.kind !== kind)
            .map(({ text: own }) => own)
            .join("");
        expect(join("new")).toBe(before);
        expect(join("gone")).toBe(after);
        for (const { text: own } of pieces) expect(own).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });

  it("keeps whole characters of a text that it cuts", () => {
    expect(cutText("ab👍", 3)).toBe("ab…");
    expect(cutText("ab👍", 4)).toBe("ab👍");
  });
});
