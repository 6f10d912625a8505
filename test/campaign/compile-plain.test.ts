import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CallError } from "../../src/campaign/template/call-helper.ts";
import { checkTemplate } from "../../src/campaign/template/check-template.ts";
import { compilePlain, type Render } from "../../src/campaign/template/compile-plain.ts";
import { helpers } from "../../src/campaign/template/helpers.ts";
import { parseTemplate, type Template } from "../../src/campaign/template/parse-template.ts";
import { compileCode } from "../../src/campaign/template/render-template.ts";
import type { JsonObject } from "../../src/model/json.ts";

const properties: JsonObject = {
  name: "Ada",
  blank: "",
  zero: 0,
  five: 5,
  half: "0.5",
  yes: true,
  no: false,
  none: null,
  list: ["a", 2],
  empty: [],
  map: { name: "Bo", inner: { deep: 1 } },
  when: "2026-12-01T08:00:00Z",
  upper: "a property of the name of a helper",
};

const names = [
  ...Object.keys(properties),
  "map.name",
  "map.inner.deep",
  "list.0",
  "list.length",
  "list.[00]",
  "name.length",
  "name.[0]",
  "@root.name",
  "@../root.name",
];
const literals = ['"text"', '""', "'it''s'", "5", "-0", "1e3", "0.5", "true", "false"];
const options = [
  'locale="nb"',
  'one="#"',
  'other="# x"',
  "zero=name",
  'dateStyle="long"',
  "includeZero=true",
  "includeZero=list",
];

const { expression } = fc.letrec<{ expression: string; call: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(...names),
    fc.constantFrom(...literals),
    tie("call").map((call) => `(${call})`),
  ),
  call: fc
    .tuple(
      fc.constantFrom(...helpers.keys()),
      fc.array(tie("expression"), { maxLength: 3 }),
      fc.array(fc.constantFrom(...options), { maxLength: 2 }),
    )
    .map(([name, values, hash]) => [name, ...values, ...hash].join(" ")),
}));

const mustache = fc
  .tuple(
    fc.constantFrom(...helpers.keys()),
    fc.array(expression, { maxLength: 3 }),
    fc.array(fc.constantFrom(...options), { maxLength: 2 }),
  )
  .map((parts) => parts.flat().join(" "));

const { text } = fc.letrec<{ text: string; piece: string }>((tie) => ({
  text: fc.array(tie("piece"), { maxLength: 4 }).map((pieces) => pieces.join("")),
  piece: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(" a ", "\n", "b\r\n  ", "\\{{x}}", "é"),
    fc.constantFrom(...names).map((name) => `{{${name}}}`),
    fc.constantFrom(...names).map((name) => `{{{${name}}}}`),
    fc.constantFrom("{{! said }}", "{{!-- said --}}", "{{~name~}}", "{{&name}}"),
    mustache.map((call) => `{{${call}}}`),
    fc
      .tuple(
        fc.constantFrom("#if", "#unless", "^if"),
        expression,
        fc.constantFrom("", " includeZero=true"),
        tie("text"),
      )
      .map(([tag, subject, hash, inner]) => `{{${tag} ${subject}${hash}}}${inner}{{/${tag.slice(1)}}}`),
    fc
      .tuple(expression, tie("text"), expression, tie("text"), tie("text"))
      .map(
        ([a, one, b, two, three]) => `{{#if ${a}}}${one}{{else if ${b}}}${two}{{else}}\n${three}{{/if}}\n`,
      ),
    fc.tuple(tie("text")).map(([inner]) => `{{#each list}}${inner}{{this}}{{/each}}`),
  ),
}));

/** What a template hands over, what it comes to, and how it fails. */
function trace(render: Render): unknown {
  const values: unknown[] = [];
  try {
    const made = render(properties, (value, isRaw) => {
      values.push([value, isRaw]);
      return `<${String(value)}>`;
    });
    return { values, made };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return { values, error: [error.code, error.message, error.hint, error.loc] };
  }
}

function readRight(given: string): Template | undefined {
  const reading = parseTemplate(given);
  return reading.kind === "template" && checkTemplate(reading.template, properties).length === 0
    ? reading.template
    : undefined;
}

describe("a template that is compiled to functions", () => {
  it("comes to what Handlebars makes of it, value by value and mistake by mistake", () => {
    let compared = 0;
    fc.assert(
      fc.property(text, (given) => {
        const template = readRight(given);
        const plain = template && compilePlain(template.program);
        if (template === undefined || plain === undefined) return;
        compared++;
        expect(trace(plain)).toEqual(trace(compileCode(template)));
      }),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(300);
  });

  it.each([
    '{{name}} has {{plural five one="one" other="#"}}',
    "{{#if (and yes (not no))}}{{upper name}}{{else if zero}}0{{else}}-{{/if}}",
    "{{#if zero includeZero=true}}zero{{/if}}{{#if zero includeZero=list}}zero{{/if}}{{#if zero}}no{{/if}}",
    "{{^if blank}}empty{{/if}}{{#unless none}}none{{/unless}}{{! said }}",
    "{{truncate name 0}}",
    "{{upper five}} {{upper list}}",
    '{{date "tomorrow"}}',
    "{{map}}",
    "{{default absent (upper list)}}",
  ])("is one: %s", (given) => {
    const template = readRight(given);
    const plain = template && compilePlain(template.program);
    if (template === undefined || plain === undefined) throw new Error("It is not plain.");
    expect(trace(plain)).toEqual(trace(compileCode(template)));
  });

  it.each(["{{#each list}}{{this}}{{/each}}", "{{#with map}}{{name}}{{/with}}"])(
    "leaves to Handlebars: %s",
    (given) => {
      const template = readRight(given);
      expect(template).toBeDefined();
      expect(template && compilePlain(template.program)).toBeUndefined();
    },
  );
});
