import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { escapeXml } from "../../src/text/escape.ts";
import { problemsOf, renderTemplateText as render } from "./template-support.ts";

const properties: JsonObject = {
  name: "Ada",
  n: 3,
  zero: 0,
  none: [],
  list: ["a", "b"],
  maps: [{ k: 1 }, { k: 2 }],
  map: { k: "v" },
};

describe("a block", () => {
  it.each([
    ["{{^if n}}no{{/if}}", ""],
    ["{{^if zero}}no{{/if}}", "no"],
    ["{{^if n}}no{{else}}yes{{/if}}", "yes"],
    ["{{^unless n}}yes{{/unless}}", "yes"],
    ["{{^each list}}no{{/each}}", ""],
    ["{{^each none}}none{{/each}}", "none"],
    ["{{^with map}}no{{/with}}", ""],
    ["{{#if zero}}a{{else if n}}b{{else}}c{{/if}}", "b"],
    ["{{#if zero includeZero=true}}a{{/if}}", "a"],
    ["{{#each none}}a{{else}}nobody{{/each}}", "nobody"],
    ["{{#each list}}{{@index}}{{@key}}{{@first}}{{@last}}{{this}} {{/each}}", "00truefalsea 11falsetrueb "],
    ["{{#each map}}{{@key}}={{this}}{{/each}}", "k=v"],
    ["{{#each list as |item i|}}{{i}}{{item}}{{../name}}{{@root.name}}{{/each}}", "0aAdaAda1bAdaAda"],
    ["{{#each maps}}{{#with this.k}}{{this}}{{../../name}}{{/with}}{{/each}}", "1Ada2Ada"],
    ["{{#each maps as |m|}}{{#each ../list as |item|}}{{m.k}}{{item}}{{/each}}{{/each}}", "1a1b2a2b"],
    ["{{#with map as |m|}}{{m.k}}{{k}}{{../name}}{{/with}}", "vvAda"],
    ["a {{~#if n~}} b {{~/if~}} c", "abc"],
    ["x\n{{#each list}}\n- {{this}}\n{{/each}}\ny", "x\n- a\n- b\ny"],
  ])("is rendered: %s", (template, text) => {
    expect(render(template, properties)).toBe(text);
  });

  it.each([
    ["{{{{if n}}}}x{{{{/if}}}}", "CAM4005 {{{{if n}}}}x{{{{/if}}}}"],
    ["{{#each list as |upper|}}{{upper}}{{/each}}", "CAM4004 {{#each list as |upper|}}{{upper}}{{/each}}"],
    ["{{#each maps as |k|}}{{this.nope}}{{/each}}", "CAM4002 this.nope"],
    ["{{#each list as |item|}}{{this.item}}{{/each}}", "CAM4002 this.item"],
    ["{{#each list as |item|}}{{#if ./item}}x{{/if}}{{/each}}", "CAM4002 ./item"],
    ["{{#each n}}x{{/each}}", "CAM4004 {{#each n}}x{{/each}}"],
    ["{{#each 5}}x{{/each}}", "CAM4004 5"],
    ["{{../name}}", "CAM4002 ../name"],
    ["{{default @sink 'x'}}", "CAM4002 @sink"],
    ["{{#each list}}{{@../index}}{{/each}}", "CAM4002 @../index"],
    ["{{^name}}x{{/name}}", "CAM4003 name"],
    ['{"n":{{n}}}', "CAM4001 {{n}}}"],
  ])("is refused: %s", (template, problem) => {
    expect(problemsOf(template, properties)).toEqual([problem]);
  });
});

describe("`../` where a value looks like the one around it", () => {
  it.each([
    ["{{#each list}}{{#each ../list}}{{../../name}}{{/each}}{{/each}}", properties],
    ["{{#with map}}{{#with this}}{{../k}}{{/with}}{{/with}}", properties],
    ["{{#each l}}{{#each ../m}}{{../../name}}{{/each}}{{/each}}", { l: ["1"], m: [1], name: "Ada" }],
    ["{{#each l}}{{../name}}{{/each}}", { l: ["a"], name: "Ada", toString: "x" }],
    ["{{#each l}}{{#each this}}{{../../name}}{{/each}}{{/each}}", { l: [["a"]], name: "Ada" }],
  ])("is refused, since Handlebars counts the levels wrong: %s", (template, given) => {
    expect(problemsOf(template, given)[0]).toMatch(/^CAM4004 /);
  });

  it.each([
    ["{{#each list}}{{#each ../list}}{{this}}{{/each}}{{/each}}", "abab"],
    ["{{#each list}}{{#each @root.list}}{{@root.name}}{{/each}}{{/each}}", "AdaAdaAdaAda"],
    ["{{#each list as |a|}}{{#each @root.list as |b|}}{{a}}{{b}} {{/each}}{{/each}}", "aa ab ba bb "],
    ["{{#each maps}}{{#each ../list}}{{../k}}{{../../name}} {{/each}}{{/each}}", "1Ada 1Ada 2Ada 2Ada "],
  ])("has another way, which works: %s", (template, text) => {
    expect(render(template, properties)).toBe(text);
  });
});

describe("a template cannot run for ever", () => {
  const thousand = Array.from({ length: 1000 }, () => "x");

  it.each([
    ["passes", "{{#each l}}{{#each @root.l}}.{{/each}}{{/each}}", { l: thousand }],
    ["steps", `{{#each l}}${"{{this}}".repeat(200)}{{/each}}`, { l: thousand }],
    ["text", `{{#each l}}${"x".repeat(2000)}{{/each}}`, { l: thousand }],
    ["values", "{{#each l}}{{@root.t}}{{/each}}", { l: thousand, t: "x".repeat(100_000) }],
  ])("through its %s", (_, template, given) => {
    expect(render(template, given)).toMatch(/^CAM4008: /);
  });

  it("through `truncate` of a long text", () => {
    const text = "👨‍👩‍👧e\u0301🇫🇷".repeat(50_000);
    expect(render("{{truncate t 4}}", { t: text })).toBe("👨‍👩‍👧e\u0301🇫🇷…");
  });
});

describe("a value", () => {
  it.each([
    ["{{{name}}}", "<b>"],
    ["{{&name}}", "<b>"],
    ["{{~{name}~}}", "<b>"],
    ["{{name}}", "&lt;b&gt;"],
    ["{{!-- {{{name}}} --}}", ""],
  ])("is escaped for the text around it, but not in three braces: %s", (template, text) => {
    expect(render(template, { name: "<b>" }, escapeXml)).toBe(text);
  });
});
