import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { childElement, childElements, parseXml, textOf, type XmlElement } from "../../src/nh/xml.ts";
import { writeXmlAttribute, writeXmlText } from "../../src/nh/xml-text.ts";

function rootOf(text: string): XmlElement {
  const reading = parseXml(text);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return reading.root;
}

describe("a document", () => {
  it("is read with its namespaces, attributes and text", () => {
    const root = rootOf(
      '<?xml version="1.0" encoding="utf-16"?><!-- n --><wp:N xmlns:wp="WPNotification" a="1 &amp; 2"><wp:T>x &lt; <![CDATA[<y>]]></wp:T>tail</wp:N>',
    );
    expect(root).toMatchObject({ name: "wp:N", local: "N", uri: "WPNotification" });
    expect([...root.attributes]).toEqual([
      ["xmlns:wp", "WPNotification"],
      ["a", "1 & 2"],
    ]);
    expect(textOf(childElement(root, "T"))).toBe("x < <y>");
    expect(childElements(root).map(({ local }) => local)).toEqual(["T"]);
    expect(textOf(root)).toBe("x < <y>tail");
    expect(childElement(root, "U")).toBeUndefined();
    expect(textOf(undefined)).toBe("");
  });

  it("may begin with a byte-order mark and blanks", () => {
    expect(rootOf('\ufeff\n <?xml version="1.0"?><a/>').name).toBe("a");
  });

  it("may use names that objects of JavaScript have", () => {
    const root = rootOf('<constructor __proto__="1" toString="2"/>');
    expect(root.name).toBe("constructor");
    expect([...root.attributes]).toEqual([
      ["__proto__", "1"],
      ["toString", "2"],
    ]);
  });

  it.each([
    ["", 0, "root element"],
    ["\n hello", 2, "outside of root"],
    ["<a>", 0, "unclosed tag"],
    ["<a><b></a>", undefined, ""],
    ["<a/><b/>", undefined, ""],
    ["<a/>tail", undefined, ""],
    ["<a x='1' x='2'/>", undefined, "duplicate attribute"],
    ["<p:a/>", undefined, "unbound namespace prefix"],
    ["<a>😀 & b</a>", 6, "an & that begins no entity"],
    ["\ufeff <a>& b</a>", 5, "an & that begins no entity"],
    ["<a>&nbsp;</a>", undefined, "undefined entity"],
    ["<a>&#0;</a>", undefined, ""],
    ["<a>\u0001</a>", undefined, ""],
  ])("that is malformed is pointed at: %j", (text, offset, message) => {
    const reading = parseXml(text);
    expect(reading).toMatchObject({ kind: "malformed", message: expect.stringContaining(message) });
    if (reading.kind !== "malformed") return;
    if (offset !== undefined) expect(reading.offset).toBe(offset);
    expect(reading.offset).toBeLessThanOrEqual(text.length);
  });

  it("brings no document type, and so no entities", () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]><a>&y;</a>';
    expect(parseXml(bomb)).toMatchObject({ kind: "malformed", message: "a document type is not allowed" });
    expect(parseXml('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>').kind).toBe("malformed");
  });

  it("nests to a bounded depth", () => {
    const nest = (depth: number) => `${"<a>".repeat(depth)}${"</a>".repeat(depth)}`;
    expect(parseXml(nest(100)).kind).toBe("document");
    expect(parseXml(nest(101))).toMatchObject({ kind: "malformed", message: expect.stringContaining("100") });
    expect(parseXml("<a>".repeat(500_000)).kind).toBe("malformed");
  });

  it.each(["&", "&a", "&amp;", "<!--", "<![CDATA[", "<!-- & "])(
    "of a megabyte of %j is refused in one pass",
    (unit) => {
      // A pass for each of them would take minutes.
      const text = `<a>${unit.repeat(2 ** 20 / unit.length)}`;
      expect(parseXml(text)).toMatchObject({ kind: "malformed" });
    },
    20_000,
  );

  it("shows a bare & only outside comments and CDATA", () => {
    expect(parseXml("<a><!-- & --><![CDATA[&]]>&amp; & </a>")).toMatchObject({ offset: 32 });
    expect(parseXml("<a><!-- & -->x")).toMatchObject({ message: expect.stringContaining("unclosed tag") });
  });

  it("is never the reason for an exception", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."<>/&;\"'=!?-[]a: \n\u0001"), maxLength: 30 }),
        (text) => {
          const reading = parseXml(`<a>${text}`);
          if (reading.kind === "malformed") expect(reading.offset).toBeLessThanOrEqual(text.length + 3);
          else expect(reading.root.name).toBe("a");
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("text written into a document", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const root = rootOf(`<a b="${writeXmlAttribute(text)}">${writeXmlText(text)}</a>`);
        expect([textOf(root), root.attributes.get("b")]).toEqual([text, text]);
      }),
    );
    const breaks = "a\r\nb\tc\rd\n";
    const root = rootOf(`<a b="${writeXmlAttribute(breaks)}">${writeXmlText(breaks)}</a>`);
    expect([textOf(root), root.attributes.get("b")]).toEqual([breaks, breaks]);
  });

  it("loses what XML cannot carry", () => {
    expect(writeXmlText("a\u0000b\u001bc\uffff\ud800d")).toBe("a\ufffdb\ufffdc\ufffd\ufffdd");
  });
});
