import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTemplateValue, renderTemplateValue } from "../../src/nh/template-expression.ts";
import { message, render } from "./template-support.ts";

/** The value of one JSON leaf, as JSON. */
function leaf(
  expression: string,
  properties: Readonly<Record<string, string>> = message,
  pushVariables: Readonly<Record<string, string>> = {},
): string {
  return render(JSON.stringify({ x: expression }), properties, pushVariables).slice(5, -1);
}

function complaint(expression: string): string {
  const reading = compileTemplateValue(expression);
  return reading.kind === "malformed" ? reading.message : "it was read";
}

describe("a value of a template", () => {
  it.each([
    ["$(title)", '"This is the title line"'],
    ["$(TITLE, 7)", '"This is"'],
    [".(title, 20)", '"This is the title..."'],
    [".(title, 22)", '"This is the title line"'],
    [".(title, 2)", '".."'],
    ["$(title, 0)", '""'],
    [".(title,0)", '""'],
    ["#(n)", "40"],
    ["{#(n)}", "40"],
    ["#(who)", '"Ann"'],
    ["#(nope)", '""'],
    ["{'Hi, ' + $(who) + '!'}", '"Hi, Ann!"'],
    ["{$(nope) + 'x'}", '"x"'],
    ["{'it''s ' + $(who)}", '"it\'s Ann"'],
    ['{"say ""hi"" " + $(who)}', '"say \\"hi\\" Ann"'],
    ["https://e.x/?q=%(q)", '"https://e.x/?q=%(q)"'],
    ["{'https://e.x/?q=' + %(q)}", '"https://e.x/?q=a%20b%26%C3%BC"'],
    ["Hello $(who)", '"Hello $(who)"'],
    ["$(who) + $(n)", '"Ann40"'],
    ["{ $( who ) }", '"Ann"'],
    ["{'' + $(who)}", '"Ann"'],
    ["%(nope)", '""'],
    [".(empty, 5)", '""'],
  ])("%s yields %s", (expression, json) => {
    expect(leaf(expression)).toBe(json);
  });

  it.each(["", " ", "Hello", " $(who)", "-$(who)", "(who)", "}", "5 #", "a {b}"])(
    "%j is a literal",
    (text) => {
      expect(leaf(text)).toBe(JSON.stringify(text));
    },
  );

  it.each([
    ["{'$5 off'}", "$5 off"],
    ["{'#FF0000'}", "#FF0000"],
  ])("%s says %s by quoting it", (expression, text) => {
    expect(leaf(expression)).toBe(JSON.stringify(text));
  });

  it.each([
    ["40", "40"],
    ["0", "0"],
    ["1.50", "1.50"],
    ["1e+3", "1e+3"],
    ["12345678901234567890", "12345678901234567890"],
    ["-5", '"-5"'],
    ["007", '"007"'],
    ["1.", '"1."'],
    [" 1", '" 1"'],
    ["Infinity", '"Infinity"'],
    ["1\n", '"1\\n"'],
  ])("#(n) of %j is %s", (n, json) => {
    expect(leaf("#(n)", { n })).toBe(json);
  });

  it("has a default for what is missing or empty", () => {
    expect(leaf("$(nope:{n/a})")).toBe('"n/a"');
    expect(leaf("$(empty:{n/a})")).toBe('"n/a"');
    expect(leaf("$(who:{n/a})")).toBe('"Ann"');
    expect(leaf("$(nope:{a\\}b\\\\c, )}, 6)")).toBe(JSON.stringify("a}b\\c,"));
    expect(leaf("#(nope:{7})")).toBe("7");
    expect(leaf("{%(nope:{a b}) + '.'}")).toBe('"a%20b."');
  });

  it("takes a property of the message before a variable of the device", () => {
    expect(leaf("{$(who) + $(city)}", { who: "Ann" }, { WHO: "Bo", City: "Rome" })).toBe('"AnnRome"');
  });

  it("may name a property as objects of JavaScript name theirs", () => {
    expect(leaf("$(constructor)")).toBe('""');
    expect(leaf("$(__proto__)", JSON.parse('{"__proto__":"x"}'))).toBe('"x"');
  });

  it("percent-encodes as RFC 3986 says", () => {
    expect(leaf("%(q)", { q: "-_.~!'()*/😀" })).toBe('"-_.~%21%27%28%29%2A%2F%F0%9F%98%80"');
    expect(leaf("%(q)", { q: "a\ud800" })).toBe('"a%EF%BF%BD"');
  });

  it.each([
    ["$5 off", "should be a ("],
    [".NET", "should be a ("],
    ["%20", "should be a ("],
    ["#FF0000", "should be a ("],
    ["...", "should be a ("],
    ['{"x":1}', "Only valid composition operator is +"],
    ["{", "parenthesis is missing"],
    ["{$(a)", "parenthesis is missing"],
    ["{}", "too short"],
    ["{''}", "too short"],
    ["{$(a) + ''}", "too short"],
    ["{$(a) +}", "too short"],
    ["$(a) ", "blank"],
    ["$(a)\n", "blank"],
    ["{$(a) - $(b)}", "Only valid composition operator is +"],
    ["{$(a) $(b)}", "Only valid composition operator is +"],
    ["{a + $(b)}", "Token has to begin with"],
    ["{$(a) + #(b)}", "'#(prop)' is not allowed"],
    ["$(a", "Missing closing parentheses"],
    ["$(a, 1", "Missing closing parentheses"],
    ["$(a, -1)", "not a positive integer"],
    ["$(a, x)", "not a positive integer"],
    ["$(a, 2147483648)", "not a positive integer"],
    [".(a)", ".(prop , n)"],
    ["{.(a) + $(b, 3)}", ".(prop , n)"],
    ["%(a, 3)", "%(prop , n)"],
    ["#(a, 3)", "#(prop , n)"],
    ["$(a.b)", "Property name is a.b"],
    ["$()", "Property name is"],
    ["$(ä)", "Property name is ä"],
    [`$(${"a".repeat(121)})`, "Maximum allowed length is 120"],
    ["$(a:{b)", "Missing default's end"],
    ["{'open}", "Literal is missing closing notation"],
    ["$body", "'$body' is not supported"],
  ])("%j is refused: %s", (expression, message_) => {
    expect(complaint(expression)).toContain(message_);
  });

  it("stands in a header too, where a number is text", () => {
    const reading = compileTemplateValue("#(n)");
    expect(
      reading.kind === "template" &&
        renderTemplateValue(reading.template, {
          properties: new Map([["N", "40"]]),
          pushVariables: new Map(),
        }),
    ).toBe("40");
  });

  it("takes the longest integer and the longest name", () => {
    const name = "a".repeat(120);
    expect(leaf(`$(${name}, 2147483647)`, { [name]: "x" })).toBe('"x"');
  });
});

describe("any text", () => {
  it("is a template's value or refused with a sentence", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."$.%#{}()'\"+,:\\ a1b"), maxLength: 20 }), (text) => {
        const reading = compileTemplateValue(text);
        if (reading.kind === "malformed") expect(reading.message).toContain("Expression is");
        else
          expect(
            typeof renderTemplateValue(reading.template, { properties: new Map(), pushVariables: new Map() }),
          ).toBe("string");
      }),
      { numRuns: 3000 },
    );
  });
});
