import { describe, expect, it } from "vitest";
import { helpers } from "../../src/campaign/template/helpers.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { problemsOf, renderTemplateText as render, renderLeafValue } from "./template-support.ts";

const given: JsonObject = {
  name: "Ada",
  blank: "",
  count: 1234.5,
  one: 1,
  zero: 0,
  yes: true,
  no: false,
  list: ["a", "b"],
  none: [],
  map: { city: "Paris", "a-b": 1 },
  when: "2026-12-01T08:00:00+01:00",
  day: "2026-12-01",
  city: "İzmir",
  family: "👨‍👩‍👧 and me",
};

describe("a helper", () => {
  it.each([
    ['{{default name "friend"}}', "Ada"],
    ['{{default blank "friend"}}', "friend"],
    ['{{default nothing "friend"}}', "friend"],
    ["{{default zero 7}}", "0"],
    ["{{default no 7}}", "false"],
    ["{{upper name}}", "ADA"],
    ['{{upper "istanbul" locale="tr"}}', "İSTANBUL"],
    ["{{lower name}}", "ada"],
    ["{{lower yes}}", "true"],
    ["{{truncate name 3}}", "Ada"],
    ["{{truncate name 2}}", "A…"],
    ["{{truncate family 2}}", "👨‍👩‍👧…"],
    ['{{date when dateStyle="short" timeStyle="short"}}', "12/1/26, 7:00 AM"],
    ['{{date when zone="Europe/Paris" timeStyle="short"}}', "8:00 AM"],
    ["{{date day}}", "Dec 1, 2026"],
    ['{{date day locale="fr" dateStyle="long"}}', "1 décembre 2026"],
    ["{{number count}}", "1,234.5"],
    ['{{number count locale="de"}}', "1.234,5"],
    ['{{number 9.5 style="currency" currency="EUR"}}', "€9.50"],
    ['{{int "12.9"}}', "12"],
    ['{{float " 1.50 "}}', "1.5"],
    ['{{plural one "# day" "# days"}}', "1 day"],
    ['{{plural count "# day" "# days"}}', "1,234.5 days"],
    ['{{plural zero zero="nothing" other="# days"}}', "nothing"],
    ['{{plural 3 locale="pl" one="dzień" few="# dni" many="# dni" other="# dnia"}}', "3 dni"],
    ["{{{json map}}}", '{"city":"Paris","a-b":1}'],
    ["{{json list}}", '["a","b"]'],
    ['{{urlencode "a b&c=é!"}}', "a%20b%26c%3D%C3%A9%21"],
    ['{{#if (eq name "Ada")}}yes{{else}}no{{/if}}', "yes"],
    ['{{#if (ne name "Ada")}}yes{{else}}no{{/if}}', "no"],
    ["{{#if (lt zero one)}}yes{{/if}}", "yes"],
    ['{{#if (gt "b" "a")}}yes{{/if}}', "yes"],
    ["{{#if (and yes one name)}}yes{{/if}}", "yes"],
    ["{{#if (and yes none)}}yes{{else}}no{{/if}}", "no"],
    ["{{#if (or no blank name)}}yes{{/if}}", "yes"],
    ["{{#if (not none)}}yes{{/if}}", "yes"],
    ["{{#unless no}}yes{{/unless}}", "yes"],
    ["{{#if zero}}yes{{else}}no{{/if}}", "no"],
    ["{{#if zero includeZero=true}}yes{{else}}no{{/if}}", "yes"],
    ["{{#each list}}{{@index}}{{this}}{{#unless @last}},{{/unless}}{{/each}}", "0a,1b"],
    ["{{#each map}}{{@key}}={{this}};{{/each}}", "city=Paris;a-b=1;"],
    ["{{#each none}}x{{else}}empty{{/each}}", "empty"],
    ["{{#with map}}{{city}}{{/with}}", "Paris"],
    ["{{#with map}}{{../name}}{{/with}}", "Ada"],
  ])("%s gives %s", (template, text) => {
    // ICU separates with narrow blanks in some versions.
    expect(render(template, given).replace(/[\u00a0\u202f]/g, " ")).toBe(text);
  });

  // A text without a loop is worked out by functions, one with a loop by the code that Handlebars makes.
  it.each([
    '{{default nothing "friend"}} {{default map.street name}}',
    "{{plural count (upper one) other=(truncate name 2)}}",
    "{{upper (lower (default nothing name))}}{{truncate @root.name 2}}",
    "{{~lower  name ~}} . {{map.city}} {{list.[1]}} {{map.[a-b]}}",
    '{{number count locale=(default blank "de") minimumFractionDigits=2}}',
    "{{{json map}}} {{json list}} {{{json yes}}} {{and yes none}} {{eq one 1}}",
    "{{default zero true}}{{default nothing false}}{{default blank -1.5}}",
    '{{default name.length "none"}} {{default blank.length 5}} {{default name.[0] "?"}} {{list.length}}',
    '{{#if (default name.length false)}}A{{else}}B{{/if}} {{default list.[00] "none"}} {{list.[1]}}',
    '{{default @../root.name "x"}} {{number -0}} {{int -0}} {{@root.map.city}} {{default map.length 1}}',
  ])("%s comes to the same with a loop behind it", (template) => {
    const plain = render(template, given);
    expect(plain).not.toBe("");
    expect(render(`${template}{{#each none}}{{/each}}`, given)).toBe(plain);
  });

  it.each([
    ["{{truncate name 0}}", "CAM4004", "needs a length of 1 or more"],
    ["{{int name}}", "CAM4004", 'needs a number, and got "Ada"'],
    ["{{int 9007199254740993}}", "CAM4004", "beyond 2^53"],
    ["{{number map}}", "CAM4004", "needs a number"],
    ["{{upper list}}", "CAM4004", "got a list or a map"],
    ['{{date "tomorrow"}}', "CAM4004", "needs a date or a time"],
    ['{{date "2026-12-01T08:00:00"}}', "CAM4004", "needs a time with an offset"],
    ['{{date when zone="Mars/Base"}}', "CAM4004", "not valid"],
    ['{{number count locale="not a locale"}}', "CAM4004", "not valid"],
    ["{{plural count}}", "CAM4004", "has no form"],
    ["{{#if (lt name 1)}}x{{/if}}", "CAM4004", "compares two numbers or two texts"],
    ['{{urlencode "\ud800"}}', "CAM4004", "surrogate"],
  ])("%s is %s: it %s", (template, code, words) => {
    const told = render(template, given);
    expect(told.slice(0, 7)).toBe(code);
    expect(told).toContain(words);
  });

  it.each([...helpers.keys()])(
    "%s refuses too few arguments, too many, and options that it does not have",
    (name) => {
      const helper = helpers.get(name);
      if (helper === undefined) throw new Error("no helper");
      const call = (inside: string) =>
        helper.kind === "block"
          ? `{{#${name} ${inside}}}x{{/${name}}}`
          : `{{#if (${name} ${inside})}}x{{/if}}`;
      const many = Array.from({ length: helper.maxArguments + 1 }, () => "one").join(" ");
      expect(problemsOf(call(many), given)[0]).toMatch(/^CAM400/);
      const enough = Array.from({ length: helper.minArguments }, () => "one").join(" ");
      expect(problemsOf(call(`${enough} colour="red"`), given)[0]).toMatch(/^CAM4004/);
      if (helper.minArguments > 1) expect(problemsOf(call("one"), given)[0]).toMatch(/^CAM4004/);
    },
  );

  it("keeps the type of what it gives when the leaf is nothing else", () => {
    expect(renderLeafValue('{{int "12"}}', given)).toBe(12);
    expect(renderLeafValue("{{eq one 1}}", given)).toBe(true);
    expect(renderLeafValue("{{count}}", given)).toBe(1234.5);
    expect(renderLeafValue("{{no}}", given)).toBe(false);
    expect(renderLeafValue("{{number count}}", given)).toBe("1,234.5");
  });

  it("gives the same on every machine: no clock, no locale and no zone of its own", () => {
    const before = { TZ: process.env["TZ"], LANG: process.env["LANG"] };
    const template = '{{date when timeStyle="short"}} {{number count}} {{upper city}}';
    const first = render(template, given);
    process.env["TZ"] = "Asia/Tokyo";
    process.env["LANG"] = "tr_TR.UTF-8";
    try {
      expect(render(template, given)).toBe(first);
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});
