import { describe, expect, it } from "vitest";
import type { MemberCounts } from "../../src/model/crowd.ts";
import type { DeliveryKey } from "../../src/model/delivery.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import type { Notification } from "../../src/model/notification.ts";
import { listDeliveries } from "../../src/plan/list-deliveries.ts";
import type { CrowdSurvey } from "../../src/plan/plan-options.ts";
import { packMembers } from "../../src/text/member-hash.ts";
import { audienceOf } from "./crowd-support.ts";
import { key, memberSalt, notification, nowMs, onlyEntry, planOf, remember } from "./support.ts";

const crowd = notification({ audience: audienceOf() });
const noCounts: MemberCounts = {
  rows: 0,
  send: 0,
  again: 0,
  skip: 0,
  changed: 0,
  hold: 0,
  rejected: 0,
  elsewhere: 0,
};

function surveysOf(counts: Partial<MemberCounts>, more: Partial<CrowdSurvey> = {}) {
  const survey = {
    counts: { ...noCounts, ...counts },
    requests: 1,
    digest: "d",
    problem: undefined,
    ...more,
  };
  return new Map<DeliveryKey, CrowdSurvey>([[key, survey]]);
}

function begun(of: Notification = crowd, day = 20): LedgerEntry {
  const [delivery] = listDeliveries([of], { hub: "production", memberSalt });
  return {
    entry: "members",
    run: "r1",
    at: new Date(Date.UTC(2026, 10, day, 12)).toISOString(),
    key: delivery?.key ?? "",
    platform: "apple",
    source: delivery?.source ?? "",
    first: 0,
    requests: [packMembers(Uint32Array.of(1, 2, 3))],
    rendered: ["0".repeat(32)],
  };
}

function answered(kind: "accepted" | "unsent" | "rejected" | "unknown", of = key): LedgerEntry {
  return { entry: "replies", run: "r1", at: "2026-11-20T12:00:01.000Z", key: of, kind, requests: [[0]] };
}

function decideWith(options: Parameters<typeof planOf>[1], of: Notification = crowd) {
  return onlyEntry(planOf([of], options));
}

describe("what happens to the people of a file", () => {
  it.each([
    [{ send: 3, rejected: 1 }, "send", "3 people have not got it: 1 request; 1 row is wrong"],
    [
      { send: 1, skip: 2, changed: 1, elsewhere: 4 },
      "send",
      "1 person has not got it: 1 request; 2 have got it, 1 has got it, and it changed since, 4 are of other shards",
    ],
    [{ send: 1, hold: 2 }, "send", "1 person has not got it: 1 request; 2 are held"],
    [
      { send: 3, again: 2 },
      "send",
      "3 people are to get it: 1 request; 2 of them may have got it, and a device shows this copy in place of that one",
    ],
    [{ hold: 1, skip: 2 }, "hold", "1 person may have got it; 2 have got it"],
    [{ skip: 2 }, "skip", "nobody is left to get it; 2 have got it"],
    [{}, "skip", "nobody is left to get it"],
  ] as const)("is told in numbers: %o", (counts, action, because) => {
    expect(decideWith({ surveys: surveysOf(counts) })).toMatchObject({ action, because });
  });

  it("is in flight while another run has the campaign, and a person need not say anything yet", () => {
    const claimedCrowds = new Set(["spring-sale"]);
    expect(decideWith({ surveys: surveysOf({ hold: 2 }), claimedCrowds }).action).toBe("in flight");
    expect(decideWith({ surveys: surveysOf({ send: 1 }), claimedCrowds }).action).toBe("send");
  });

  it("is counted later where nobody has looked yet", () => {
    expect(decideWith({})).toMatchObject({ action: "send", because: "its people have not been counted yet" });
  });

  it("is not known without a ledger, but what the file holds is", () => {
    const surveys = surveysOf({ rows: 3, send: 2, rejected: 1 });
    expect(decideWith({ memory: undefined, surveys })).toMatchObject({
      action: "not known here",
      because: expect.stringContaining("the file has 3 rows; 1 row is wrong"),
    });
  });

  it("is nothing when the file must not be sent", () => {
    const problem = { because: "it is not here", hint: "Bring it." };
    expect(decideWith({ surveys: surveysOf({ send: 1 }, { problem }) })).toMatchObject({
      action: "refuse",
      ...problem,
    });
  });

  it("is nothing before its time, after its end, and when it is cancelled", () => {
    const later = { ...crowd, scheduleAtMs: nowMs + 1, schedule: "s" };
    expect(decideWith({ surveys: surveysOf({ send: 1 }) }, later).action).toBe("wait");
    expect(decideWith({ surveys: surveysOf({ send: 1 }) }, { ...later, scheduleAtMs: nowMs }).action).toBe(
      "send",
    );
    expect(decideWith({}, { ...crowd, expiresAtMs: nowMs }).action).toBe("expire");
    expect(decideWith({}, { ...crowd, cancelled: true }).action).toBe("skip");
  });

  it("is nothing once the ledger forgot who they were", () => {
    const forgotten: LedgerEntry = { entry: "forgotten", at: "2026-11-22T12:00:00.000Z", key };
    expect(decideWith({ memory: remember(begun(), answered("accepted"), forgotten) })).toMatchObject({
      action: "skip",
      because: "it was sent to 1 person, and on 2026-11-22 the ledger forgot who they were",
      hint: "To send it to everyone in the file, write revision: 2.",
    });
  });
});

describe("a renamed campaign with a file of people", () => {
  const renamed = { ...crowd, campaign: "summer-sale" };
  const surveys = new Map([
    [
      "production/summer-sale@1/apple",
      { counts: { ...noCounts, send: 1 }, requests: 1, digest: "d", problem: undefined },
    ],
  ]);
  const decide = (memory: ReturnType<typeof remember>, of: Notification = renamed) =>
    decideWith({ memory, surveys }, of).action;

  it.each(["accepted", "unknown"] as const)(
    "is refused when its people got it under the old name, or may have: %s",
    (kind) => {
      expect(decide(remember(begun(), answered(kind)))).toBe("refuse");
    },
  );

  it("is refused while nobody knows what came of the old one", () => {
    expect(decide(remember(begun()))).toBe("refuse");
  });

  it.each(["unsent", "rejected"] as const)("goes when nobody can have got the old one: %s", (kind) => {
    expect(decide(remember(begun(), answered(kind)))).toBe("send");
  });

  it("goes with another text, after 30 days, to another hub, and when it says so", () => {
    const memory = remember(begun(), answered("accepted"));
    expect(decide(memory, { ...renamed, written: { payload: "another" } })).toBe("send");
    expect(decide(memory, { ...renamed, repeat: true })).toBe("send");
    const october: LedgerEntry = { ...begun(), at: "2026-10-01T12:00:00.000Z" };
    expect(decide(remember(october, { ...answered("accepted"), at: "2026-10-01T12:00:00.000Z" }))).toBe(
      "send",
    );
    expect(onlyEntry(planOf([renamed], { memory, hub: "staging" })).action).toBe("send");
  });
});

describe("two files that say the same to the same people", () => {
  it("are one message: the second is refused, counted or not", () => {
    const twins = [crowd, { ...crowd, campaign: "twin" }];
    const counted = { counts: { ...noCounts, send: 1 }, requests: 1, problem: undefined };
    const surveys = new Map([
      [key, { ...counted, digest: "one" }],
      ["production/twin@1/apple", { ...counted, digest: "two" }],
    ]);
    for (const options of [{}, { surveys }, { surveys: surveysOf({ send: 1 }) }]) {
      const actions = planOf(twins, options).entries.map(({ campaign, action }) => [campaign, action]);
      expect(actions).toEqual([
        ["spring-sale", "send"],
        ["twin", "refuse"],
      ]);
    }
  });
});
