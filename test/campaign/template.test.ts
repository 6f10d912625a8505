import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { escapeXml } from "../../src/text/escape.ts";
import { problemsOf, renderTemplateText as render, renderLeafValue } from "./template-support.ts";

describe("a name in a template", () => {
  it.each([
    ["{{nme}}", ["CAM4002 nme"]],
    ["{{upper nme}}", ["CAM4002 nme"]],
    ["{{#if nme}}x{{/if}}", ["CAM4002 nme"]],
    ["{{#if (eq nme 1)}}x{{/if}}", ["CAM4002 nme"]],
    ["{{#unless nme}}x{{/unless}}", ["CAM4002 nme"]],
    ["{{#each nme}}x{{/each}}", ["CAM4002 nme"]],
    ["{{#each list}}{{nme}}{{/each}}", ["CAM4002 nme"]],
    ["{{#with map}}{{nme}}{{/with}}", ["CAM4002 nme"]],
    ["{{map.nme}}", ["CAM4002 map.nme"]],
    ["{{#if name}}{{nme}}{{else}}{{nmo}}{{/if}}", ["CAM4002 nme", "CAM4002 nmo"]],
    ["{{default nme nmo}}", ["CAM4002 nmo"]],
    ["{{@index}}", ["CAM4002 @index"]],
  ])("is looked for wherever it stands: %s", (template, problems) => {
    expect(problemsOf(template, { name: "Ada", list: ["a"], map: { city: "Paris" } })).toEqual(problems);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"])(
    "never finds what JavaScript has by itself: %s",
    (name) => {
      for (const template of [
        `{{${name}}}`,
        `{{map.${name}}}`,
        `{{#if ${name}}}x{{/if}}`,
        `{{#with map}}{{${name}}}{{/with}}`,
      ])
        expect(problemsOf(template, { map: { city: "Paris" } })[0], template).toMatch(/^CAM4002 /);
    },
  );

  it.each(["constructor", "toString", "hasOwnProperty"])("can be %s when the author says so", (name) => {
    expect(render(`{{${name}}}`, { [name]: "mine" })).toBe("mine");
  });

  it.each(["date", "number", "default", "json", "if"])(
    "that a helper has as well is the property when it stands alone: %s",
    (name) => {
      expect(render(`{{${name}}}`, { [name]: "mine" })).toBe("mine");
      expect(problemsOf(`{{${name}}}`, {})).toEqual([`CAM4002 ${name}`]);
    },
  );
});

describe("a template", () => {
  it.each([
    ["{{> partial}}", "CAM4005"],
    ["{{#> layout}}x{{/layout}}", "CAM4005"],
    ["{{* decorator}}", "CAM4005"],
    ['{{#*inline "x"}}y{{/inline}}', "CAM4005"],
    ['{{lookup map "city"}}', "CAM4005"],
    ["{{log name}}", "CAM4005"],
    ["{{shout name}}", "CAM4003"],
    ["{{#shout name}}x{{/shout}}", "CAM4003"],
    ["{{name", "CAM4001"],
    ["{{#if name}}x", "CAM4001"],
    ["{{/if}}", "CAM4001"],
    ["{{#if name}}x{{/each}}", "CAM4001"],
  ])("cannot hold %s (%s)", (template, code) => {
    expect(problemsOf(template, { name: "Ada", map: { city: "Paris" } })[0]?.slice(0, 7)).toBe(code);
  });

  it.each([
    ["{{map}}", { map: { city: "Paris" } }],
    ["a {{list}}", { list: ["a"] }],
    ["{{#each list}}{{this}}{{/each}}", { list: [{ a: 1 }] }],
  ] as const)("puts no list and no map into a text: %s", (template, properties: JsonObject) => {
    expect(render(template, properties)).toMatch(/^CAM400[46]: /);
  });

  it("makes text of a number only where that loses nothing", () => {
    expect(render("{{n}}", { n: 9007199254740991 })).toBe("9007199254740991");
    expect(renderLeafValue("{{n}}", { n: 20 })).toBe(20);
  });

  it("takes a property for a value, never for a template", () => {
    expect(render("{{a}}", { a: "{{b}}", b: "no" })).toBe("{{b}}");
    expect(render("{{a}}", { a: "\\{{b}}" })).toBe("\\{{b}}");
  });

  it("leaves an escaped mustache and plain braces as they are", () => {
    expect(render("\\{{name}} {name} }}", { name: "Ada" })).toBe("{{name}} {name} }}");
  });

  it("escapes with two braces, and with three does not", () => {
    const properties = { name: "<b>&\"'" };
    expect(render("{{name}}", properties, escapeXml)).toBe(escapeXml(properties.name));
    expect(render("{{{name}}}", properties, escapeXml)).toBe(properties.name);
    expect(render("{{&name}}", properties, escapeXml)).toBe(properties.name);
    expect(render("{{#each list}}{{this}}{{/each}}", { list: ["<"] }, escapeXml)).toBe(escapeXml("<"));
  });

  it("cannot grow without end", () => {
    const list = Array.from({ length: 1_000 }, () => "x");
    const nested = "{{#each list}}{{#each @root.list}}{{#each @root.list}}x{{/each}}{{/each}}{{/each}}";
    expect(render(nested, { list })).toMatch(/^CAM4008: /);
    expect(render("{{#each list}}{{big}}{{/each}}", { list: ["a", "b"], big: "x".repeat(200_000) })).toMatch(
      /^CAM400[28]: /,
    );
  });
});
