import { describe, expect, it } from "vitest";
import { createMinuteGate, testSend } from "../../src/dispatch/test-send.ts";
import { fakeClock } from "../support/fake-io.ts";
import { answer, type Fault, reset, startFaultServer } from "../support/fault-server.ts";
import { clientOf, notingClock, shipmentOf, startMs } from "./support.ts";

const stop = new AbortController().signal;

async function testSendTo(fault: Fault) {
  const server = await startFaultServer([fault]);
  const clock = fakeClock();
  const outcome = await testSend(clientOf(server, { clock }), shipmentOf("d0").build(startMs), {
    clock,
    stop,
  });
  return { outcome, server };
}

describe("a test send", () => {
  it("that the hub throttles is not repeated, and says when to come back", async () => {
    const { outcome, server } = await testSendTo(answer(429, { headers: { "Retry-After": "42" } }));
    expect(outcome).toMatchObject({ kind: "unsent", hint: expect.stringContaining("Wait 42 seconds") });
    expect(server.posts).toHaveLength(1);
  });

  it("whose answer is lost is unknown, and not repeated", async () => {
    const { outcome, server } = await testSendTo(reset);
    expect(outcome.kind).toBe("unknown");
    expect(server.posts).toHaveLength(1);
  });

  it("that finds nobody is unsent, and not repeated", async () => {
    const server = await startFaultServer();
    await server.pause();
    const clock = notingClock();
    const outcome = await testSend(clientOf(server, { clock }), shipmentOf("d0").build(startMs), {
      clock,
      stop,
    });
    expect(outcome).toMatchObject({ kind: "unsent", attempts: 1 });
    expect(clock.sleptMs).toEqual([]);
  });

  it("whose expired token is refused is rejected, and not repeated", async () => {
    const body = "<Error><Code>401</Code><Detail>ExpiredToken: The token is expired.</Detail></Error>";
    const { outcome, server } = await testSendTo(answer(401, { body }));
    expect(outcome).toMatchObject({ kind: "rejected", status: 401 });
    expect(server.posts).toHaveLength(1);
  });

  it("that is taken without a word on the devices says so", async () => {
    const { outcome } = await testSendTo(answer(201));
    expect(outcome).toMatchObject({ kind: "accepted", cause: expect.stringContaining("did not say") });
  });
});

describe("the gate of a minute", () => {
  it("lets no more through than the hub takes in any minute", async () => {
    const clock = fakeClock();
    const enter = createMinuteGate(3, clock);
    const enteredMs: number[] = [];
    for (let index = 0; index < 7; index++) {
      await enter(stop);
      enteredMs.push(clock.nowMs() - startMs);
      clock.advance(1_000);
    }
    expect(enteredMs).toEqual([0, 1_000, 2_000, 60_000, 61_000, 62_000, 120_000]);
  });
});
