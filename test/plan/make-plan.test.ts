import { describe, expect, it } from "vitest";
import {
  edited,
  intent,
  key,
  notification,
  nowMs,
  onlyEntry,
  outcome,
  planOf,
  remember,
  resolved,
} from "./support.ts";

const sent = [intent([notification()]), outcome("accepted")];
const claimed = { liveRuns: new Set(["r1"]) };

describe("a plan", () => {
  it("sends what the ledger does not know", () => {
    const entry = onlyEntry(planOf([notification()]));
    expect(entry).toEqual({
      key,
      campaign: "spring-sale",
      file: "campaigns/spring-sale.yaml",
      id: "apple",
      platform: "apple",
      audience: "everyone tagged sale or vip",
      audienceKind: "tags",
      action: "send",
      because: "it has not been sent",
      state: "new",
      rendered: expect.stringMatching(/^[0-9a-f]{64}$/),
      source: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    ["rejected", "it was rejected on 2026-11-21"],
    ["unsent", "it did not leave on 2026-11-21"],
  ] as const)("sends again what was %s", (kind, because) => {
    const memory = remember(intent([notification()]), outcome(kind));
    expect(onlyEntry(planOf([notification()], { memory }))).toMatchObject({ action: "send", because });
  });

  it("sends again what a person says was not sent", () => {
    const memory = remember(intent([notification()]), resolved("unsent"));
    expect(onlyEntry(planOf([notification()], { memory })).action).toBe("send");
  });

  it("leaves alone what another run is sending", () => {
    const memory = remember(intent([notification()]));
    expect(onlyEntry(planOf([notification()], { memory, ...claimed }))).toMatchObject({
      action: "in flight",
      because: "another run is sending it right now",
    });
  });

  it("does not call it in flight when it is settled, or when the run that lives is not the one that began it", () => {
    expect(onlyEntry(planOf([notification()], { memory: remember(...sent), ...claimed })).action).toBe(
      "skip",
    );
    const memory = remember(intent([notification()]));
    const liveRuns = new Set(["r2"]);
    const claimedCrowds = new Set(["spring-sale"]);
    expect(onlyEntry(planOf([notification()], { memory, liveRuns, claimedCrowds })).action).toBe("hold");
  });

  it("holds an intent whose run died, and says how to go on", () => {
    const memory = remember(intent([notification()]));
    expect(onlyEntry(planOf([notification()], { memory }))).toMatchObject({
      action: "hold",
      because: "a run of 2026-11-20 ended without an outcome, so it may have gone out",
      hint: `Find out, then: campanile ledger resolve ${key} --as sent (or --as unsent)`,
    });
  });

  it.each([
    [{ cause: "the connection was cut" }, "it may have gone out on 2026-11-21: the connection was cut"],
    [{}, "it may have gone out on 2026-11-21: no answer came"],
  ])("holds what may have gone out, edited or not", (more, because) => {
    const memory = remember(intent([notification()]), outcome("unknown", more));
    expect(onlyEntry(planOf([notification()], { memory }))).toMatchObject({ action: "hold", because });
    expect(onlyEntry(planOf([edited], { memory })).action).toBe("hold");
  });

  it("skips what was sent", () => {
    expect(onlyEntry(planOf([notification()], { memory: remember(...sent) }))).toMatchObject({
      action: "skip",
      because: "it was sent on 2026-11-21",
    });
  });

  it("skips what was sent also after it has expired", () => {
    const options = { memory: remember(...sent), nowMs: nowMs + 1e10 };
    expect(onlyEntry(planOf([notification()], options)).action).toBe("skip");
  });

  it("does not call it drift when only the rendering, or only the file, is another", () => {
    const memory = remember(...sent);
    const rerendered = notification({ body: '{"aps":{"alert":"20\u202f% today"}}' });
    const reformatted = notification({ written: { payload: { aps: { alert: "20 % today" } } } });
    expect(onlyEntry(planOf([rerendered], { memory })).action).toBe("skip");
    expect(onlyEntry(planOf([reformatted], { memory })).action).toBe("skip");
  });

  it("refuses what was edited after it was sent, and says who would get it again", () => {
    expect(onlyEntry(planOf([edited], { memory: remember(...sent) }))).toMatchObject({
      action: "refuse",
      because: "it was edited after it was sent on 2026-11-21",
      hint: `If nobody should get it again: campanile ledger resolve ${key} --accept-drift; to send it again to everyone tagged sale or vip, write revision: 2.`,
    });
  });

  it("skips an edit that a person has accepted, until the next edit", () => {
    const { rendered, source } = onlyEntry(planOf([edited]));
    const memory = remember(...sent, resolved("drift-accepted", { rendered, source }));
    expect(onlyEntry(planOf([edited], { memory })).action).toBe("skip");
    const editedAgain = notification({ body: "{}", written: {} });
    expect(onlyEntry(planOf([editedAgain], { memory })).action).toBe("refuse");
  });

  it("sends a new revision, also of the same text", () => {
    const memory = remember(...sent);
    expect(onlyEntry(planOf([notification({ revision: 2 })], { memory }))).toMatchObject({
      key: "production/spring-sale@2/apple",
      action: "send",
    });
  });

  it("refuses what looks sent under another name", () => {
    const renamed = notification({ campaign: "spring-sales" });
    expect(onlyEntry(planOf([renamed], { memory: remember(...sent) }))).toMatchObject({
      action: "refuse",
      because: `it looks sent as ${key} on 2026-11-21`,
      hint: "If this is a rename, give the campaign its old name; to send it once more, write repeat: true.",
    });
  });

  it("sends a twin when the author permits it, after 30 days, and to another hub", () => {
    const memory = remember(...sent);
    const permitted = notification({ campaign: "spring-sales", repeat: true });
    const renamed = notification({ campaign: "spring-sales", expiresAtMs: undefined });
    expect(onlyEntry(planOf([permitted], { memory })).action).toBe("send");
    expect(onlyEntry(planOf([renamed], { memory, nowMs: nowMs + 27 * 86_400_000 })).action).toBe("refuse");
    expect(onlyEntry(planOf([renamed], { memory, nowMs: nowMs + 28 * 86_400_000 })).action).toBe("send");
    expect(onlyEntry(planOf([renamed], { memory, hub: "staging" })).action).toBe("send");
  });

  it("expires what is late, from the moment of `expires` on", () => {
    const { expiresAtMs = 0 } = notification();
    expect(onlyEntry(planOf([notification()], { nowMs: expiresAtMs - 1 })).action).toBe("send");
    expect(onlyEntry(planOf([notification()], { nowMs: expiresAtMs }))).toMatchObject({
      action: "expire",
      because: "it expired at 2026-11-24T21:00:00Z",
      hint: "If it is still of use, move `expires`.",
    });
  });

  it("keeps the hold of what may have gone out, also after it has expired", () => {
    const memory = remember(intent([notification()]), outcome("unknown"));
    expect(onlyEntry(planOf([notification()], { memory, nowMs: nowMs + 1e10 })).action).toBe("hold");
  });

  it("names no handle", () => {
    const handle = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
    const plan = planOf([notification({ audience: { kind: "devices", handles: [handle] } })]);
    expect(onlyEntry(plan).audience).toBe("one device");
    expect(JSON.stringify(plan)).not.toContain(handle);
  });

  it("names the whole list of devices as those who would get an edit again", () => {
    const audience = { kind: "devices", handles: ["h1", "h2"] } as const;
    const memory = remember({
      ...intent([notification({ audience })]),
      entry: "baseline",
    });
    const plan = planOf([{ ...edited, audience }], { memory });
    expect(plan.entries.map(({ action }) => action)).toEqual(["refuse", "refuse"]);
    expect(plan.entries[0]?.hint).toContain("to send it again to 2 devices, write revision: 2");
  });

  it("is the same, byte for byte, for the same input in any order", () => {
    const many = [
      notification({ id: "b" }),
      notification({ id: "a", audience: { kind: "devices", handles: ["h3", "h1", "h2"] } }),
      notification({ campaign: "breaking-news", audience: { kind: "broadcast" } }),
    ];
    const first = JSON.stringify(planOf(many, { memory: remember(...sent) }));
    expect(JSON.stringify(planOf(many.toReversed(), { memory: remember(...sent) }))).toBe(first);
    const keys = planOf(many).entries.map((entry) => entry.key);
    expect(keys).toEqual(keys.toSorted());
  });
});
