import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTemplate, compileTemplateValue } from "../../src/nh/template-expression.ts";
import { parseXml } from "../../src/nh/xml.ts";
import { writeXmlAttribute } from "../../src/nh/xml-text.ts";
import { hostileText, render } from "./template-support.ts";

const names = fc.constantFrom("v", "V", " v ", "w", "nope");
const lengths = fc.nat({ max: 9 });
/** Tokens as the language has them. */
const tokens = fc.oneof(
  names.map((name) => `$(${name})`),
  names.map((name) => `%(${name})`),
  fc.tuple(names, lengths).map(([name, length]) => `$(${name}, ${length})`),
  fc.tuple(names, lengths).map(([name, length]) => `.(${name},${length})`),
  fc
    .tuple(names, fc.string({ maxLength: 5 }))
    .map(([name, text]) => `$(${name}:{${text.replace(/[\\}]/g, "\\$&")}})`),
  hostileText.map((text) => `'a${text.replaceAll("'", "''")}'`),
  hostileText.map((text) => `"a${text.replaceAll('"', '""')}"`),
);
const expressions = fc.array(tokens, { minLength: 1, maxLength: 4 }).map((list) => `{${list.join(" + ")}}`);

describe("a value of a template", () => {
  it("is read or refused, whatever it is", () => {
    const pieces = fc.constantFrom(
      "$(",
      ".(",
      "%(",
      "#(",
      ")",
      "{",
      "}",
      "'",
      '"',
      "+",
      ",",
      ":{",
      "\\",
      " ",
      "a",
      "3",
      "$body",
      "ü",
    );
    fc.assert(
      fc.property(fc.string({ unit: pieces, maxLength: 14 }), (text) => {
        expect(["template", "malformed"]).toContain(compileTemplateValue(text).kind);
      }),
      { numRuns: 3000 },
    );
  });

  it("is read when it is written by the grammar, and fills any document", () => {
    fc.assert(
      fc.property(expressions, hostileText, hostileText, (expression, v, w) => {
        const json = JSON.stringify({ aps: { alert: expression, list: [expression] }, [expression]: 1.5 });
        const filled: unknown = JSON.parse(render(json, { v }, { w }));
        expect(filled).toMatchObject({ aps: { alert: expect.any(String) }, [expression]: 1.5 });
        const attribute = writeXmlAttribute(expression);
        expect(parseXml(render(`<a b="${attribute}"><c>${attribute}</c></a>`, { v }, { w })).kind).toBe(
          "document",
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("a JSON template", () => {
  it("keeps keys, numbers, booleans and null, and goes into lists", () => {
    const body = '{"$(who)":1.5,"a":[true,null,"$(who)",{"b":"#(n)"}],"__proto__":"$(n)"}';
    expect(render(body)).toBe('{"$(who)":1.5,"a":[true,null,"Ann",{"b":40}],"__proto__":"40"}');
  });

  it("may stand among blanks and behind a byte-order mark", () => {
    expect(render('\ufeff\n {"a":"$(who)"} \n')).toBe('{"a":"Ann"}');
  });

  it("cannot be broken by a value", () => {
    fc.assert(
      fc.property(hostileText, (v) => {
        expect(JSON.parse(render('{"a":"$(v)","b":["{\'<\' + $(v)}"],"c":"#(v)"}', { v }))).toEqual({
          a: v,
          b: [`<${v}`],
          c: /^(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(v) ? Number(v) : v,
        });
      }),
    );
  });

  it.each(["", "hello", "[]", '"$(a)"', "null", "{", '{"a":"$x"}', "<a>", "<a b='#FF0000'/>"])(
    "is not %j",
    (body) => {
      expect(compileTemplate(body).kind).toBe("malformed");
    },
  );

  it("keeps its numbers digit by digit, and its keys in their order", () => {
    const body = '{"2":"$(who)","1":12345678901234567890,"a":1.0,"b":-0,"c":1e400,"a":[ ]}';
    expect(render(body)).toBe(body.replace("$(who)", "Ann"));
  });

  it("takes no text in a list for a key, nor a key for a value", () => {
    expect(render('{"$(who)" : "$(n)","b":["$(who)" , "$(n)"]}')).toBe(
      '{"$(who)" : "40","b":["Ann" , "40"]}',
    );
  });

  it("nests to a bounded depth", () => {
    for (const depth of [200, 200_000]) {
      expect(compileTemplate(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`)).toMatchObject({
        kind: "malformed",
        message: expect.stringContaining("nests deeper"),
      });
    }
  });
});
