import { describe, expect, it } from "vitest";
import { readAudience } from "../../src/emulator/read-send.ts";
import { evaluateTagExpression, parseTagExpression } from "../../src/nh/tag-expression.ts";

function audienceOf(tags: string) {
  return readAudience(new Map([["servicebusnotification-tags", tags]]));
}

/** The sets of `a`, `b`, `c` that an expression reaches, as `-` for none, `a`, `ab` and so on. */
function reached(text: string): string {
  const reading = parseTagExpression(text);
  if (reading.kind === "malformed") throw new Error(reading.message);
  const sets = ["", "a", "b", "c", "ab", "ac", "bc", "abc"];
  return sets
    .filter((set) => evaluateTagExpression(reading.expression, (tag) => set.includes(tag)))
    .map((set) => set || "-")
    .join(" ");
}

const list = (count: number, operator: string) =>
  Array.from({ length: count }, (_, index) => `t${index}`).join(operator);

describe("an expression", () => {
  it.each([
    ["a", "a ab ac abc"],
    [" a ", "a ab ac abc"],
    ["(a)", "a ab ac abc"],
    ["((a))", "a ab ac abc"],
    ["( ( a ) )", "a ab ac abc"],
    ["!a", "- b c bc"],
    ["! a", "- b c bc"],
    ["!(a)", "- b c bc"],
    ["(!a)", "- b c bc"],
    ["!!a", "a ab ac abc"],
    ["! ! a", "a ab ac abc"],
    ["!!!a", "- b c bc"],
    ["!(!(a))", "a ab ac abc"],
    ["a||b", "a b ab ac bc abc"],
    ["a || b", "a b ab ac bc abc"],
    ["a|| b", "a b ab ac bc abc"],
    ["a\t||\tb", "a b ab ac bc abc"],
    ["a&&b", "ab abc"],
    ["a && b", "ab abc"],
    ["(a)&&(b)", "ab abc"],
    ["a&&b&&c", "abc"],
    ["a||b||c", "a b c ab ac bc abc"],
    ["a && !b", "a ac"],
    ["a&&!b", "a ac"],
    ["!a && !b", "- c"],
    ["!a || !b", "- a b c ac bc"],
    ["!(a || b)", "- c"],
    ["!(a && b)", "- a b c ac bc"],
    ["!a && b", "b bc"],
    ["!a || b", "- b c ab bc abc"],
    ["a && b || c", "c ab ac bc abc"],
    ["a || b && c", "a ab ac bc abc"],
    ["(a || b) && c", "ac bc abc"],
    ["a && (b || c)", "ab ac abc"],
    ["(a && b) || c", "c ab ac bc abc"],
    ["a || (b && c)", "a ab ac bc abc"],
    ["a && !(b || c)", "a"],
    ["a && !(b && c)", "a ab ac"],
    ["!a && b || c", "b c ac bc abc"],
    ["a || !b && c", "a c ab ac abc"],
    ["a && a", "a ab ac abc"],
    ["a || a", "a ab ac abc"],
    ["a && !a", ""],
    ["a || !a", "- a b c ab ac bc abc"],
    ["(a || b) && (b || c)", "b ab ac bc abc"],
    ["(a&&b)||(b&&c)||(a&&c)", "ab ac bc abc"],
    ["!(!a && !b)", "a b ab ac bc abc"],
  ])("%s reaches: %s", (text, sets) => {
    expect(reached(text)).toBe(sets);
    expect(audienceOf(text)).toMatchObject({ kind: "audience", tags: text.trim() });
  });

  it.each([
    "a & b",
    "a | b",
    "a &",
    "a &&",
    "a ||",
    "&& a",
    "|| a",
    "&a",
    "|a",
    "a &&& b",
    "a ||| b",
    "a && || b",
    "a || && b",
    "a !",
    "!",
    "!!",
    "a ! b",
    "a !b",
    "! && a",
    "a && !",
    "a b",
    "a  b",
    "a (b)",
    "(a) b",
    "(a)(b)",
    "(a)!b",
    "(",
    ")",
    "()",
    "( )",
    "(a",
    "a)",
    "((a)",
    "(a))",
    ")a(",
    "a && (b",
    "a && b)",
    "a && ()",
    "!()",
    "a, b",
    "a,b",
    "a;b",
    "a and b",
    "a or b",
    "not a",
    "a AND b",
    "a == b",
    "a != b",
    "a + b",
    "a - b",
    "a / b",
    "a && 'b'",
    '"a"',
    "a?b",
    "[a]",
    "{a}",
    "a{b}",
    "$UserId:{a b}",
    "$UserId:{",
    "$UserId:{a} b",
    "a && $",
    "$x",
    "a && $x",
    "$UserId:a",
    "$userid:{a}",
    "$UserId:{a}}",
    "$UserId:{}",
    "ü",
    "a && ü",
    "a\u00a0😀",
    `a && ${"x".repeat(121)}`,
    "x".repeat(121),
    "a%20b",
    "*",
    "true && ()",
    "a=b",
    "\\a",
  ])("%j is refused", (text) => {
    expect(audienceOf(text)).toMatchObject({ kind: "refused", status: 400 });
  });

  it.each(["", "   ", "\t"])("that is blank means everyone: %j", (text) => {
    expect(audienceOf(text)).toEqual({ kind: "audience", expression: undefined, tags: undefined });
  });

  it.each([
    [1, " || "],
    [2, " || "],
    [6, " || "],
    [7, " || "],
    [20, " || "],
    [20, "||"],
    [2, " && "],
    [6, " && "],
    [6, "&&"],
  ])("may hold %i tags joined by %j", (count, operator) => {
    expect(audienceOf(list(count, operator))).toMatchObject({ kind: "audience" });
    expect(audienceOf(`(${list(count, operator)})`)).toMatchObject({ kind: "audience" });
  });

  it.each([
    [21, " || "],
    [100, "||"],
    [7, " && "],
    [10, " && "],
    [20, "&&"],
  ])("may not hold %i tags joined by %j", (count, operator) => {
    expect(audienceOf(list(count, operator))).toMatchObject({ kind: "refused", status: 400 });
    expect(audienceOf(`(${list(count, operator)})`)).toMatchObject({ kind: "refused", status: 400 });
  });

  it.each([
    [`(${list(5, " || ")}) && x`, true],
    [`(${list(6, " || ")}) && x`, false],
    [`${list(5, " || ")} || !x`, true],
    [`${list(6, " || ")} || !x`, false],
    [`!(${list(6, " || ")})`, true],
    [`!(${list(7, " || ")})`, false],
    [`(${list(3, " || ")}) || (${list(17, " || ")})`, true],
    [`(${list(4, " || ")}) || (${list(17, " || ")})`, false],
    [Array.from({ length: 20 }, () => "a").join(" || "), true],
    [Array.from({ length: 21 }, () => "a").join(" || "), false],
    [Array.from({ length: 7 }, () => "a").join(" && "), false],
    [`${list(6, " && ")} || x`, false],
    ["!a || !b || !c || !d || !e || !f", true],
    ["!a || !b || !c || !d || !e || !f || !g", false],
  ])("counts each occurrence: %s", (text, isTaken) => {
    expect(audienceOf(text).kind).toBe(isTaken ? "audience" : "refused");
  });

  it.each([
    ["a && b || c", true],
    ["a || b && c", true],
    ["(a && b) || c", false],
    ["a && (b || c)", false],
    ["a || b || c", false],
    ["a && !b", false],
    ["!a || b", false],
    ["a && b || c && d", true],
    ["((a && b)) || c", false],
  ])("%s mixes its operators without parentheses: %s", (text, mixesOperators) => {
    expect(parseTagExpression(text)).toMatchObject({ kind: "expression", mixesOperators });
  });
});
