import { describe, expect, it } from "vitest";
import type { Difference } from "../../src/model/change.ts";
import { drawDifferences, isSameDifference } from "../../src/preview/draw-differences.ts";

/** `audience: everyone → nobody`. */
function read(differences: readonly Difference[]): string {
  const markup = String(drawDifferences(differences)?.markup ?? "");
  return markup
    .replaceAll("</dt>", ": ")
    .replaceAll(/<[^>]+>/g, "")
    .trim();
}

describe("drawDifferences", () => {
  it.each<[Difference, string]>([
    [{ aspect: "audience", before: "everyone", after: "nobody" }, "audience: everyone → nobody"],
    [{ aspect: "header", path: "apns-priority", before: "10" }, "header apns-priority: 10 → none"],
    [{ aspect: "content", path: "aps.badge", after: "3" }, "content aps.badge: none → 3"],
    [{ aspect: "onUnknown", before: "hold", after: "resend" }, "when in doubt: hold → resend"],
    [
      { aspect: "schedule", after: "2026-12-01T09:00:00+01:00" },
      "schedule: none → 1 Dec 2026, 09:00 (UTC+01:00)",
    ],
    [{ aspect: "expires", before: "PT2H", after: "PT1H" }, "expires: 2 hours → 1 hour"],
    [
      { aspect: "audience", before: "1 device", after: "1 device", remark: "1 more, 1 fewer" },
      "audience: 1 device → 1 device (1 more, 1 fewer)",
    ],
  ])("tells %j in words", (difference, expected) => {
    expect(read([difference])).toBe(expected);
  });

  it("counts what is too much to read", () => {
    const differences = Array.from(
      { length: 30 },
      (_, at): Difference => ({
        aspect: "content",
        path: `key${at}`,
        after: "1",
      }),
    );
    expect(read(differences)).toMatch(/content key23: none → 1and 6 more: See the requests\.$/);
  });

  it("is nothing without differences", () => {
    expect(drawDifferences([])).toBeUndefined();
  });

  it("does not take one remark for another", () => {
    const one: Difference = { aspect: "audience", before: "2 devices", after: "2 devices", remark: "1 more" };
    expect(isSameDifference(one, { ...one })).toBe(true);
    expect(isSameDifference(one, { ...one, remark: "2 more" })).toBe(false);
  });
});
