import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { matterOf } from "../../src/model/report-matter.ts";
import { reporters } from "../../src/report/registry.ts";
import { createStyle } from "../../src/text/style.ts";
import { hostileTexts, mattersWith } from "./hostile-matter.ts";

const plain = createStyle({ isColored: false });
const parsers: Readonly<Record<string, (text: string) => void>> = {
  json: JSON.parse,
  sarif: JSON.parse,
  junit: parseXml,
  html: (text) => parseXml(text.replace(/^<!DOCTYPE html>\n/, "")),
};

const markup = new Set(["markdown", "github", "html", "junit"]);

function parseXml(text: string): void {
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(text).close();
}

const cases = reporters.flatMap((reporter) =>
  hostileTexts.flatMap((text) =>
    Object.entries(mattersWith(text)).map(([kind, matter]) => ({
      title: `${reporter.name} of ${kind}: ${JSON.stringify(text)}`,
      reporter,
      matter,
    })),
  ),
);

describe.each(reporters)("the $name report", (reporter) => {
  it("has a name of its own and can tell of nothing", () => {
    expect(reporters.filter(({ name }) => name === reporter.name)).toHaveLength(1);
    const text = reporter.render(matterOf({}), plain);
    expect(text).toMatch(/\n$/);
    parsers[reporter.name]?.(text);
  });
});

describe("a hostile text", () => {
  it.each(cases)("stays a text in $title", ({ reporter, matter }) => {
    const text = reporter.render(matter, plain);
    parsers[reporter.name]?.(text);
    expect(text).toBe(reporter.render(matter, plain));
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u0080-\u009f\u2028\u202e\u2066]/u);
    // A CI system reads commands from what is printed.
    expect(text).not.toMatch(/##(?:vso)?\[|^\s*::/im);
    if (markup.has(reporter.name)) expect(text).not.toMatch(/<(?:script|img|meta http-equiv=refresh)/i);
  });

  it.each(cases)("gives the log of a CI job no command of its own in $title", ({ reporter, matter }) => {
    const lines = (reporter.renderLog?.(matter) ?? "").split("\n");
    const commands = lines.filter((line) => line.trimStart().startsWith("::"));
    expect(commands.every((line) => /^::(?:error|warning) [^:\r]+::[^\r]*$/.test(line))).toBe(true);
    expect(commands.length).toBeLessThanOrEqual(20);
    expect(lines.join("\n")).not.toMatch(/##(?:vso)?\[/i);
  });
});
