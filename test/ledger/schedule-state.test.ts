import { describe, expect, it } from "vitest";
import { foldLedger } from "../../src/ledger/state.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import { at, cancelled, header, intent, keyA, outcome, resolved, run, scheduled, target } from "./support.ts";

function known(...entries: readonly LedgerEntry[]) {
  const delivery = foldLedger([header, ...entries]).deliveries.get(keyA);
  if (delivery === undefined) throw new Error("nothing is known of it");
  return delivery;
}

const toSchedule = intent("r1", [keyA], { step: "schedule" });
const waiting = [toSchedule, scheduled("r1", [keyA])];
const toCancel = intent("r2", [keyA], { step: "cancel", minutes: 3 });

describe("a schedule", () => {
  it("that the hub took waits for its time, with its id and its version", () => {
    expect(known(...waiting)).toMatchObject({
      status: "scheduled",
      deliverAt: "2026-11-27T08:00:00Z",
      notificationId: "schedule-1",
      rendered: "rendered-v1",
    });
  });

  it("of which no answer is known is open, then unknown, and says that it was one", () => {
    expect(known(toSchedule)).toMatchObject({ status: "open", step: "schedule", copies: 1 });
    expect(known(toSchedule, outcome("r1", [keyA], "unknown"))).toMatchObject({
      status: "unknown",
      step: "schedule",
    });
  });

  it("yields to nothing but a cancel: a run that died over it changes nothing", () => {
    expect(known(...waiting, intent("r2", [keyA])).status).toBe("scheduled");
    expect(known(...waiting, outcome("r2", [keyA], "rejected")).status).toBe("scheduled");
  });
});

describe("a cancel", () => {
  it("that the hub did ends the schedule", () => {
    expect(known(...waiting, toCancel, cancelled("r2", [keyA]))).toMatchObject({
      status: "cancelled",
      deliverAt: undefined,
      notificationId: undefined,
      isCancelledForGood: false,
    });
  });

  it("for good says so", () => {
    expect(known(...waiting, toCancel, cancelled("r2", [keyA], { forGood: true })).isCancelledForGood).toBe(
      true,
    );
  });

  it("without an answer is in doubt, and keeps the id that it named", () => {
    const doubt = { step: "cancel", notificationId: "schedule-1", deliverAt: "2026-11-27T08:00:00Z" };
    expect(known(...waiting, toCancel)).toMatchObject({ status: "open", ...doubt });
    expect(known(...waiting, toCancel, outcome("r2", [keyA], "unknown"))).toMatchObject({
      status: "unknown",
      ...doubt,
    });
  });

  it.each(["rejected", "unsent"] as const)("that was %s leaves the schedule as it was", (kind) => {
    expect(known(...waiting, toCancel, outcome("r2", [keyA], kind))).toMatchObject({
      status: "scheduled",
      notificationId: "schedule-1",
      deliverAt: "2026-11-27T08:00:00Z",
    });
  });

  it.each([
    ["sent", "scheduled"],
    ["unsent", "cancelled"],
  ] as const)("in doubt that a person calls %s is %s", (as, status) => {
    expect(known(...waiting, toCancel, resolved(keyA, as, { at: at(5) })).status).toBe(status);
  });

  it("opens the way to a new schedule, in the same run too", () => {
    const again = intent("r2", [keyA], { step: "schedule", version: "v2", minutes: 5 });
    const replaced = [...waiting, toCancel, cancelled("r2", [keyA]), again];
    expect(known(...replaced)).toMatchObject({ status: "open", step: "schedule" });
    expect(known(...replaced, scheduled("r2", [keyA], { notificationId: "schedule-2" }))).toMatchObject({
      status: "scheduled",
      rendered: "rendered-v2",
      notificationId: "schedule-2",
    });
  });
});

describe("copies in doubt", () => {
  it("are counted over runs, and those that surely did not go out are not", () => {
    const first = [intent("r1", [keyA], { collapses: true }), outcome("r1", [keyA], "unknown")];
    expect(known(...first)).toMatchObject({ copies: 1, collapses: true });
    const second = [...first, intent("r2", [keyA], { collapses: true })];
    expect(known(...second)).toMatchObject({ status: "unknown", copies: 2, collapses: true });
    expect(known(...second, outcome("r2", [keyA], "unsent"))).toMatchObject({ status: "unknown", copies: 1 });
    expect(known(...second, outcome("r2", [keyA], "accepted"))).toMatchObject({ status: "accepted" });
  });

  it("collapse only when each of them does", () => {
    const mixed = [
      intent("r1", [keyA]),
      outcome("r1", [keyA], "unknown"),
      intent("r2", [keyA], { collapses: true }),
    ];
    expect(known(...mixed).collapses).toBe(false);
    expect(known(outcome("r1", [keyA], "unknown")).collapses).toBe(false);
  });
});

describe("what an audience came to", () => {
  const key = (revision: number) => `production/spring-sale@${revision}/apple`;
  const sendTo = (revision: number, name: string, minutes: number): LedgerEntry[] => [
    {
      entry: "intent",
      run: name,
      at: at(minutes),
      deliveries: [{ key: key(revision), rendered: "r", source: "s", platform: "apple", audience: "hash-1" }],
    },
    outcome(name, [key(revision)], "accepted", { at: at(minutes) }),
  ];
  const told = (revision: number, success: number): LedgerEntry => ({
    entry: "reached",
    at: at(999),
    keys: [key(revision)],
    state: "completed",
    counts: { apple: { Success: success, BadChannel: 2 } },
  });

  it("is what the newest send reached, at the time of that send", () => {
    const entries = [...sendTo(1, "r1", 1), ...sendTo(2, "r2", 60), told(2, 1_204_332), told(1, 7)];
    const state = foldLedger([header, ...entries]);
    expect(state.findReach("production", "hash-1")).toEqual({ devices: 1_204_332, at: at(60) });
    expect(state.findReach("staging", "hash-1")).toBeUndefined();
    expect(state.findReach("production", "hash-2")).toBeUndefined();
  });

  it("is not known as long as no telemetry was read", () => {
    expect(foldLedger([header, ...sendTo(1, "r1", 1)]).findReach("production", "hash-1")).toBeUndefined();
  });
});

describe("an alias that took the place of another", () => {
  const moved: LedgerEntry = { ...target, hub: "live", from: "production" };
  const liveKey = keyA.replace("production", "live");

  it("has what was sent under the old one, its commit, and what its runs still tell", () => {
    const state = foldLedger([
      header,
      run("r1"),
      target,
      intent("r1", [keyA]),
      moved,
      outcome("r1", [keyA], "accepted"),
    ]);
    expect([...state.deliveries.keys()]).toEqual([liveKey]);
    expect(state.deliveries.get(liveKey)).toMatchObject({ key: liveKey, status: "accepted" });
    expect([...state.targets.keys()]).toEqual(["live"]);
    expect(state.lastCommits.get("live")).toBe("1f2e3d");
  });
});
