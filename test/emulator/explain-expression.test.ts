import { describe, expect, it } from "vitest";
import { explainFails, explainHolds } from "../../src/emulator/explain-expression.ts";
import { parseTagExpression, type TagExpression } from "../../src/nh/tag-expression.ts";

function read(text: string): TagExpression {
  const reading = parseTagExpression(text);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return reading.expression;
}

function has(...tags: string[]) {
  return (tag: string) => tags.includes(tag);
}

describe("the tags that make an expression hold", () => {
  it.each<[string, string[], string[], string[]]>([
    ["A", ["a"], ["A"], []],
    ["!a", [], [], ["a"]],
    ["a || b", ["b", "c"], ["b"], []],
    ["(a || b) && !c", ["a", "b"], ["a", "b"], ["c"]],
    ["!(a && b)", ["a"], [], ["b"]],
    ["!(a || !b)", ["b"], ["b"], ["a"]],
    ["a && a", ["a"], ["a"], []],
  ])("of %s with %j are told", (text, tags, held, absent) => {
    expect(explainHolds(read(text), has(...tags))).toEqual({ held, absent });
    expect(explainFails(read(text), has(...tags))).toEqual([]);
  });

  it("are none when it does not hold", () => {
    expect(explainHolds(read("a && b"), has("a"))).toBeUndefined();
  });
});

describe("what keeps an expression from holding", () => {
  it.each<[string, string[], string[]]>([
    ["a", [], ["does not have the tag a"]],
    ["a && b", ["a"], ["does not have the tag b"]],
    ["a && !b", ["b"], ["does not have the tag a", "has the tag b, which !b excludes"]],
    ["a || b", [], ["has none of the tags a and b"]],
    ["(a || b) && c", ["c"], ["has none of the tags a and b"]],
    ["a || (b && c)", ["b"], ["does not meet a || (b && c)"]],
    ["!(a || b)", ["b"], ["has the tag b, and so is excluded by !(a || b)"]],
    ["!(a && b)", ["a", "b"], ["has the tags a and b, and so is excluded by !(a && b)"]],
    ["!(!a)", [], ["is excluded by !!a"]],
  ])("of %s with %j is told", (text, tags, words) => {
    expect(explainFails(read(text), has(...tags))).toEqual(words);
  });
});
