import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/model/plan.ts";
import { bindPlan, formatPlans, readPlans } from "../../src/plan/saved-plan.ts";
import { edited, intent, notification, onlyEntry, outcome, planOf, remember } from "./support.ts";

const fresh = planOf([notification()]);

function save(plan: Plan) {
  const read = readPlans(formatPlans([plan]))?.get("production");
  if (read === undefined) throw new Error("the plan cannot be read");
  return read;
}

describe("a saved plan", () => {
  it("has the same bytes for the same input", () => {
    expect(formatPlans([planOf([notification()])])).toBe(formatPlans([fresh]));
  });

  it.each([
    "",
    "[]",
    "{}",
    '{"version":2,"plans":[]}',
    '{"version":1,"plans":[{}]}',
    '{"version":1,"plans":[{"hub":"a","entries":[{"key":"k"}]}]}',
  ])("is not %s", (text) => {
    expect(readPlans(text)).toBeUndefined();
  });

  it("lets what it shows go on", () => {
    expect(bindPlan(fresh, save(fresh))).toEqual({ plan: fresh, isStale: false });
  });

  it("refuses what it does not show, and another content", () => {
    const lacking = bindPlan(planOf([notification(), notification({ id: "b", body: "{}" })]), save(fresh));
    expect(lacking.plan.entries.map(({ action }) => action)).toEqual(["send", "refuse"]);
    expect(lacking.isStale).toBe(false);
    const other = bindPlan(planOf([edited]), save(fresh));
    expect(onlyEntry(other.plan)).toMatchObject({
      action: "refuse",
      because: "the saved plan shows another content",
    });
  });

  it("refuses everything at a hub that it does not name", () => {
    expect(onlyEntry(bindPlan(fresh, undefined).plan).action).toBe("refuse");
  });

  it("is stale when the ledger knows more of a delivery by now", () => {
    const memory = remember(intent([notification()]), outcome("rejected"));
    const { plan, isStale } = bindPlan(planOf([notification()], { memory }), save(fresh));
    expect(isStale).toBe(true);
    expect(onlyEntry(plan).because).toContain("the ledger knows more of it by now");
  });

  it("is stale when something else would be done by now", () => {
    const later = { scheduleAtMs: Date.UTC(2026, 10, 24, 13), expiresAtMs: Date.UTC(2026, 10, 24, 15) };
    const scheduled = planOf([notification(later)]);
    const { plan, isStale } = bindPlan(
      planOf([notification(later)], { nowMs: Date.UTC(2026, 10, 24, 14) }),
      save(scheduled),
    );
    expect(isStale).toBe(true);
    expect(onlyEntry(plan).because).toBe(
      "the saved plan is stale: it says schedule, and by now it would be send",
    );
  });

  it("does no harm once it was carried out: everything is skipped", () => {
    const memory = remember(intent([notification()]), outcome("accepted"));
    const done = bindPlan(planOf([notification()], { memory }), save(fresh));
    expect(done.isStale).toBe(false);
    expect(onlyEntry(done.plan).action).toBe("skip");
  });
});
