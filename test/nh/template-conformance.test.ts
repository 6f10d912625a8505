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

describe("the body of a JSON template", () => {
  it.each([
    ['{"$(who)":"$(who)"}', '{"$(who)":"Ann"}'],
    ['{"#FF0000":"x",".NET":"y","{":"z","%":"w"}', '{"#FF0000":"x",".NET":"y","{":"z","%":"w"}'],
    ['{"a":[ "$(who)", "$(n)" ]}', '{"a":[ "Ann", "40" ]}'],
    [
      '{"a":1.0,"b":1e3,"c":-0,"d":12345678901234567890}',
      '{"a":1.0,"b":1e3,"c":-0,"d":12345678901234567890}',
    ],
    ['{"a":true,"b":false,"c":null}', '{"a":true,"b":false,"c":null}'],
    ['{"a":{"b":{"c":"$(who)"}}}', '{"a":{"b":{"c":"Ann"}}}'],
    ['{"a":"\\u0024(who)"}', '{"a":"Ann"}'],
    ['{"a":"\\u007b\\u0027x\\u0027}"}', '{"a":"x"}'],
    ['{"a":"\\t$(who)"}', '{"a":"\\t$(who)"}'],
    ['{"a":"$(quote)"}', '{"a":"\\"\'\\\\"}'],
    ['{"a":"$(nope:{\\"})"}', '{"a":"\\""}'],
    ["{}", "{}"],
    ['{"a":{},"b":[]}', '{"a":{},"b":[]}'],
    ['{"__proto__":"$(who)","constructor":"$(who)"}', '{"__proto__":"Ann","constructor":"Ann"}'],
  ])("%s gives %s", (body, result) => {
    expect(JSON.parse(renderBody(body))).toEqual(JSON.parse(result));
    expect(renderBody(body).replace(/\s/g, "")).toBe(result.replace(/\s/g, ""));
  });

  it.each([
    "",
    "   ",
    "hello",
    "[]",
    '["$(who)"]',
    '"$(who)"',
    "1",
    "null",
    "true",
    "{",
    "}",
    '{"a"}',
    '{"a":}',
    "{'a':'b'}",
    '{"a":"b",}',
    '{"a":$(who)}',
    '{"a":#(n)}',
    '{"a":"$(who)"} x',
    "$(who)",
    "{$(who)}",
    '{“a”:"b"}',
    '{"a":"b"}{"a":"b"}',
    '{/* c */"a":"b"}',
    '{"a":01}',
    '{"a":"\n"}',
    "$body",
  ])("is not %j", (body) => {
    expect(compileTemplate(body).kind).toBe("malformed");
  });
});

describe("the body of an XML template", () => {
  it.each([
    ["<t>$(who)</t>", "<t>Ann</t>"],
    ["<t> $(who)</t>", "<t> $(who)</t>"],
    ["<t>\n$(who)\n</t>", "<t>\n$(who)\n</t>"],
    ["<t><a>$(who)</a></t>", "<t><a>Ann</a></t>"],
    ["<t>$(who)<a/></t>", "<t>$(who)<a/></t>"],
    ["<t>$5<a>x</a>#FF</t>", "<t>$5<a>x</a>#FF</t>"],
    ['<t a="$(who)"/>', '<t a="Ann"/>'],
    ["<t a='$(who)'/>", '<t a="Ann"/>'],
    ['<t a="$(who)"><b/></t>', '<t a="Ann"><b/></t>'],
    ['<t a="#(n)">#(n)</t>', '<t a="40">40</t>'],
    ["<t>{'a' + $(b)}</t>", "<t>aB</t>"],
    ["<t>{'a &lt; b &amp; c'}</t>", "<t>a &lt; b &amp; c</t>"],
    ["<t>&#36;(who)</t>", "<t>Ann</t>"],
    ["<t><![CDATA[$(who)]]></t>", "<t>Ann</t>"],
    ["<t>Hello $(who)</t>", "<t>Hello $(who)</t>"],
    ['<t a="a &amp; b">c &lt; d</t>', '<t a="a &amp; b">c &lt; d</t>'],
    ['<t a="">  </t>', '<t a="">  </t>'],
    ["<t></t>", "<t/>"],
    [
      '<w:t xmlns:w="urn:w" w:a="$(who)"><w:b>$(n)</w:b></w:t>',
      '<w:t xmlns:w="urn:w" w:a="Ann"><w:b>40</w:b></w:t>',
    ],
    ["  <t>$(who)</t>\n", "<t>Ann</t>"],
    ["<t>.(title, 10)</t>", "<t>This is...</t>"],
    ["<t src=\"{'https://e.x/?q=' + %(q)}\"/>", '<t src="https://e.x/?q=a%20b%26%C3%BC"/>'],
  ])("%s gives %s", (body, result) => {
    expect(renderBody(body)).toBe(result);
  });

  it.each([
    "<",
    "<t",
    "<t>",
    "<t></u>",
    "<t a=b/>",
    "<t/><u/>",
    "<t>&nope;</t>",
    "<t>&</t>",
    "<u:t/>",
    "<t/>x",
    "<t a='1' a='2'/>",
  ])("is not %j", (body) => {
    expect(compileTemplate(body)).toMatchObject({
      kind: "malformed",
      message: expect.stringContaining("Failed to deserialize the body template."),
    });
  });
});

describe("push variables", () => {
  const both = {
    properties: new Map([
      ["who", "body"],
      ["Blank", ""],
    ]),
    pushVariables: new Map([
      ["WHO", "device"],
      ["city", "Graz"],
      ["blank", "device"],
    ]),
  };

  it.each([
    ["$(who)", "body"],
    ["$(city)", "Graz"],
    ["$(CITY)", "Graz"],
    ["$(blank)", ""],
    ["{$(city) + ', ' + $(who)}", "Graz, body"],
    [".(city, 3)", "..."],
    ["%(city)", "Graz"],
    ["$(city:{x})", "Graz"],
  ])("fill %j with %j", (text, result) => {
    const reading = compileTemplateValue(text);
    expect(reading.kind === "template" && renderTemplateValue(reading.template, both)).toBe(result);
  });
});
