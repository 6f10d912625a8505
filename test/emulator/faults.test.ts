import { describe, expect, it } from "vitest";
import { createFaults } from "../../src/emulator/faults.ts";
import { parseFault } from "../../src/emulator/parse-fault.ts";
import { matchRoute } from "../../src/nh/routes.ts";

const send = matchRoute("POST", "/newsroom/messages");
const telemetry = matchRoute("GET", "/newsroom/messages/1");

function ruleOf(text: string) {
  const reading = parseFault(text);
  if (reading.kind === "malformed") throw new Error(reading.message);
  return reading.rule;
}

function faultsOf(texts: readonly string[], seed = 0) {
  return createFaults(texts.map(ruleOf), { seed });
}

describe("a fault as text", () => {
  it.each([
    [
      "send#2: 503 retry-after=2",
      { turn: { kind: "numbers", first: 2, last: 2 }, act: { status: 503, retryAfterSeconds: 2 } },
    ],
    [
      "SEND #2-4 : 429",
      { target: "send", turn: { first: 2, last: 4 }, act: { status: 429, retryAfterSeconds: undefined } },
    ],
    ["any: delay 200±50 ms", { target: "any", turn: { kind: "each" }, act: { delayMs: 200, jitterMs: 50 } }],
    ["any: latency=5", { act: { kind: "delay", delayMs: 5, jitterMs: 0 } }],
    ["any: delay 200ms +-50ms", { act: { delayMs: 200, jitterMs: 50 } }],
    ["batch/3: reset after", { turn: { kind: "every", step: 3 }, act: { kind: "reset", when: "after" } }],
    [
      "telemetry%2.5: reset",
      { turn: { kind: "share", fraction: 0.025 }, act: { kind: "reset", when: "before" } },
    ],
    ["send: no-location", { act: { kind: "no-location" } }],
    ["installation: half", { target: "installation", act: { kind: "half" } }],
    ["registration: silence", { target: "registration", act: { kind: "silence" } }],
  ])("is read: %s", (text, rule) => {
    expect(ruleOf(text)).toMatchObject(rule);
  });

  it.each([
    ["", "is no fault"],
    ["send 503", "is no fault"],
    ["sends: 503", "none of any, send"],
    ["send#0: 503", "#0"],
    ["send#4-2: 503", "#4-2"],
    ["send/0: 503", "/0"],
    ["send%101: 503", "%101"],
    ["send: 200", "nothing that can go wrong"],
    ["send: explode", "nothing that can go wrong"],
    ["send: delay 999999", "nothing that can go wrong"],
    ["send: 503 retry-after=soon", "nothing that can go wrong"],
  ])("is refused with a reason: %j", (text, message) => {
    expect(parseFault(text)).toEqual({ kind: "malformed", message: expect.stringContaining(message) });
  });
});

describe("faults", () => {
  it("strike the requests they name, and count", () => {
    const faults = faultsOf(["send#2: 503 retry-after=2", "any/3: no-location"]);
    const plans = [send, send, telemetry, send].map((route) => faults.plan(route));
    expect(plans.map(({ end }) => end?.kind)).toEqual([undefined, "answer", undefined, undefined]);
    expect(plans.map(({ omitsLocation }) => omitsLocation)).toEqual([false, false, true, false]);
    expect(faults.counts()).toEqual([
      { fault: "send#2: 503 retry-after=2", seen: 3, struck: 1 },
      { fault: "any/3: no-location", seen: 4, struck: 1 },
    ]);
  });

  it("by chance are the same for the same seed, and near their share", () => {
    const run = (seed: number) => {
      const faults = faultsOf(["send%20: reset"], seed);
      return Array.from({ length: 1000 }, () => faults.plan(send).end !== undefined);
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(run(1).filter(Boolean).length / 1000).toBeCloseTo(0.2, 1);
  });

  it("add their delays, each within its jitter, and only the first ends an exchange", () => {
    const faults = faultsOf(["any: delay 200±50", "send: 429", "send: reset", "send: delay 10"]);
    for (let time = 0; time < 100; time++) {
      const { delayMs, end } = faults.plan(send);
      expect(delayMs).toBeGreaterThanOrEqual(160);
      expect(delayMs).toBeLessThanOrEqual(260);
      expect(end).toMatchObject({ kind: "answer", status: 429 });
    }
    expect(faults.counts().map(({ struck }) => struck)).toEqual([100, 100, 0, 100]);
  });

  it("begin to count anew when they are replaced", () => {
    const faults = faultsOf(["send#1: 503"]);
    faults.plan(send);
    faults.replace([ruleOf("send#1: 429")]);
    expect(faults.plan(send).end).toMatchObject({ status: 429 });
    expect(faults.counts()).toEqual([{ fault: "send#1: 429", seen: 1, struck: 1 }]);
  });
});
