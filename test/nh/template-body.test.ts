import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTemplate } from "../../src/nh/template-expression.ts";
import { parseXml, textOf } from "../../src/nh/xml.ts";
import { render } from "./template-support.ts";

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
      fc.property(fc.string({ unit: "binary" }), (v) => {
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

  it("nests to a bounded depth", () => {
    for (const depth of [200, 200_000]) {
      expect(compileTemplate(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`)).toMatchObject({
        kind: "malformed",
        message: expect.stringContaining("nests deeper"),
      });
    }
  });
});

describe("an XML template", () => {
  it("is filled in attributes and in elements without children", () => {
    const body =
      '<?xml version="1.0"?><toast launch="{\'id=\' + $(n)}" xmlns="urn:x"><visual>$(who) <text id="1">$(who)</text><text>Hi $(who)</text><image src="a.png"/></visual></toast>';
    expect(render(body)).toBe(
      '<toast launch="id=40" xmlns="urn:x"><visual>$(who) <text id="1">Ann</text><text>Hi $(who)</text><image src="a.png"/></visual></toast>',
    );
  });

  it("writes a number as text", () => {
    expect(render("<badge value='#(n)'/>")).toBe('<badge value="40"/>');
  });

  it("cannot be broken by a value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (v) => {
        const reading = parseXml(render('<a b="$(v)"><c>$(v)</c></a>', { v }));
        const carried = v.replace(
          /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu,
          "\ufffd",
        );
        expect(
          reading.kind === "document" && [reading.root.attributes.get("b"), textOf(reading.root)],
        ).toEqual([carried, carried]);
      }),
    );
  });
});
