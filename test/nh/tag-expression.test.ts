import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  anyOf,
  describeTagExpression,
  evaluateTagExpression,
  matchesUntagged,
  measureTagExpression,
  parseTagExpression,
  printTagExpression,
  type TagExpression,
  tagsIn,
} from "../../src/nh/tag-expression.ts";

function parse(text: string): TagExpression {
  const reading = parseTagExpression(text);
  if (reading.kind === "malformed") throw new Error(`${reading.message} at ${reading.offset} of ${text}`);
  return reading.expression;
}

function reaches(text: string, ...tags: string[]): boolean {
  return evaluateTagExpression(parse(text), (tag) => tags.includes(tag));
}

/** Without the places in the text, and nested operators of one kind drawn together. */
function shapeOf(expression: TagExpression): unknown {
  switch (expression.kind) {
    case "tag":
      return expression.tag;
    case "not":
      return ["not", shapeOf(expression.operand)];
    default:
      return [
        expression.kind,
        ...expression.operands.flatMap((operand) => {
          const shape = shapeOf(operand);
          return Array.isArray(shape) && shape[0] === expression.kind ? shape.slice(1) : [shape];
        }),
      ];
  }
}

const tags = fc.stringMatching(/^[A-Za-z0-9_@#.:-]{1,12}$/).filter((tag) => !/^(?:and|or|not)$/i.test(tag));
const { expression: expressions } = fc.letrec<{ expression: TagExpression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tags.map((tag): TagExpression => ({ kind: "tag", tag, offset: 0 })),
    tie("expression").map((operand): TagExpression => ({ kind: "not", operand })),
    fc
      .tuple(fc.constantFrom("and", "or"), fc.array(tie("expression"), { minLength: 2, maxLength: 4 }))
      .map(([kind, operands]): TagExpression => ({ kind, operands })),
  ),
}));

describe("an expression", () => {
  it("binds ! before && before ||", () => {
    expect(printTagExpression(parse("a||b&&!c"))).toBe("a || (b && !c)");
    expect(reaches("a || b && !c", "a", "c")).toBe(true);
    expect(reaches("a || b && !c", "b", "c")).toBe(false);
    expect(reaches("(a || b) && !c", "a", "c")).toBe(false);
    expect(reaches("!(a && b)", "a")).toBe(true);
    expect(reaches("!!a", "a")).toBe(true);
  });

  it.each([
    ["a", "a"],
    ["  a\t||\n b ", "a || b"],
    ["((a))", "a"],
    ["(a||b)||c", "a || b || c"],
    ["a&&(b&&c)", "a && b && c"],
    ["(a||b)&&!(c||d)", "(a || b) && !(c || d)"],
    ["!(!a)", "!!a"],
    ["$UserId:{ada}||$InstallationId:{x=1}", "$UserId:{ada} || $InstallationId:{x=1}"],
    ["and || or || not", "and || or || not"],
  ])("%j is spelled %j", (text, spelling) => {
    expect(printTagExpression(parse(text))).toBe(spelling);
  });

  it("comes back from its spelling, and the spelling stays", () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const text = printTagExpression(expression);
        const again = parse(text);
        expect(shapeOf(again)).toEqual(shapeOf(expression));
        expect(printTagExpression(again)).toBe(text);
        expect(parseTagExpression(text)).toMatchObject({ mixesOperators: false });
      }),
    );
  });

  it("means the same after spelling", () => {
    fc.assert(
      fc.property(expressions, fc.infiniteStream(fc.boolean()), (expression, chances) => {
        const device = new Map(tagsIn(expression).map(({ tag }) => [tag, chances.next().value]));
        const hasTag = (tag: string) => device.get(tag) === true;
        const again = parse(printTagExpression(expression));
        expect(evaluateTagExpression(again, hasTag)).toBe(evaluateTagExpression(expression, hasTag));
      }),
    );
  });

  it("says where its tags stand, in UTF-16 units", () => {
    expect(tagsIn(parse(" ab && !(c||ab)"))).toMatchObject([
      { tag: "ab", offset: 1 },
      { tag: "c", offset: 9 },
      { tag: "ab", offset: 12 },
    ]);
  });

  it.each([
    ["a && b || c", true],
    ["a || b && c", true],
    ["(a && b) || c", false],
    ["(a || b) && c", false],
    ["!a || (b || c && d)", true],
    ["a && b && !c", false],
  ])("%s mixes operators: %s", (text, mixesOperators) => {
    expect(parseTagExpression(text)).toMatchObject({ mixesOperators });
  });

  it.each([
    ["a", 1, 20],
    ["a || b || a", 3, 20],
    ["a || !b", 2, 6],
    ["a && b", 2, 6],
    ["(a || b) && c", 3, 6],
  ])("%s holds %i tags of %i", (text, count, limit) => {
    expect(measureTagExpression(parse(text))).toEqual({ count, limit });
  });

  it.each([
    ["!muted", true],
    ["sports", false],
    ["sports && !muted", false],
    ["sports || !muted", true],
    ["!(a && b)", true],
    ["!!a", false],
  ])("%s reaches a device without tags: %s", (text, isReached) => {
    expect(matchesUntagged(parse(text))).toBe(isReached);
  });

  it("is made from a list", () => {
    expect(printTagExpression(anyOf(["a"]))).toBe("a");
    expect(printTagExpression(anyOf(["a", "b"]))).toBe("a || b");
  });

  it.each([
    ["sports", "everyone tagged sports"],
    ["sports || politics", "everyone tagged sports or politics"],
    ["a || b || c", "everyone tagged a, b or c"],
    ["a && b", "everyone tagged a and b"],
    ["(politics || sports) && !muted", "everyone tagged politics or sports, but not muted"],
    ["a && !b && !c", "everyone tagged a, but not b or c"],
    ["a && !(b || c)", "everyone tagged a, but not b or c"],
    ["a && !(b && c)", "everyone tagged a, but not (b and c)"],
    ["a && (b || c)", "everyone tagged a and (b or c)"],
    ["(a && b) || c", "everyone tagged (a and b) or c"],
    ["a || !b", "everyone tagged a or not b"],
    ["!muted", "everyone, but not muted"],
    ["!(a && b)", "everyone, but not (a and b)"],
  ])("%s reads: %s", (text, words) => {
    expect(describeTagExpression(parse(text))).toBe(words);
  });

  it("shares its words only with those that mean the same", () => {
    const grow = (known: readonly TagExpression[]): TagExpression[] => [
      ...known,
      ...known.map((operand): TagExpression => ({ kind: "not", operand })),
      ...known.flatMap((left) =>
        known.flatMap((right): TagExpression[] => [
          { kind: "and", operands: [left, right] },
          { kind: "or", operands: [left, right] },
        ]),
      ),
    ];
    const meanings = new Map<string, string>();
    for (const expression of grow(grow([parse("a"), parse("b")]))) {
      const devices = [[], ["a"], ["b"], ["a", "b"]];
      const meaning = devices
        .map((device) => evaluateTagExpression(expression, (tag) => device.includes(tag)))
        .join();
      const words = describeTagExpression(expression);
      expect([words, meanings.get(words) ?? meaning]).toEqual([words, meaning]);
      meanings.set(words, meaning);
    }
    expect(meanings.size).toBeGreaterThan(200);
  });

  it("is read from any text, or refused at a place in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab&|!() $:{},=ä\n"), maxLength: 24 }), (text) => {
        const reading = parseTagExpression(text);
        if (reading.kind === "expression")
          expect(shapeOf(parse(printTagExpression(reading.expression)))).toEqual(shapeOf(reading.expression));
        else {
          expect(reading.offset).toBeGreaterThanOrEqual(0);
          expect(reading.offset).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
