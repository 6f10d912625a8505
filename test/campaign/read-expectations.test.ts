import { describe, expect, it } from "vitest";
import { readExpectations } from "../../src/campaign/read-expectations.ts";
import { createSchemaCheck } from "../../src/campaign/schema/check-schema.ts";
import { validators } from "../../src/campaign/schema/validators.ts";
import { readYaml } from "../../src/campaign/yaml/read-yaml.ts";

const checkSchema = createSchemaCheck(validators.expect, () => undefined);

function read(text: string, ids: readonly string[] = ["apple", "goal"]) {
  const { source } = readYaml("x.expect.yaml", new TextEncoder().encode(text), { isProse: () => true });
  const file = source === undefined ? undefined : checkSchema(source).file;
  if (source === undefined || file === undefined) throw new Error("the shape of the sample is wrong");
  return readExpectations(source, file, { base: [], ids });
}

function partsOf(text: string, ids?: readonly string[]) {
  const { expectations, diagnostics } = read(text, ids);
  expect(diagnostics).toEqual([]);
  return expectations.flatMap(({ parts }) => parts.map(({ key, wanted }) => ({ key, wanted })));
}

const whole = (...wanted: readonly object[]) => [{ key: undefined, wanted }];
const text = (words: string) => ({ kind: "text", text: words });
const fields = (...pairs: readonly (readonly [string, unknown])[]) => ({
  kind: "fields",
  fields: pairs.map(([path, value]) => ({ path, value })),
});

describe("what a device must get, as it is written", () => {
  it.each<[string, string, readonly object[]]>([
    ["a text", "Ada: Breaking", whole(text("Breaking"))],
    ["nothing", "Ada: nothing", whole()],
    ["a text that has more than the word", "Ada: nothing new", whole(text("nothing new"))],
    ["paths", "Ada: { aps.badge: 1, title: null }", whole(fields(["aps.badge", 1], ["title", null]))],
    ["a list", "Ada: [Goal, { body: x }]", whole(text("Goal"), fields(["body", "x"]))],
    [
      "platforms",
      "Ada: { apple: Hi, fcmv1: nothing }",
      [
        { key: "apple", wanted: [text("Hi")] },
        { key: "fcmv1", wanted: [] },
      ],
    ],
    [
      "ids beside platforms",
      "Ada: { goal: [Goal, Goal], windows: { title: x } }",
      [
        { key: "goal", wanted: [text("Goal"), text("Goal")] },
        { key: "windows", wanted: [fields(["title", "x"])] },
      ],
    ],
  ])("may be %s", (_, written, parts) => {
    expect(partsOf(written)).toEqual(parts);
  });

  it("is a map of paths where only some of its keys are named like a platform, and no other is nearly", () => {
    const written = "Ada: { windows: 3, aps.alert: Hi }";
    expect(partsOf(written)).toEqual(whole(fields(["windows", 3], ["aps.alert", "Hi"])));
  });

  it("knows its place: that of the device, and that of each part", () => {
    const { expectations } = read("Ada: Hi\nBo:\n  apple: Hi\n  goal: Goal\n");
    expect(expectations).toMatchObject([
      {
        device: "Ada",
        spot: { file: "x.expect.yaml", line: 1, column: 1, length: 3, sourceLine: "Ada: Hi" },
      },
      { device: "Bo", spot: { line: 2 }, parts: [{ spot: { line: 3, column: 3 } }, { spot: { line: 4 } }] },
    ]);
  });

  it("may name devices as oddly as a fleet does", () => {
    const { expectations } = read('"7": Hi\n"a: b": Hi\nconstructor: Hi\n');
    expect(expectations.map(({ device }) => device)).toEqual(["7", "a: b", "constructor"]);
  });

  it.each<[string, string, number]>([
    [
      "Ada: { goall: Goal, apple: Hi }",
      "`goall` is neither a notification of this campaign nor a platform",
      8,
    ],
    ["Ada: { aps..alert: Hi }", "`aps..alert` is no path: a step of it is empty or has blanks around it", 8],
    ["Ada: { aps. alert: Hi }", "`aps. alert` is no path: a step of it is empty or has blanks around it", 8],
    ["Ada: { apple: { .x: Hi } }", "`.x` is no path: a step of it is empty or has blanks around it", 17],
    ["Ada: [nothing]", "`nothing` cannot stand in a list", 7],
    ["Ada: { apple: true }", "this is no text, no map of paths, no list of these, and not `nothing`", 15],
    ["Ada: { apple: [[Hi]] }", "this is no text, no map of paths, no list of these, and not `nothing`", 16],
    ['Ada: "  "', "this expectation is empty", 6],
    ["Ada: { apple: [] }", "this expectation is empty", 15],
    ["Ada: { apple: [{}] }", "this expectation is empty", 16],
  ])("is refused at its place: %s", (written, message, column) => {
    const { diagnostics } = read(written);
    expect(diagnostics.map((told) => [told.code, told.message, told.column])).toEqual([
      ["CAM3031", message, column],
    ]);
  });
});
