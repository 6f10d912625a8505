import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/model/project.ts";
import { applyPolicy, type PolicyFacts } from "../../src/plan/policy.ts";
import { endOfQuiet, isQuiet } from "../../src/plan/quiet-hours.ts";
import { edited, intent, key, notification, nowMs, onlyEntry, outcome, planOf, remember } from "./support.ts";

const free: Policy = {
  requireExpiry: true,
  broadcast: "allow",
  maxRequests: undefined,
  maxPerMinute: undefined,
  sendFrom: undefined,
  quietHours: undefined,
  places: new Map(),
};
const facts: PolicyFacts = {
  requestsOf: new Map([["spring-sale", 11]]),
  sending: { branch: "main" },
  moment: { nowMs, expiresAtMs: new Map() },
};
const everyone = notification({ audience: { kind: "broadcast" } });

function verdict(policy: Partial<Policy>, changes: Partial<PolicyFacts> = {}, message = notification()) {
  const { action, because, hint } = onlyEntry(
    applyPolicy(planOf([message]), { ...free, ...policy }, { ...facts, ...changes }),
  );
  return { action, because, hint };
}

describe("a policy", () => {
  it("changes nothing when it says nothing", () => {
    const plan = planOf([notification(), notification({ id: "b" }), everyone]);
    expect(applyPolicy(plan, free, facts)).toEqual(plan);
  });

  it("refuses a broadcast where it denies one, and nothing else", () => {
    expect(verdict({ broadcast: "deny" }, {}, everyone)).toEqual({
      action: "refuse",
      because: "policy `broadcast: deny`: this hub takes no broadcast",
      hint: "Address tags, or change the policy in campanile.yaml.",
    });
    expect(verdict({ broadcast: "deny" }).action).toBe("send");
  });

  it("refuses a campaign that would make too many requests", () => {
    expect(verdict({ maxRequests: 10 })).toMatchObject({
      action: "refuse",
      because: "policy `maxRequests: 10`: this campaign would make 11",
    });
    expect(verdict({ maxRequests: 11 }).action).toBe("send");
  });

  it.each([
    ["main", "send", "it has not been sent"],
    ["release/2026", "send", "it has not been sent"],
    ["release/2026/hotfix", "refuse", "policy `sendFrom: [main, release/*]`: this is `release/2026/hotfix`"],
    ["maintenance", "refuse", "policy `sendFrom: [main, release/*]`: this is `maintenance`"],
    [undefined, "refuse", "policy `sendFrom: [main, release/*]`: this is no branch"],
  ])("sends from the branches it names: from %s it says %s", (branch, action, because) => {
    const sending = { branch };
    expect(verdict({ sendFrom: ["main", "release/*"] }, { sending })).toMatchObject({ action, because });
  });

  it("refuses in quiet hours and says when they end", () => {
    const quietHours = { from: "12:00", to: "14:30", zone: "Europe/Paris", action: "refuse" } as const;
    expect(verdict({ quietHours })).toMatchObject({
      action: "refuse",
      because: "policy `quietHours`: 12:00 to 14:30 in Europe/Paris, and that is now",
      hint: "Send after 14:30.",
    });
  });

  it("lets a plan that sends nothing ignore branch and time", () => {
    const quietHours = { from: "00:00", to: "23:59", zone: "UTC", action: "refuse" } as const;
    expect(
      verdict({ sendFrom: ["main"], quietHours }, { sending: undefined, moment: undefined }).action,
    ).toBe("send");
  });

  it.each(["refuse", "defer"] as const)("refuses (%s) what will have expired when they end", (action) => {
    const quietHours = { from: "12:00", to: "14:30", zone: "Europe/Paris", action };
    const endMs = endOfQuiet(quietHours, nowMs);
    const late = (expiresAtMs: number) =>
      verdict({ quietHours }, { moment: { nowMs, expiresAtMs: new Map([[key, expiresAtMs]]) } });
    expect(late(endMs)).toEqual({
      action: "refuse",
      because:
        "policy `quietHours`: 12:00 to 14:30 in Europe/Paris, and that is now; by 14:30 it will have expired (2026-11-24T13:30:00Z)",
      hint: "Move `expires`, or change the policy in campanile.yaml.",
    });
    expect(late(endMs + 1_000)).toMatchObject(
      action === "refuse"
        ? { action: "refuse", hint: "Send after 14:30." }
        : { action: "wait", because: expect.stringContaining("the first run after 14:30 sends it") },
    );
  });

  it("names the rule about a campaign before the rule about the moment", () => {
    const policy = { broadcast: "deny", sendFrom: ["release"] } as const;
    expect(verdict(policy, {}, everyone).because).toContain("broadcast");
  });

  it("leaves alone what would not be sent anyhow", () => {
    const memory = remember(intent([notification()]), outcome("accepted"));
    for (const message of [notification(), edited]) {
      const plan = planOf([message], { memory });
      expect(applyPolicy(plan, { ...free, sendFrom: [] }, facts)).toEqual(plan);
    }
  });
});

describe("quiet hours", () => {
  const night = { from: "22:00", to: "07:00", zone: "Europe/Paris" };

  it.each([
    ["2026-11-24T20:59:59Z", false],
    ["2026-11-24T21:00:00Z", true],
    ["2026-11-24T22:59:59Z", true],
    ["2026-11-24T23:00:00Z", true],
    ["2026-11-25T05:59:59Z", true],
    ["2026-11-25T06:00:00Z", false],
    ["2026-11-25T12:00:00Z", false],
  ])("go over midnight on the clock of their zone: at %s %s", (time, expected) => {
    expect(isQuiet(night, Date.parse(time))).toBe(expected);
  });

  it("follow summer time", () => {
    expect(isQuiet(night, Date.parse("2026-07-01T20:30:00Z"))).toBe(true);
    expect(isQuiet(night, Date.parse("2026-07-01T05:30:00Z"))).toBe(false);
    // The night of 25 October 2026 has two hours from 02:00 to 03:00.
    expect(isQuiet(night, Date.parse("2026-10-25T05:30:00Z"))).toBe(true);
    expect(isQuiet(night, Date.parse("2026-10-25T06:00:00Z"))).toBe(false);
  });

  it.each([
    ["2026-11-24T21:00:30Z", "2026-11-25T06:00:00Z"],
    ["2026-11-25T05:59:59Z", "2026-11-25T06:00:00Z"],
    // Nights of 9 hours that are 8 or 10 long.
    ["2026-03-28T21:30:00Z", "2026-03-29T05:00:00Z"],
    ["2026-10-24T20:00:00Z", "2026-10-25T06:00:00Z"],
  ])("that hold at %s end at %s", (time, end) => {
    expect(new Date(endOfQuiet(night, Date.parse(time)))).toEqual(new Date(end));
  });

  it("end where an hour of spring skips their end, and that of autumn repeats it", () => {
    const short = { from: "22:00", to: "02:30", zone: "Europe/Paris" };
    const end = (time: string) => new Date(endOfQuiet(short, Date.parse(time))).toISOString();
    expect(end("2026-03-28T22:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(end("2026-10-24T22:00:00Z")).toBe("2026-10-25T00:30:00.000Z");
  });

  it("within a day are not quiet in the night", () => {
    const lunch = { from: "12:00", to: "13:00", zone: "UTC" };
    expect(isQuiet(lunch, Date.parse("2026-11-24T12:30:00Z"))).toBe(true);
    expect(isQuiet(lunch, Date.parse("2026-11-24T00:30:00Z"))).toBe(false);
    expect(isQuiet(lunch, Date.parse("2026-11-24T13:00:00Z"))).toBe(false);
  });

  it("from midnight on hold at midnight", () => {
    const early = { from: "00:00", to: "06:00", zone: "UTC" };
    expect(isQuiet(early, Date.parse("2026-11-24T00:00:00Z"))).toBe(true);
    expect(isQuiet(early, Date.parse("2026-11-24T23:59:00Z"))).toBe(false);
  });
});
