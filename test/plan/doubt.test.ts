import { describe, expect, it } from "vitest";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import type { Notification } from "../../src/model/notification.ts";
import { edited, intent, key, notification, nowMs, onlyEntry, outcome, planOf, remember } from "./support.ts";

const again = notification({ onUnknown: "resend" });

/** So many copies of which no answer came, each with a collapse id unless told. */
function copies(count: number, { collapses = true } = {}): readonly LedgerEntry[] {
  return Array.from({ length: count }, (_, index): LedgerEntry[] => {
    const made = intent([again]);
    const deliveries = made.deliveries.map((delivery) => ({
      ...delivery,
      ...(collapses ? { collapses: true as const } : {}),
    }));
    const run = `r${index}`;
    return [{ ...made, run, deliveries }, outcome("unknown", { run, cause: "the connection was reset" })];
  }).flat();
}

function decide(message: Notification, entries: readonly LedgerEntry[], atMs = nowMs) {
  return onlyEntry(planOf([message], { memory: remember(...entries), nowMs: atMs }));
}

describe("a delivery that may have gone out", () => {
  it("is held unless its campaign says otherwise", () => {
    expect(decide(notification(), copies(1))).toMatchObject({ action: "hold" });
  });

  it("is skipped when the campaign assumes that it went out", () => {
    expect(decide(notification({ onUnknown: "assume-sent" }), copies(1))).toMatchObject({
      action: "skip",
      because: expect.stringContaining("assume-sent"),
    });
  });

  it("is sent once more in its own place, three times in all", () => {
    for (const count of [1, 2, 3]) {
      expect(decide(again, copies(count))).toMatchObject({
        action: "send",
        because: expect.stringContaining("a device shows this copy in place of that one"),
      });
    }
    expect(decide(again, copies(4))).toMatchObject({
      action: "hold",
      because: expect.stringContaining("it was sent 3 times more already"),
    });
  });

  it.each([
    ["the first copy carries no collapse id", again, copies(1, { collapses: false })],
    ["it was edited since", { ...edited, onUnknown: "resend" }, copies(1)],
    ["the platform replaces nothing on a device", { ...again, platform: "adm", id: "apple" }, copies(1)],
  ] as const)("is held when %s", (obstacle, message, entries) => {
    expect(decide(message, entries)).toMatchObject({
      action: "hold",
      because: expect.stringContaining(obstacle),
    });
  });

  it("is never sent again after it has expired", () => {
    expect(decide(again, copies(1), again.expiresAtMs)).toMatchObject({
      action: "hold",
      because: expect.stringContaining("it has expired"),
    });
  });

  it("is held when it was a cancel, whatever the campaign says", () => {
    const cancel: LedgerEntry = { ...intent([again]), run: "r9", step: "cancel" };
    for (const onUnknown of ["hold", "resend", "assume-sent"] as const) {
      expect(decide(notification({ onUnknown }), [cancel])).toMatchObject({
        action: "hold",
        because: expect.stringContaining("it may still go out"),
      });
    }
  });

  it("holds the same message under another name", () => {
    const renamed = notification({ campaign: "summer-sale" });
    expect(decide(renamed, copies(1, { collapses: false }))).toMatchObject({
      action: "hold",
      because: expect.stringContaining(`it looks like ${key}, which may have gone out`),
    });
    expect(decide({ ...renamed, repeat: true }, copies(1)).action).toBe("send");
  });
});

describe("one message in two files", () => {
  const twice = [notification(), notification({ campaign: "summer-sale" })];

  it("goes out once", () => {
    expect(planOf(twice).entries.map(({ action }) => action)).toEqual(["send", "refuse"]);
    expect(planOf(twice).entries[1]?.because).toContain(key);
  });

  it("goes out twice where the author permits it", () => {
    const permitted = twice.map((message) => ({ ...message, repeat: true }));
    expect(planOf(permitted).entries.map(({ action }) => action)).toEqual(["send", "send"]);
  });
});

describe("a plan without a ledger", () => {
  it("says that what was sent is not known here", () => {
    expect(onlyEntry(planOf([notification()], { memory: undefined }))).toMatchObject({
      action: "not known here",
      state: "new",
    });
  });
});
