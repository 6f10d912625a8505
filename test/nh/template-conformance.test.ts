import { describe, expect, it } from "vitest";
import {
  compileTemplate,
  compileTemplateValue,
  renderTemplate,
  renderTemplateValue,
} from "../../src/nh/template-expression.ts";
import { good, literals, values } from "./template-cases.ts";
import { bad } from "./template-refusals.ts";

const properties = new Map(Object.entries(values));
const filling = { properties, pushVariables: new Map<string, string>() };

function renderAlone(text: string): string {
  const reading = compileTemplateValue(text);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return renderTemplateValue(reading.template, filling);
}

function renderBody(body: string): string {
  const reading = compileTemplate(body);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return renderTemplate(reading.template, filling);
}

describe("a text that begins with no sign of an expression", () => {
  it.each(literals)("is copied: %j", (text) => {
    expect(renderAlone(text)).toBe(text);
    expect(JSON.parse(renderBody(JSON.stringify({ leaf: text })))).toEqual({ leaf: text });
  });
});

describe("an expression", () => {
  it.each(good)("%j gives %j", (text, result) => {
    expect(renderAlone(text)).toBe(result);
    expect(JSON.parse(renderBody(JSON.stringify({ leaf: text })))).toEqual({ leaf: result });
    expect(JSON.parse(renderBody(JSON.stringify({ deep: [1, { leaf: text }] })))).toEqual({
      deep: [1, { leaf: result }],
    });
  });
});

describe("an expression that a hub refuses", () => {
  it.each(bad)("is %j", (text, message) => {
    const refusal = { kind: "malformed", message: expect.stringMatching(message) };
    expect(compileTemplateValue(text)).toMatchObject(refusal);
    expect(compileTemplate(JSON.stringify({ aps: { alert: text } }))).toMatchObject(refusal);
    const xml = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
    expect(compileTemplate(`<t><b a="${xml.replace(/\n/g, "&#10;")}"/></t>`)).toMatchObject(refusal);
    expect(compileTemplate(`<t><b>${xml}</b></t>`)).toMatchObject(refusal);
  });
});

describe("a number of a JSON template", () => {
  it.each([
    "0",
    "1",
    "9",
    "10",
    "40",
    "1234567890",
    "0.5",
    "10.25",
    "1.50",
    "0.0",
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "0e0",
    "1.5e10",
    "12345678901234567890",
    "1e400",
  ])("is written without quotes, as it came: %s", (n) => {
    const reading = compileTemplate('{"aps":{"badge":"#(n)"}}');
    const one = { properties: new Map([["n", n]]), pushVariables: new Map<string, string>() };
    expect(reading.kind === "template" && renderTemplate(reading.template, one)).toBe(
      `{"aps":{"badge":${n}}}`,
    );
  });

  it.each([
    "-5",
    "+5",
    "01",
    "00",
    "1.",
    ".5",
    "1e",
    "e5",
    "1e+",
    "1,5",
    "1 000",
    " 40",
    "40 ",
    "40\n",
    "0x10",
    "1_000",
    "NaN",
    "Infinity",
    "true",
    "null",
    "Ann",
    "\u0664",
    "--1",
    "1.2.3",
    "",
    "{}",
    "[1]",
    '"',
  ])("is a text when the value is %j", (n) => {
    const reading = compileTemplate('{"aps":{"badge":"#(n)"}}');
    const one = { properties: new Map([["n", n]]), pushVariables: new Map<string, string>() };
    expect(reading.kind === "template" && renderTemplate(reading.template, one)).toBe(
      `{"aps":{"badge":${JSON.stringify(n)}}}`,
    );
  });

  it("is an empty text when the property is missing, and the number of its default when it has one", () => {
    expect(renderBody('{"a":"#(nope)","b":"#(nope:{5})","c":"#(nope:{none})"}')).toBe(
      '{"a":"","b":5,"c":"none"}',
    );
  });

  it("may have blanks around its name, and its name in any case", () => {
    expect(renderBody('{"a":"#( n )","b":"#(N)"}')).toBe('{"a":40,"b":40}');
  });

  it("is a text when the value comes from another token", () => {
    expect(renderBody('{"a":"$(n)","b":"{$(n)}","c":"40","d":"{\'40\'}"}')).toBe(
      '{"a":"40","b":"40","c":"40","d":"40"}',
    );
  });
});
