import { describe, expect, it } from "vitest";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import type { Notification } from "../../src/model/notification.ts";
import { compareNotifications } from "../../src/plan/compare-notifications.ts";
import { createExplainer, type Explanation } from "../../src/plan/explain-change.ts";
import { edited, intent, key, notification, nowMs, outcome, planOf, remember } from "./support.ts";

const hub = "production";
const sent = [intent([notification()]), outcome("accepted")];

/** What is said of the only change between two states of a campaign, after these entries of a ledger. */
function explain(
  before: readonly Notification[],
  after: readonly Notification[],
  {
    entries = [],
    isKnown = true,
  }: { readonly entries?: readonly LedgerEntry[]; readonly isKnown?: boolean } = {},
): Explanation {
  const memory = isKnown ? remember(...entries) : undefined;
  const plan = planOf(after, { memory });
  const place = (notifications: readonly Notification[]) =>
    notifications.map((one) => ({ notification: one, hubs: [hub] }));
  const [comparison] = compareNotifications(place(before), place(after));
  if (comparison === undefined) throw new Error("nothing was compared");
  return createExplainer({ hub, entries: plan.entries, memory, nowMs })(comparison);
}

describe("what follows from a change", () => {
  it("is a send for what is new", () => {
    expect(explain([], [notification()])).toEqual({ wasSent: false, lines: ["send: it has not been sent"] });
  });

  it("is a refusal until the revision is raised, for an edit of what was sent", () => {
    expect(explain([notification()], [edited], { entries: sent })).toEqual({
      wasSent: true,
      lines: ["refuse: it was edited after it was sent on 2026-11-21; refused until revision is raised to 2"],
    });
  });

  it("is that it goes out again, for a revision that was raised", () => {
    expect(explain([notification()], [{ ...edited, revision: 2 }], { entries: sent })).toEqual({
      wasSent: true,
      lines: [
        "send: it has not been sent",
        `it was sent on 2026-11-21 as ${key}: who has it and is among everyone tagged sale or vip gets it again`,
      ],
    });
  });

  it("is a refusal for a rename of what was sent", () => {
    expect(explain([notification()], [notification({ campaign: "sale" })], { entries: sent })).toEqual({
      wasSent: true,
      lines: [`refuse: it looks sent as ${key} on 2026-11-21`],
    });
  });

  it("is that it goes out again, for a rename whose bytes the ledger does not know", () => {
    const before = notification({ body: '{"aps":{"alert":"x","badge":1}}' });
    const after = notification({ campaign: "sale", body: '{"aps":{"badge":1,"alert":"x"}}' });
    const { lines } = explain([before], [after], { entries: [intent([before]), outcome("accepted")] });
    expect(lines[0]).toBe("send: it has not been sent");
    expect(lines[1]).toMatch(/^it was sent on 2026-11-21 as .*gets it again$/);
  });

  it("is a send for a rename of what was never sent", () => {
    expect(explain([notification()], [notification({ campaign: "sale" })])).toEqual({
      wasSent: false,
      lines: ["send: it has not been sent", `it was not sent as ${key}`],
    });
  });

  it("is told as a rule for a rename, when the ledger cannot be read", () => {
    const { lines } = explain([notification()], [notification({ campaign: "sale" })], { isKnown: false });
    expect(lines[0]).toBe("the ledger cannot be read here, so what was sent is not known");
    expect(lines[1]).toMatch(/^whether it went out as .* is not known here: a run refuses for 30 days/);
  });

  it("is nothing for what is gone, whether it was sent or not", () => {
    expect(explain([notification()], [], { entries: sent })).toEqual({
      wasSent: true,
      lines: ["it was sent on 2026-11-21: a device that has it keeps it"],
    });
    expect(explain([notification()], [])).toEqual({
      wasSent: false,
      lines: ["it was not sent, and will not be"],
    });
  });

  it("is doubt for what is gone and may have gone out", () => {
    const entries = [intent([notification()]), outcome("unknown")];
    expect(explain([notification()], [], { entries }).lines).toEqual([
      "it may have gone out on 2026-11-21: a device that has it keeps it",
    ]);
  });

  it("is that the hub sends it all the same, for a schedule that is gone", () => {
    const schedule = "2026-11-26T12:00:00Z";
    const scheduled = notification({ schedule, scheduleAtMs: Date.parse(schedule) });
    const entries: readonly LedgerEntry[] = [
      { ...intent([scheduled]), step: "schedule" },
      {
        entry: "scheduled",
        run: "r1",
        at: "2026-11-20T12:00:00.000Z",
        keys: [key],
        deliverAt: schedule,
        attempts: 1,
      },
    ];
    const { wasSent, lines } = explain([scheduled], [], { entries });
    expect(wasSent).toBe(false);
    expect(lines).toEqual([`skip: no file asks for it any more, and the hub would send it at ${schedule}`]);
  });

  it("is told of devices together", () => {
    const devices = (...handles: string[]) => notification({ audience: { kind: "devices", handles } });
    const { lines } = explain([], [devices("a".repeat(64), "b".repeat(64))]);
    expect(lines).toEqual(["send: it has not been sent (2 devices)"]);
  });
});
