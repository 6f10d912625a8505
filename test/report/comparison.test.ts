import { describe, expect, it } from "vitest";
import type { ComparedNotification, Comparison } from "../../src/model/comparison.ts";
import { matterOf } from "../../src/model/report-matter.ts";
import {
  renderComparisonMarkdown,
  renderComparisonPretty,
  summarizeComparison,
} from "../../src/report/comparison.ts";
import { markdownReporter } from "../../src/report/markdown.ts";
import { createStyle } from "../../src/text/style.ts";
import { hostileTexts, planOf } from "./hostile-matter.ts";

const style = createStyle({ isColored: false });

function itemOf(change: Partial<ComparedNotification> = {}): ComparedNotification {
  return { kind: "new", campaign: "news", id: "apple", formerName: undefined, changes: [], ...change };
}

function comparisonOf(items: readonly ComparedNotification[], unchanged = 0): Comparison {
  return { base: "main", items, unchanged, notes: [] };
}

describe("a comparison with a git revision", () => {
  it("is counted by kind", () => {
    const items = [itemOf(), itemOf({ kind: "gone" }), itemOf()];
    expect(summarizeComparison(comparisonOf(items, 4))).toBe(
      "Notifications since main: 2 new, 1 gone and 4 unchanged.",
    );
    expect(summarizeComparison({ ...comparisonOf([], 4), base: "a".repeat(40) })).toBe(
      "Nothing that anybody would get is different since aaaaaaaaaaaa.",
    );
  });

  it("says what was, and what is", () => {
    const changes = [
      { what: "content aps.badge", before: undefined, after: "3" },
      { what: "audience", before: undefined, after: undefined },
    ];
    const told = renderComparisonPretty(comparisonOf([itemOf({ kind: "changed", changes })]), style);
    expect(told).toContain("  changed  news/apple\n    content aps.badge: nothing → “3”\n    audience\n");
  });

  it("stays short in a comment, whatever is in it, and says what it leaves out", () => {
    const change = { what: "content ".padEnd(400, "x"), before: "*".repeat(5_000), after: "_".repeat(5_000) };
    const changes = Array.from({ length: 40 }, () => change);
    const items = Array.from({ length: 300 }, (_, index) =>
      itemOf({ kind: "changed", campaign: `c${index}`, changes }),
    );
    const matter = matterOf({ plans: [planOf("x".repeat(4_000))], comparisons: [comparisonOf(items)] });
    const told = markdownReporter.render(matter, style);
    expect(told.length).toBeLessThan(65_000);
    expect(told).toContain("and 32 more differences");
    expect(told).toMatch(/and \d+ more notifications/);
  });

  it.each(hostileTexts)("is harmless with %j in it", (text) => {
    const changes = [{ what: text, before: text, after: text }];
    const item = itemOf({ kind: "renamed", campaign: text, id: text, formerName: text, changes });
    const comparison = { ...comparisonOf([item]), base: text, notes: [text] };
    const told = renderComparisonMarkdown(comparison);
    expect(told).not.toMatch(/[<>](?! )|(?<![\\\w])@(?!\u200b)\w/);
    expect(told.split("\n").every((line) => /^(?:### |- | {2}- |> |$)/.test(line))).toBe(true);
    expect(renderComparisonPretty(comparison, style)).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]|##\[|##vso/,
    );
  });
});
