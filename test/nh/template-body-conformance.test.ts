import { describe, expect, it } from "vitest";
import {
  compileTemplate,
  compileTemplateValue,
  renderTemplate,
  renderTemplateValue,
} from "../../src/nh/template-expression.ts";
import { values } from "./template-cases.ts";

const properties = new Map(Object.entries(values));
const filling = { properties, pushVariables: new Map<string, string>() };

function renderBody(body: string): string {
  const reading = compileTemplate(body);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return renderTemplate(reading.template, filling);
}

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
    ["<t a='$(who)'/>", "<t a='Ann'/>"],
    ['<t a="$(who)"><b/></t>', '<t a="Ann"><b/></t>'],
    ['<t a="#(n)">#(n)</t>', '<t a="40">40</t>'],
    ["<t>{'a' + $(b)}</t>", "<t>aB</t>"],
    ["<t>{'a &lt; b &amp; c'}</t>", "<t>a &lt; b &amp; c</t>"],
    ["<t>&#36;(who)</t>", "<t>Ann</t>"],
    ["<t><![CDATA[$(who)]]></t>", "<t><![CDATA[Ann]]></t>"],
    ["<t>Hello $(who)</t>", "<t>Hello $(who)</t>"],
    ['<t a="a &amp; b">c &lt; d</t>', '<t a="a &amp; b">c &lt; d</t>'],
    ['<t a="">  </t>', '<t a="">  </t>'],
    ["<t></t>", "<t></t>"],
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
