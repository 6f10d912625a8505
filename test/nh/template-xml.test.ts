import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseXml, textOf, type XmlElement } from "../../src/nh/xml.ts";
import { hostileText, render } from "./template-support.ts";

/** A text as XML can carry it. */
function carried(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd");
}

function readRoot(xml: string): XmlElement {
  const reading = parseXml(xml);
  if (reading.kind === "malformed") throw new Error(`${reading.message}: ${xml}`);
  return reading.root;
}

describe("an XML template", () => {
  it("is filled in attributes and in elements without children, and else stays as it was written", () => {
    const body =
      '<?xml version="1.0"?><toast launch="{\'id=\' + $(n)}" xmlns="urn:x"><visual>$(who) <text id="1">$(who)</text><text>Hi $(who)</text><image src="a.png"/></visual></toast>';
    expect(render(body)).toBe(
      '<?xml version="1.0"?><toast launch="id=40" xmlns="urn:x"><visual>$(who) <text id="1">Ann</text><text>Hi $(who)</text><image src="a.png"/></visual></toast>',
    );
  });

  it.each([
    ["the declaration", '<?xml version="1.0" encoding="utf-16"?>\r\n<t>$(n)</t>'],
    ["comments", '<!-- a > "$(who)" --><t><!--<u a="\'">$(who)</u>--><u>$(n)</u></t><!-- $(who) -->'],
    ["instructions", '<?x <t a="$(who)"> ?><t><u>$(n)</u><?y $(who) ?></t>'],
    ["blanks in tags", "<t\n  a = 'x'\tb= \"$(n)\"  >\n<u\n/></t\n>"],
    ["empty elements", "<t><a></a><b/><c /><u>$(n)</u></t>"],
    ["quotes and what they hold", '<t a=\'say "$(who)" > !--\' b="it\'s"><u>$(n)</u></t>'],
    ["references", '<t a="&#x22;&amp;&quot;&#10;"><u>&#169;&lt;a&gt;</u><u>$(n)</u></t>'],
    ["sections", "<t><u><![CDATA[<a b='$(who)'> & ]]></u><u>$(n)</u></t>"],
    ["line ends", '<t>\r\n<u a="x\r\ny">\r\n$(who)\r\n</u><u>$(n)</u>\r\n</t>'],
    ["what stands beside elements", "<t>$(who)<u>$(n)</u>{$(who)</t>"],
  ])("keeps %s", (_, body) => {
    expect(render(body)).toBe(body.replace("$(n)", "40"));
  });

  it.each([
    ["<badge value='#(n)'/>", "<badge value='40'/>"],
    ["<t a='$(v)' b=\"$(v)\"/>", "<t a='&lt;&apos;&quot;&amp;' b=\"&lt;&apos;&quot;&amp;\"/>"],
    ["<t>$(v)</t>", "<t>&lt;&apos;&quot;&amp;</t>"],
    ["<t><![CDATA[$(v)]]></t>", "<t><![CDATA[<'\"&]]></t>"],
    ["<t><![CDATA[$(cdata)]]></t>", "<t><![CDATA[]]]]><![CDATA[>]]></t>"],
    ["<t><![CDATA[$(return)]]></t>", "<t><![CDATA[a]]>&#13;<![CDATA[b]]></t>"],
    ["<t a='$(return)'>$(return)</t>", "<t a='a&#13;b'>a&#13;b</t>"],
    ["<t a='&#36;(who)'>&#x7b;'&lt;' + $(who)}</t>", "<t a='Ann'>&lt;Ann</t>"],
    ['<t a="{&quot;a&quot;&#43;&apos;b&apos;}"/>', '<t a="ab"/>'],
    ["<t a='$(nope)'>$(nope)</t>", "<t a=''></t>"],
    ["<t a='$(nope:{&apos;})'/>", "<t a='&apos;'/>"],
    ["<t><!-- who -->$(who)<!-- is it --></t>", "<t><!-- who -->Ann<!-- is it --></t>"],
    ["<t>$(w<!-- cut -->ho)</t>", "<t>Ann<!-- cut --></t>"],
    ["<t>{'a &amp; ' + <![CDATA['<b>' + ]]>$(who)}</t>", "<t>a &amp; &lt;b&gt;Ann<![CDATA[]]></t>"],
    ["<t><![CDATA[]]><![CDATA[{'<' + ]]>$(who)}</t>", "<t><![CDATA[]]><![CDATA[<Ann]]></t>"],
    ["<t>{'a' +\r\n $(who)}</t>", "<t>aAnn</t>"],
    ["<t a=\"{'x' +\n $(who)}\" b='$(who)'/>", "<t a=\"xAnn\" b='Ann'/>"],
  ])("escapes for the place: %s gives %s", (body, result) => {
    const values = { who: "Ann", n: "40", v: "<'\"&", cdata: "]]>", return: "a\rb" };
    expect(render(body, values)).toBe(result);
  });

  it.each(["", '<?xml version="1.0"?>', '<?xml version="1.1"?>'])(
    "cannot be broken by a value, wherever it stands, behind %j",
    (declaration) => {
      const awkward = fc.string({
        unit: fc.constantFrom("\x7f", "\x80", "\x85", "\u2028", "\r", "\n", "]", ">"),
      });
      fc.assert(
        fc.property(fc.oneof(hostileText, awkward), (v) => {
          const body =
            declaration +
            "<a b=\"$(v)\" c='$(v)'><!-- - --><d>$(v)</d><d><![CDATA[$(v)]]></d><d><!---->$(v)<?x?></d></a>";
          const root = readRoot(render(body, { v }));
          const texts = [
            ...root.attributes.values(),
            ...root.children.map((child) => (typeof child === "string" ? child : textOf(child))),
          ];
          expect(texts).toEqual(Array.from({ length: 5 }, () => carried(v)));
        }),
      );
    },
  );

  it("comes out byte for byte around its expressions", () => {
    const name = fc.constantFrom("a", "b:c", "ü", "x-1");
    const text = hostileText.map((value) => `x${carried(value)}`);
    const escaped = text.map((value) => value.replace(/[&<>]/g, "&#38;"));
    const comment = text.map((value) => `<!--${value.replaceAll("-", "")}-->`);
    const section = text.map((value) => `<![CDATA[${value.replaceAll("]]>", "")}${"]"}]]>`);
    const attribute = fc
      .tuple(fc.constantFrom(" p", "\n q ", "\tr"), fc.constantFrom('"', "'"), text)
      .map(([spot, quote, value]) => `${spot}= ${quote}x${value.replace(/[&<"']/g, ">")}${quote}`);
    const { element } = fc.letrec<{ element: string }>((tie) => ({
      element: fc
        .tuple(
          name,
          fc.uniqueArray(attribute, { maxLength: 3, selector: (value) => value.trim().charAt(0) }),
          fc.array(fc.oneof({ maxDepth: 3 }, escaped, comment, section, tie("element")), { maxLength: 4 }),
        )
        .map(([tag, attributes, inner]) => `<${tag}${attributes.join("")} >${inner.join("")}</${tag}>`),
    }));
    fc.assert(
      fc.property(element, (inner) => {
        const body = `<?xml version="1.0"?><!-- > --><t xmlns:b='urn:b'>${inner}<u b="$(n)">$(n)</u>${inner}</t>`;
        expect(render(body, { n: "40" })).toBe(body.replaceAll("$(n)", "40"));
      }),
    );
  });
});
