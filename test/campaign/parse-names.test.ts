import fc from "fast-check";
import Handlebars from "handlebars";
import { describe, expect, it } from "vitest";
import { parseNames } from "../../src/campaign/template/parse-names.ts";

/** Positions are of a class of Handlebars' own; all that is read of a tree is in its members. */
function plain(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree));
}

function treeOf(text: string): unknown {
  try {
    return plain(Handlebars.parse(text));
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

const usual = fc.constantFrom(
  "{{name}}",
  "{{ name }}",
  "{{\n_a1\t}}",
  "{{thisOne}}",
  "{",
  "\n",
  " text ",
  "é🎉",
);

const pieces = fc.constantFrom(
  "{{name}}",
  "{{ name }}",
  "{{\n_a1\t}}",
  "{{",
  "}}",
  "{",
  "}",
  "{{{name}}}",
  "{{this}}",
  "{{thisOne}}",
  "{{else}}",
  "{{elsewhere}}",
  "{{as}}",
  "{{true}}",
  "{{truest}}",
  "{{null}}",
  "{{undefined}}",
  "{{1}}",
  "{{a.b}}",
  "{{a-b}}",
  "{{é}}",
  "{{&name}}",
  "{{#if name}}",
  "{{/if}}",
  "{{! said }}",
  "{{name other}}",
  "\\",
  "\r",
  "\n",
  "\0",
  " text ",
  "é🎉",
);

describe("a template of bare names", () => {
  it("has the tree that Handlebars makes of it, or none", () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(usual, { maxLength: 8 }).map((parts) => parts.join("")),
          fc.array(pieces, { maxLength: 4 }).map((parts) => parts.join("")),
        ),
        (text) => {
          const tree = parseNames(text);
          if (tree === undefined) return;
          compared++;
          expect(plain(tree)).toEqual(treeOf(text));
        },
      ),
      { numRuns: 5_000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it.each([
    "{{a}}",
    "x {{a}}\n\n {{ b }} y\n",
    "{{a}}{{b}}",
    "{ {{a}} }",
    "\n{{\na\n}}\n",
    "{{asIs}} {{then}}",
  ])("is read without the parser of Handlebars: %j", (text) => {
    expect(plain(parseNames(text))).toEqual(treeOf(text));
  });

  it.each([
    "{{{a}}}",
    "{{a}}}",
    "\\{{a}}",
    "{{a",
    "{{}}",
    "{{this}}",
    "{{else}}",
    "{{a.b}}",
    "{{upper a}}",
    "a\r\n{{a}}",
  ])("is not: %j", (text) => {
    expect(parseNames(text)).toBeUndefined();
  });
});
