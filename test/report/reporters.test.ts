import { describe, expect, it } from "vitest";
import { matterOf } from "../../src/model/report-matter.ts";
import { githubReporter } from "../../src/report/github.ts";
import { htmlReporter } from "../../src/report/html.ts";
import { junitReporter } from "../../src/report/junit.ts";
import { markdownReporter } from "../../src/report/markdown.ts";
import { sarifReporter } from "../../src/report/sarif.ts";
import { createStyle } from "../../src/text/style.ts";
import { changesOf, diagnosticOf, hostileTexts, planOf, reportOf, sendOf } from "./hostile-matter.ts";

const plain = createStyle({ isColored: false });

describe("junit", () => {
  it("counts what failed, was skipped and is in doubt, per campaign", () => {
    const sends = [
      sendOf("a", { outcome: { kind: "accepted", attempts: 1 } }),
      sendOf("b", { outcome: { kind: "unknown", attempts: 1, cause: "no answer came" } }),
      { ...sendOf("c"), campaign: "b" },
    ];
    const text = junitReporter.render(matterOf({ reports: [reportOf(sends)] }), plain);
    expect(text).toContain(
      '<testsuites name="campanile" tests="3" failures="1" errors="1" skipped="0" time="2.000">',
    );
    expect(text).toContain('<testsuite name="local/b" tests="2" failures="1" errors="1"');
    expect(text).toContain('<error message="unknown: no answer came" type="unknown">');
    expect(text).toContain('<property name="run" value="20261124T100000Z-abc"/>');
  });
});

describe("sarif", () => {
  it("has a rule for each result, a region and a relative URI", () => {
    const diagnostics = [diagnosticOf("a b"), diagnosticOf("é", { code: "CAM3015", severity: "warning" })];
    const log = JSON.parse(sarifReporter.render(matterOf({ diagnostics }), plain));
    expect(log).toMatchObject({ version: "2.1.0", runs: [{ columnKind: "utf16CodeUnits" }] });
    const [{ tool, results }] = log.runs;
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(["CAM2003", "CAM3015"]);
    expect(results).toMatchObject([
      {
        ruleId: "CAM2003",
        ruleIndex: 0,
        level: "error",
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "campaigns/a%20b.yaml" },
              region: { startLine: 3, startColumn: 5, endColumn: 9 },
            },
          },
        ],
      },
      { ruleId: "CAM3015", ruleIndex: 1, level: "warning" },
    ]);
  });
});

describe("github", () => {
  it("escapes properties and messages as GitHub wants", () => {
    const diagnostics = [diagnosticOf("x", { file: "a,b:c%.yaml", message: "50% off", hint: "Write more." })];
    expect(githubReporter.renderLog?.(matterOf({ diagnostics }))).toBe(
      "::error file=a%2Cb%3Ac%25.yaml,line=3,col=5,endColumn=9,title=CAM2003 unknown-key::50%25 off%0AWrite more.\n",
    );
  });

  it("writes ten of a kind and says how many there are more", () => {
    const diagnostics = Array.from({ length: 13 }, (_, line) => diagnosticOf("x", { line: line + 1 }));
    const lines = (githubReporter.renderLog?.(matterOf({ diagnostics })) ?? "").trimEnd().split("\n");
    expect(lines.filter((line) => line.startsWith("::error "))).toHaveLength(10);
    expect(lines.at(-1)).toContain("3 more errors");
  });
});

describe("markdown", () => {
  it("stays below the size of a comment, closes what it folds, and says what is left out", () => {
    for (const text of hostileTexts) {
      const sends = Array.from({ length: 2_000 }, () => sendOf(text.repeat(40)));
      const notes = Array.from({ length: 200 }, () => text.repeat(40));
      const told = markdownReporter.render(matterOf({ reports: [reportOf(sends, { notes })] }), plain);
      expect(told.length).toBeLessThan(65_536);
      expect(told.split("</details>")).toHaveLength(told.split("<details>").length);
      expect(told).toContain("more left out");
    }
  });

  it("has room for the changes of a plan, or says how many are left out", () => {
    for (const text of hostileTexts) {
      const one = changesOf(text.repeat(40));
      const notifications = Array.from({ length: 500 }, () => one.notifications).flat();
      const told = markdownReporter.render(
        matterOf({ plans: [planOf(text)], changes: [{ ...one, base: "main", notifications }] }),
        plain,
      );
      expect(told.length).toBeLessThan(65_536);
      expect(told.split("</details>")).toHaveLength(told.split("<details>").length);
      expect(told).toContain("more left out");
      expect(told).toContain("Changes against main: 500 new \\(sent already\\)");
      expect(told).not.toMatch(/@\w|#\d|GH\\?-\d|:\/\/|www\.|\]\(/);
    }
  });

  it("mentions nobody, links nothing and refers to no issue", () => {
    const told = markdownReporter.render(matterOf({ reports: [reportOf([sendOf(hostileTexts[3])])] }), plain);
    expect(told).not.toMatch(/@\w|#\d|GH\\?-\d|:\/\/|www\.|\]\(/);
  });
});

describe("html", () => {
  it("allows nothing but its own style, and draws devices per platform", () => {
    const send = sendOf("x", {
      outcome: {
        kind: "accepted",
        attempts: 1,
        telemetry: { fate: "completed", counts: { apple: { Success: 3, BadChannel: 1 } }, remarks: [] },
      },
    });
    const told = htmlReporter.render(matterOf({ reports: [reportOf([send])] }), plain);
    expect(told).toMatch(/default-src &apos;none&apos;; style-src &apos;sha256-[\w+/]{43}=&apos;/);
    expect(told).toContain('<rect class="good" x="0.000" y="0" width="75.000" height="10"/>');
    expect(told).toContain('<time datetime="2026-11-24T10:00:00Z">');
    expect(told).not.toMatch(/\sstyle=|<script|https?:/);
  });
});
