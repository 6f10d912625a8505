import { describe, expect, it } from "vitest";
import { parseTagExpression, type TagPlace, tagsIn } from "../../src/nh/tag-expression.ts";

function tagsOf(text: string): readonly TagPlace[] {
  const reading = parseTagExpression(text);
  return reading.kind === "expression" ? tagsIn(reading.expression) : [];
}

describe("a malformed expression", () => {
  it.each([
    ["", "", "the expression is empty"],
    ["   ", "", "the expression is empty"],
    ["a & b", "&", "`&` stands alone"],
    ["a | b", "|", "`|` stands alone"],
    ["a && & b", "&", "`&` stands alone"],
    ["a and b", "and", "`and` is no operator"],
    ["a OR b", "OR", "`OR` is no operator"],
    ["(a) and b", "and", "`and` is no operator"],
    ["not a", "not", "`not` is no operator"],
    ["a && not (b)", "not", "`not` is no operator"],
    ["not !a", "not", "`not` is no operator"],
    ["a b", "b", "there is no operator before `b`"],
    ["a (b)", "(", "there is no operator before `(`"],
    ["a !b", "!", "there is no operator before `!`"],
    ["(a || b", "(", "this parenthesis is never closed"],
    ["a || b)", ")", "this parenthesis closes nothing"],
    ["a && ()", ")", "a tag is missing before `)`"],
    ["&& a", "&&", "a tag is missing before `&&`"],
    ["a && || b", "||", "a tag is missing before `||`"],
    ["a &&", "&&", "nothing follows `&&`"],
    ["a && !", "!", "nothing follows `!`"],
    ["a != b", "!=", "`!=` is no operator here"],
    ["a, b", ",", "`,` is no operator"],
    ["städte", "ä", "a tag cannot hold `ä`"],
    ["x 😀", "😀", "a tag cannot hold `😀`"],
    ["a || $UserId:{ada lovelace}", "$UserId:{ada", "lacks its closing brace"],
    ["$UserId:{ada", "$UserId:{ada", "lacks its closing brace"],
    ["${user}", "{", "a tag cannot hold `{`"],
  ])("%j is pointed at: %s", (text, place, message) => {
    const reading = parseTagExpression(text);
    expect(reading).toMatchObject({
      kind: "malformed",
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
    if (reading.kind === "malformed") {
      expect(reading.length).toBe(Math.max(1, place.length));
      expect(text.slice(reading.offset, reading.offset + reading.length).trim()).toBe(place);
    }
  });

  it.each([
    ["parentheses", "(".repeat(1_000_000)],
    ["negations", "!".repeat(1_000_000)],
    ["both, closed", `${"!(".repeat(100_000)}a${")".repeat(100_000)}`],
  ])("that nests without end is refused: %s", (_, text) => {
    expect(parseTagExpression(text)).toMatchObject({
      kind: "malformed",
      message: expect.stringContaining("nests deeper"),
    });
  });

  it("that is very long is read in one go", () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `t${index}`).join("||");
    expect(tagsOf(many)).toHaveLength(50_000);
    const long = "x".repeat(100_000);
    expect(tagsOf(long)).toEqual([{ kind: "tag", tag: long, offset: 0 }]);
  });
});
