import { describe, expect, it } from "vitest";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import type { Notification } from "../../src/model/notification.ts";
import { intent, key, notification, nowMs, onlyEntry, planOf, remember } from "./support.ts";

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

function scheduledIn(ms: number, changes: Partial<Notification> = {}): Notification {
  const atMs = nowMs + ms;
  return notification({
    schedule: new Date(atMs).toISOString(),
    scheduleAtMs: atMs,
    expires: undefined,
    expiresAtMs: atMs + hourMs,
    ...changes,
  });
}

function taken(message: Notification, deliverAtMs: number): readonly LedgerEntry[] {
  const made = intent([message], { day: 20 });
  return [
    { ...made, step: "schedule" },
    {
      entry: "scheduled",
      run: "r1",
      at: made.at,
      keys: [key],
      deliverAt: new Date(deliverAtMs).toISOString(),
      attempts: 1,
      notificationId: "schedule-1",
    },
  ];
}

const tomorrow = scheduledIn(dayMs);
const waiting = remember(...taken(tomorrow, nowMs + dayMs));
const cancelEntry: LedgerEntry = {
  entry: "cancelled",
  run: "r2",
  at: "2026-11-23T12:00:00.000Z",
  keys: [key],
  attempts: 1,
};

describe("a campaign with a schedule", () => {
  it("is given to the hub within seven days of its time", () => {
    expect(onlyEntry(planOf([tomorrow]))).toMatchObject({
      action: "schedule",
      because: "it has not been sent",
      deliverAt: "2026-11-25T12:00:00Z",
    });
    expect(onlyEntry(planOf([scheduledIn(7 * dayMs)])).action).toBe("schedule");
  });

  it("waits before that, and says which run takes it", () => {
    expect(onlyEntry(planOf([scheduledIn(7 * dayMs + 1)]))).toMatchObject({
      action: "wait",
      because: expect.stringContaining("the first run after 2026-11-24T12:00:00Z schedules it"),
    });
  });

  it("is sent at once when its time has come, and expires an hour later", () => {
    expect(onlyEntry(planOf([scheduledIn(0)])).action).toBe("send");
    expect(onlyEntry(planOf([scheduledIn(-hourMs + 1)])).action).toBe("send");
    expect(onlyEntry(planOf([scheduledIn(-hourMs)])).action).toBe("expire");
  });

  it("is skipped while the hub has it, and after it went out", () => {
    expect(onlyEntry(planOf([tomorrow], { memory: waiting }))).toMatchObject({
      action: "skip",
      because: "scheduled for 2026-11-25T12:00:00.000Z",
    });
    expect(onlyEntry(planOf([tomorrow], { memory: waiting, nowMs: nowMs + 2 * dayMs }))).toMatchObject({
      action: "skip",
      because: "it went out at 2026-11-25T12:00:00.000Z",
    });
  });
});

describe("a schedule that was edited", () => {
  const moved = scheduledIn(2 * dayMs, { body: "{}", written: { payload: {} } });

  it("is replaced while its time has not come", () => {
    expect(onlyEntry(planOf([moved], { memory: waiting }))).toMatchObject({
      action: "replace",
      because: "it was edited while scheduled for 2026-11-25T12:00:00.000Z",
      deliverAt: "2026-11-26T12:00:00Z",
    });
  });

  it("is refused once it went out", () => {
    expect(onlyEntry(planOf([moved], { memory: waiting, nowMs: nowMs + dayMs }))).toMatchObject({
      action: "refuse",
      because: "it was edited after it went out at 2026-11-25T12:00:00.000Z",
    });
  });

  it("is taken back when its new time is far away, or over", () => {
    const far = scheduledIn(30 * dayMs, { written: { far: true } });
    expect(onlyEntry(planOf([far], { memory: waiting }))).toMatchObject({ action: "cancel" });
    const over = scheduledIn(-2 * hourMs, { written: { over: true } });
    expect(onlyEntry(planOf([over], { memory: waiting }))).toMatchObject({
      action: "cancel",
      because: expect.stringContaining("now it expired at"),
    });
  });
});

describe("a campaign that is taken back", () => {
  const back = { ...tomorrow, cancelled: true };

  it("is cancelled while the hub has it, and skipped otherwise", () => {
    expect(onlyEntry(planOf([back], { memory: waiting })).action).toBe("cancel");
    expect(onlyEntry(planOf([back]))).toMatchObject({
      action: "skip",
      because: "the file says `cancelled: true`",
    });
    expect(onlyEntry(planOf([back], { memory: waiting, nowMs: nowMs + dayMs }))).toMatchObject({
      action: "skip",
      because: expect.stringContaining("comes too late"),
    });
  });

  it("is scheduled again when the file wants it again", () => {
    const memory = remember(...taken(tomorrow, nowMs + dayMs), cancelEntry);
    expect(onlyEntry(planOf([tomorrow], { memory }))).toMatchObject({
      action: "schedule",
      because: "it was cancelled on 2026-11-23 before it went out",
    });
  });

  it("stays so when a person did it by a command, until a new revision", () => {
    const memory = remember(...taken(tomorrow, nowMs + dayMs), { ...cancelEntry, forGood: true });
    expect(onlyEntry(planOf([tomorrow], { memory }))).toMatchObject({
      action: "skip",
      hint: "To send it after all, write revision: 2.",
    });
    const next = onlyEntry(planOf([{ ...tomorrow, revision: 2 }], { memory }));
    expect(next.action).toBe("schedule");
  });
});

describe("a schedule that no file asks for any more", () => {
  it.each([
    ["keep", "skip", expect.stringContaining("send --prune")],
    ["cancel", "cancel", undefined],
    ["take back", "cancel", undefined],
  ] as const)("is told, and with `%s` the action is %s", (orphans, action, hint) => {
    const entry = onlyEntry(planOf([], { memory: waiting, orphans }));
    expect(entry).toMatchObject({ key, action, campaign: "spring-sale" });
    expect(entry.hint).toEqual(hint);
  });

  it("is no affair of a run that has not seen every file, of another hub, or of the past", () => {
    expect(planOf([], { memory: waiting, orphans: "unknown" }).entries).toEqual([]);
    expect(planOf([], { memory: waiting, hub: "staging" }).entries).toEqual([]);
    expect(planOf([], { memory: waiting, nowMs: nowMs + dayMs }).entries).toEqual([]);
  });

  it("is told of an older revision too, beside the new one", () => {
    const plan = planOf([{ ...tomorrow, revision: 2, repeat: true }], { memory: waiting, orphans: "cancel" });
    expect(plan.entries.map((entry) => [entry.key, entry.action])).toEqual([
      [key, "cancel"],
      [key.replace("@1", "@2"), "schedule"],
    ]);
  });
});
