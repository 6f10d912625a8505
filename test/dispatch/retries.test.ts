import { describe, expect, it } from "vitest";
import { attemptShipment, retryBudgetMs } from "../../src/dispatch/attempt.ts";
import type { HubClient } from "../../src/dispatch/hub-client.ts";
import { createPace } from "../../src/dispatch/pace.ts";
import type { Exchange } from "../../src/model/http.ts";
import type { Clock } from "../../src/model/io.ts";
import type { Shipment } from "../../src/model/shipment.ts";
import { fakeClock } from "../support/fake-io.ts";
import { answer, resetUnread, startFaultServer } from "../support/fault-server.ts";
import {
  answered,
  countKinds,
  evenChance,
  notingClock,
  outcomeOf,
  shipmentOf,
  shipmentsOf,
  shipOne,
  shipTo,
  startMs,
} from "./support.ts";

const refused: Exchange = { kind: "failed", began: false, reason: "nobody is there" };

/** Tries one shipment against these exchanges, the last one again for all that follow. */
async function attemptWith(
  exchanges: readonly Exchange[],
  changes: Partial<Parameters<typeof attemptShipment>[1]> = {},
) {
  const clock: Clock = changes.clock ?? fakeClock();
  const sentAtMs: number[] = [];
  const client: HubClient = {
    exchange: async () => {
      const exchange = exchanges[sentAtMs.length] ?? exchanges.at(-1);
      sentAtMs.push(clock.nowMs() - startMs);
      if (exchange === undefined) throw new Error("no exchange is scripted");
      return exchange;
    },
    renewToken: () => undefined,
    close: async () => undefined,
  };
  const { outcome } = await attemptShipment(shipmentOf("d0"), {
    client,
    clock,
    chance: evenChance,
    pace: createPace({ clock, concurrency: 4 }),
    abandon: new AbortController().signal,
    halted: new AbortController().signal,
    lastAcceptedAtMs: () => Number.NEGATIVE_INFINITY,
    refusal: () => undefined,
    ...changes,
  });
  return { outcome, sentAtMs };
}

describe("a hub that cannot be reached", () => {
  it("is tried again with back-off for up to five minutes, then the delivery is unsent", async () => {
    const server = await startFaultServer();
    await server.pause();
    const clock = notingClock();
    const outcome = await shipOne(server, { clock });
    expect(outcome).toMatchObject({ kind: "unsent", attempts: clock.sleptMs.length + 1 });
    expect(outcome.cause).toContain("ECONNREFUSED");
    expect(clock.sleptMs.slice(0, 8)).toEqual([375, 750, 1500, 3000, 6000, 12_000, 22_500, 22_500]);
    const spentMs = clock.nowMs() - startMs;
    expect(spentMs).toBeLessThanOrEqual(retryBudgetMs);
    expect(spentMs).toBeGreaterThan(retryBudgetMs - 30_000);
    expect(server.connectionCount).toBe(0);
  });

  it("for as long as one delivery was tried is not tried as long for each of the others", async () => {
    const server = await startFaultServer();
    await server.pause();
    const clock = fakeClock();
    const { outcomes, circuitCause } = await shipTo(server, shipmentsOf(20), { clock });
    expect(countKinds(outcomes)).toEqual({ unsent: 20 });
    expect(circuitCause).toContain("5 minutes of trying did not help");
    expect(clock.nowMs() - startMs).toBeLessThanOrEqual(retryBudgetMs);
  });

  it("gets the delivery once when it is back", async () => {
    const server = await startFaultServer();
    await server.pause();
    const clock = fakeClock();
    let sleeps = 0;
    const sleep = async (delayMs: number) => {
      if (++sleeps === 3) await server.resume();
      await clock.sleep(delayMs);
    };
    expect(await shipOne(server, { clock: { nowMs: clock.nowMs, sleep } })).toMatchObject({
      kind: "accepted",
      attempts: 4,
    });
    expect(server.posts).toHaveLength(1);
  });

  it("because no TLS connection comes about is unsent: nothing left", async () => {
    const server = await startFaultServer([resetUnread]);
    const outcome = await shipOne(server, { protocol: "https:" });
    expect(outcome.kind).toBe("unsent");
    expect(outcome.attempts).toBeGreaterThan(5);
    expect(server.posts).toHaveLength(0);
  });

  it("is not met by all runners at once: a random half of each wait", async () => {
    const waitsWith = async (fraction: number) => {
      const clock = notingClock();
      await attemptWith([refused], { clock, chance: { ...evenChance, fraction: () => fraction } });
      return clock.sleptMs.slice(0, 3);
    };
    expect(await waitsWith(0)).toEqual([250, 500, 1000]);
    expect(await waitsWith(1)).toEqual([500, 1000, 2000]);
  });
});

describe("a hub that throttles", () => {
  it.each([429, 403, 503])("with %i and seconds is asked again after them", async (status) => {
    const server = await startFaultServer([answer(status, { headers: { "Retry-After": "7" } }), answer(201)]);
    const clock = notingClock();
    expect(await shipOne(server, { clock })).toMatchObject({ kind: "accepted", attempts: 2 });
    expect(clock.nowMs() - startMs).toBe(7_000);
    expect(server.posts).toHaveLength(2);
  });

  it.each([429, 403, 503])("with %i and a date is asked again then", async (status) => {
    const headers = { "Retry-After": "Tue, 24 Nov 2026 10:01:15 GMT" };
    const server = await startFaultServer([answer(status, { headers }), answer(201)]);
    const clock = notingClock();
    expect(await shipOne(server, { clock })).toMatchObject({ kind: "accepted", attempts: 2 });
    expect(clock.nowMs() - startMs).toBe(75_000);
  });

  it.each([
    ["a day", "86400"],
    ["the next day", "Wed, 25 Nov 2026 10:00:00 GMT"],
    ["a number beyond all numbers", "9".repeat(400)],
  ])("and asks for %s is asked again after two minutes", async (_, text) => {
    const headers = { "Retry-After": text };
    const server = await startFaultServer([answer(429, { headers }), answer(201)]);
    const clock = notingClock();
    expect(await shipOne(server, { clock })).toMatchObject({ kind: "accepted", attempts: 2 });
    expect(clock.nowMs() - startMs).toBe(120_000);
  });

  it("with 429 and no time is asked again with back-off", async () => {
    const server = await startFaultServer([answer(429), answer(429), answer(201)]);
    const clock = notingClock();
    expect(await shipOne(server, { clock })).toMatchObject({ kind: "accepted", attempts: 3 });
    expect(clock.nowMs() - startMs).toBe(375 + 750);
  });

  it("for ever leaves the delivery unsent within five minutes, and says so", async () => {
    const server = await startFaultServer([answer(429, { headers: { "Retry-After": "120" } })]);
    const clock = notingClock();
    const outcome = await shipOne(server, { clock });
    expect(outcome).toMatchObject({ kind: "unsent", attempts: 3, hint: "Run again." });
    expect(outcome.cause).toContain("the hub is throttling (429)");
    expect(clock.nowMs() - startMs).toBeLessThanOrEqual(retryBudgetMs);
  });

  it.each(["0", "Tue, 24 Nov 2026 09:00:00 GMT"])(
    "and asks for `%s` is not asked in a busy loop",
    async (text) => {
      const throttled = answered(429, { headers: { "retry-after": text } });
      const { outcome, sentAtMs } = await attemptWith([throttled, throttled, throttled, answered(201)]);
      expect(outcome).toMatchObject({ kind: "accepted", attempts: 4 });
      expect(sentAtMs).toEqual([0, 500, 1000, 1500]);
    },
  );

  it("holds back what waits to try again for another reason", async () => {
    const clock = fakeClock();
    const pace = createPace({ clock, concurrency: 4 });
    pace.slowDown(startMs + 60_000);
    const { outcome, sentAtMs } = await attemptWith([refused, answered(201)], { clock, pace });
    expect(outcome.kind).toBe("accepted");
    expect(sentAtMs.at(-1)).toBeGreaterThanOrEqual(60_000);
  });

  it("longer than the budget leaves unsent what waits for another reason", async () => {
    const clock = fakeClock();
    const pace = createPace({ clock, concurrency: 4 });
    const sleep = async (delayMs: number) => {
      pace.slowDown(startMs + retryBudgetMs + 1);
      await clock.sleep(delayMs);
    };
    const { outcome, sentAtMs } = await attemptWith([refused], {
      clock: { nowMs: clock.nowMs, sleep },
      pace,
    });
    expect(outcome).toMatchObject({ kind: "unsent", attempts: 1 });
    expect(sentAtMs).toHaveLength(1);
  });
});

describe("a delivery that may not leave at this time", () => {
  const quietAfter =
    (ms: number) =>
    ({ keys }: Shipment, nowMs: number) =>
      keys.includes("quiet") && nowMs - startMs >= ms ? "quiet hours began" : undefined;

  it("stays unsent, and the others leave", async () => {
    const server = await startFaultServer();
    const shipments = [shipmentOf("quiet"), shipmentOf("d1")];
    const { outcomes, circuitCause } = await shipTo(server, shipments, { refusal: quietAfter(0) });
    expect(outcomeOf(outcomes, "quiet")).toMatchObject({ kind: "unsent", cause: "quiet hours began" });
    expect(outcomeOf(outcomes, "d1").kind).toBe("accepted");
    expect(circuitCause).toBeUndefined();
    expect(server.postsOf("quiet")).toBe(0);
  });

  it("does not leave after a wait that ends in that time", async () => {
    const server = await startFaultServer([answer(429, { headers: { "Retry-After": "60" } }), answer(201)]);
    const { outcomes } = await shipTo(server, [shipmentOf("quiet")], { refusal: quietAfter(30_000) });
    expect(outcomeOf(outcomes, "quiet")).toMatchObject({ kind: "unsent", attempts: 1 });
    expect(server.posts).toHaveLength(1);
  });
});

describe("an expired delivery", () => {
  it("never leaves", async () => {
    const server = await startFaultServer();
    const { outcomes } = await shipTo(server, [shipmentOf("d0", { expiresAtMs: startMs })]);
    expect(outcomeOf(outcomes, "d0")).toMatchObject({ kind: "unsent", attempts: 0 });
    expect(server.connectionCount).toBe(0);
  });

  it("leaves while there is a millisecond to go", async () => {
    const server = await startFaultServer();
    const { outcomes } = await shipTo(server, [shipmentOf("d0", { expiresAtMs: startMs + 1 })]);
    expect(outcomeOf(outcomes, "d0").kind).toBe("accepted");
  });

  it("does not leave after a wait that outlasts it", async () => {
    const server = await startFaultServer([answer(429, { headers: { "Retry-After": "10" } }), answer(201)]);
    const { outcomes } = await shipTo(server, [shipmentOf("d0", { expiresAtMs: startMs + 3_000 })]);
    expect(outcomeOf(outcomes, "d0")).toMatchObject({
      kind: "unsent",
      attempts: 1,
      cause: expect.stringContaining("expired"),
    });
    expect(server.posts).toHaveLength(1);
  });

  it("does not leave when it expires while the connection is made", async () => {
    const server = await startFaultServer();
    const clock = fakeClock();
    const shipment = shipmentOf("d0", { expiresAtMs: startMs + 3_000 });
    const slow = {
      ...shipment,
      build: (nowMs: number) => {
        clock.advance(5_000);
        return shipment.build(nowMs);
      },
    };
    const { outcomes } = await shipTo(server, [slow], { clock });
    expect(outcomeOf(outcomes, "d0")).toMatchObject({
      kind: "unsent",
      cause: expect.stringContaining("expired"),
    });
    expect(server.begunCount).toBe(0);
  });
});
