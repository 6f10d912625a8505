import { describe, expect, it } from "vitest";
import { explainOutcome, readMessageState } from "../../src/nh/outcome-words.ts";

/** Every name that the telemetry of a hub is documented to hold. */
const names = [
  "Success",
  "AbandonedNotificationMessages",
  "BadChannel",
  "ChannelDisconnected",
  "ChannelThrottled",
  "Dropped",
  "ExpiredChannel",
  "InvalidCredentials",
  "InvalidNotificationSize",
  "NoTargets",
  "PnsInterfaceError",
  "PnsServerError",
  "PnsUnavailable",
  "PnsUnreachable",
  "Skipped",
  "Throttled",
  "UnknownError",
  "WrongToken",
];

describe("an outcome in words", () => {
  it.each(names)("says why of %s, and how to mend what went wrong", (name) => {
    const { cause, fix } = explainOutcome(name);
    expect(cause).not.toContain(name);
    expect(cause).toMatch(/^[a-z].*[^.]$/);
    if (name === "Success" || name === "Skipped") expect(fix).toBeUndefined();
    else expect(fix).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    ["The Push Notification System handle for the registration is invalid", "BadChannel"],
    ["The Notification was successfully sent to the Push Notification System", "Success"],
    ["Invalid PNS Credentials", "InvalidCredentials"],
    ["PNS Unreachable", "PnsUnreachable"],
  ])("means by %j what telemetry calls %s", (text, name) => {
    expect(explainOutcome(text)).toEqual(explainOutcome(name));
  });

  it("repeats a word that it does not know, and no more than a line of it", () => {
    expect(explainOutcome("Vanished")).toEqual({ cause: "the hub says Vanished" });
    expect(explainOutcome("__proto__")).toEqual({ cause: "the hub says __proto__" });
    expect(explainOutcome("x".repeat(10_000)).cause.length).toBeLessThan(200);
  });
});

describe("the state of a message", () => {
  it.each([
    ["Enqueued", "pending"],
    ["Scheduled", "pending"],
    ["Processing", "pending"],
    ["Unknown", "pending"],
    ["SomethingNew", "pending"],
    ["", "pending"],
    ["Completed", "completed"],
    ["NoTargetFound", "no target"],
    ["Abandoned", "abandoned"],
    ["Canceled", "cancelled"],
    ["Cancelled", "cancelled"],
    ["completed", "completed"],
  ])("%j is %s", (state, fate) => {
    expect(readMessageState(state)).toBe(fate);
  });
});
