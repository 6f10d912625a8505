import { describe, expect, it } from "vitest";
import type { RememberedDelivery } from "../../src/model/memory.ts";
import type { PlanAction } from "../../src/model/plan.ts";
import { sayDuration, sayTime } from "../../src/preview/say-time.ts";
import { type Decided, explainVerdict } from "../../src/preview/verdict.ts";

const nowMs = Date.parse("2026-11-24T10:00:00Z");

function remember(changes: Partial<RememberedDelivery>): RememberedDelivery {
  return {
    key: "local/news@1/apple",
    status: "accepted",
    step: "send",
    rendered: "",
    source: "",
    at: "2026-11-21T08:00:00Z",
    deliverAt: undefined,
    notificationId: undefined,
    trackingId: undefined,
    cause: undefined,
    platform: "apple",
    audience: undefined,
    copies: 0,
    runsInDoubt: [],
    collapses: false,
    isCancelledForGood: false,
    reached: undefined,
    history: [],
    ...changes,
  };
}

function decided(
  action: PlanAction,
  remembered?: RememberedDelivery,
  more: Partial<Decided["entry"]> = {},
): Decided {
  return {
    entry: { action, because: "it is so", ...more },
    remembered,
    isCancelled: false,
    schedule: "2026-11-28T18:30:00+01:00",
  };
}

describe("explainVerdict", () => {
  it.each([
    ["new", "New", decided("send")],
    ["new", "To be sent again", decided("send", remember({ status: "rejected" }))],
    [
      "new",
      "New, to go out 1 Dec 2026, 09:00 UTC",
      decided("schedule", undefined, { deliverAt: "2026-12-01T09:00:00Z" }),
    ],
    ["sent", "Sent on 21 Nov 2026", decided("skip", remember({}))],
    [
      "scheduled",
      "Scheduled for 28 Nov 2026, 18:30 (UTC+01:00)",
      decided("skip", remember({ status: "scheduled", deliverAt: "2026-11-28T17:30:00Z" })),
    ],
    [
      "sent",
      "Sent on 22 Nov 2026",
      decided("skip", remember({ status: "scheduled", deliverAt: "2026-11-22T17:30:00Z" })),
    ],
    ["cancelled", "Cancelled", decided("skip", remember({ status: "cancelled" }))],
    ["cancelled", "Cancelled", { ...decided("skip"), isCancelled: true }],
    ["problem", "Edited after it went out", decided("refuse", remember({}))],
    ["problem", "Refused", decided("refuse")],
    ["problem", "Held", decided("hold", remember({ status: "unknown" }))],
    ["expired", "Expired", decided("expire")],
    ["waiting", "Not yet", decided("wait")],
    ["unknown", "Not known here", decided("not known here")],
  ])("is %s: %s", (kind, title, one) => {
    expect(explainVerdict([one], nowMs)).toMatchObject({ kind, title, because: "it is so" });
  });

  it("counts what becomes of each of several devices, and takes the kind that needs eyes", () => {
    const verdict = explainVerdict([decided("send"), decided("skip", remember({})), decided("send")], nowMs);
    expect(verdict).toMatchObject({ kind: "new", title: "New (2), Sent on 21 Nov 2026 (1)" });
  });

  it("says nothing of nothing", () => {
    expect(explainVerdict([], nowMs)).toBeUndefined();
  });
});

describe("times for people", () => {
  it.each([
    [sayTime("2026-11-28T18:30:00+01:00"), "28 Nov 2026, 18:30 (UTC+01:00)"],
    [sayTime("2026-11-28T18:30:00.123Z"), "28 Nov 2026, 18:30 UTC"],
    [sayTime("PT2H"), "PT2H"],
    [sayDuration("P1DT2H30M"), "1 day 2 hours 30 minutes"],
    [sayDuration("2026-11-28"), "2026-11-28"],
  ])("%s", (said, expected) => {
    expect(said).toBe(expected);
  });
});
