import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { stopGraceMs } from "../../src/dispatch/ship.ts";
import { after, answer, silence, startFaultServer } from "../support/fault-server.ts";
import {
  clientOf,
  countKinds,
  createGate,
  createTestJournal,
  outcomeOf,
  shipmentOf,
  shipmentsOf,
  shipTo,
  startMs,
  steppedClock,
} from "./support.ts";

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

describe("a stop", () => {
  it("lets nothing new leave, gives what is in flight its answer, and closes every intent", async () => {
    const gate = createGate();
    const server = await startFaultServer(() => after(gate.opened, answer(201)));
    const [clock, journal, stop] = [steppedClock(), createTestJournal(), new AbortController()];
    const result = shipTo(server, shipmentsOf(20), { clock, journal, concurrency: 2, stop: stop.signal });
    await server.arrived(2);
    stop.abort("SIGINT");
    clock.advance(stopGraceMs - 1);
    gate.open();
    const { outcomes } = await result;
    expect(countKinds(outcomes)).toEqual({ accepted: 2, unsent: 18 });
    expect(outcomeOf(outcomes, "d19")).toMatchObject({
      attempts: 0,
      cause: "the run was stopped before it left",
    });
    expect(server.posts).toHaveLength(2);
    expect([...journal.recorded.keys()].sort()).toEqual(journal.intents.flat().sort());
    expect(clock.sleeperCount()).toBe(0);
  });

  it("leaves unknown what has no answer when the grace is over, and not before", async () => {
    const server = await startFaultServer([silence]);
    const [clock, journal, stop] = [steppedClock(), createTestJournal(), new AbortController()];
    let isDone = false;
    const result = shipTo(server, shipmentsOf(6), { clock, journal, concurrency: 2, stop: stop.signal });
    void result.then(() => {
      isDone = true;
    });
    await server.arrived(2);
    stop.abort("SIGINT");
    clock.advance(stopGraceMs - 1);
    for (let index = 0; index < 20; index++) await turn();
    expect(isDone).toBe(false);
    clock.advance(1);
    const { outcomes } = await result;
    expect(countKinds(outcomes)).toEqual({ unknown: 2, unsent: 4 });
    expect(outcomeOf(outcomes, "d0").cause).toContain("the run was stopped");
    expect(journal.recorded.get("d0")).toMatchObject({ kind: "unknown" });
    expect(server.posts).toHaveLength(2);
  });

  it("is the cause of all that it abandons: the circuit stays closed", async () => {
    const server = await startFaultServer(() => silence);
    const [clock, stop] = [steppedClock(), new AbortController()];
    const result = shipTo(server, shipmentsOf(12), { clock, concurrency: 6, stop: stop.signal });
    await server.arrived(6);
    stop.abort("SIGINT");
    clock.advance(stopGraceMs);
    const { outcomes, circuitCause } = await result;
    expect(countKinds(outcomes)).toEqual({ unknown: 6, unsent: 6 });
    expect(outcomeOf(outcomes, "d11").cause).toBe("the run was stopped before it left");
    expect(circuitCause).toBeUndefined();
  });

  it("before the start lets nothing leave and writes nothing", async () => {
    const server = await startFaultServer();
    const journal = createTestJournal();
    const { outcomes } = await shipTo(server, shipmentsOf(5), {
      journal,
      stop: AbortSignal.abort("SIGTERM"),
    });
    expect(countKinds(outcomes)).toEqual({ unsent: 5 });
    expect(journal.intents).toEqual([]);
    expect(server.connectionCount).toBe(0);
  });

  it("ends a wait between two attempts", async () => {
    const server = await startFaultServer([answer(429, { headers: { "Retry-After": "100" } })]);
    const [clock, stop] = [steppedClock(), new AbortController()];
    const result = shipTo(server, shipmentsOf(3), { clock, stop: stop.signal });
    await until(() => clock.sleeperCount() > 0);
    stop.abort("SIGINT");
    const { outcomes } = await result;
    expect(outcomeOf(outcomes, "d0")).toMatchObject({
      kind: "unsent",
      attempts: 1,
      cause: "the run was stopped before it left; before that: the hub is throttling (429)",
    });
    expect(clock.nowMs()).toBe(startMs);
    expect(server.posts).toHaveLength(1);
  });

  it("while a connection is made keeps the request from leaving", async () => {
    const server = await startFaultServer();
    const stop = new AbortController();
    const shipment = shipmentOf("d0");
    const stopping = {
      ...shipment,
      build: (nowMs: number) => {
        stop.abort("SIGINT");
        return shipment.build(nowMs);
      },
    };
    const { outcomes } = await shipTo(server, [stopping], { clock: steppedClock(), stop: stop.signal });
    expect(outcomeOf(outcomes, "d0").kind).toBe("unsent");
    expect(server.begunCount).toBe(0);
  });

  it("does not wait for a connection that never comes about", async () => {
    const server = await startFaultServer([silence]);
    const [clock, stop] = [steppedClock(), new AbortController()];
    const result = shipTo(server, shipmentsOf(3), { clock, stop: stop.signal, protocol: "https:" });
    await server.begun(1);
    const startedAtMs = performance.now();
    stop.abort("SIGINT");
    clock.advance(stopGraceMs);
    expect(countKinds((await result).outcomes)).toEqual({ unsent: 3 });
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  });

  it("slows nothing down: a throttle that holds everybody back ends with it", async () => {
    const server = await startFaultServer([answer(503, { headers: { "Retry-After": "60" } })]);
    const [clock, stop] = [steppedClock(), new AbortController()];
    const result = shipTo(server, shipmentsOf(40), { clock, concurrency: 4, stop: stop.signal });
    await until(() => clock.sleeperCount() > 0);
    stop.abort("SIGINT");
    expect(countKinds((await result).outcomes)).toEqual({ unsent: 40 });
    expect(clock.nowMs()).toBe(startMs);
  });
});

describe("a throttle", () => {
  it("slows the whole namespace down: nobody sends before the hub said", async () => {
    const [clock, gate] = [steppedClock(), createGate()];
    const sentAtMs = new Map<string, number[]>();
    const server = await startFaultServer((post) => {
      const times = sentAtMs.get(post.delivery) ?? [];
      sentAtMs.set(post.delivery, [...times, clock.nowMs() - startMs]);
      if (post.delivery !== "d0") return after(gate.opened, answer(201));
      return times.length === 0 ? answer(429, { headers: { "Retry-After": "30" } }) : answer(201);
    });
    const result = shipTo(server, shipmentsOf(20), { clock, concurrency: 4 });
    let isDone = false;
    void result.then(() => {
      isDone = true;
    });
    await server.arrived(4);
    await until(() => clock.sleeperCount() > 0);
    gate.open();
    while (!isDone) {
      for (let index = 0; index < 5; index++) await turn();
      clock.advance(1_000);
    }
    expect(countKinds((await result).outcomes)).toEqual({ accepted: 20 });
    const later = [...sentAtMs.values()].flat().filter((atMs) => atMs > 0);
    expect(later).toHaveLength(17);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(30_000);
  });
});

describe("a bug in the middle of a run", () => {
  it("is thrown only when what was in flight has its outcome, and nothing new leaves", async () => {
    const gate = createGate();
    const held = after(gate.opened, answer(201));
    const server = await startFaultServer((post) => (post.delivery === "d0" ? held : answer(201)));
    const journal = createTestJournal();
    let isBroken = false;
    const broken = {
      ...shipmentOf("broken"),
      build: () => {
        isBroken = true;
        throw new Error("a bug");
      },
    };
    const shipments = [shipmentOf("d0"), shipmentOf("d1"), broken, ...shipmentsOf(9).slice(2)];
    const result = shipTo(server, shipments, { journal, concurrency: 2 });
    result.catch(() => undefined);
    await until(() => isBroken);
    for (let index = 0; index < 20; index++) await turn();
    gate.open();
    await expect(result).rejects.toThrow("a bug");
    expect(journal.recorded.get("d0")).toMatchObject({ kind: "accepted" });
    expect(server.posts).toHaveLength(2);
  });
});

describe("a closed client", () => {
  it("finds nothing left of connections that are gone, however many a hub has closed", async () => {
    const server = await startFaultServer([answer(201, { headers: { Connection: "close" }, closes: true })]);
    const added = vi.spyOn(EventTarget.prototype, "addEventListener");
    const removed = vi.spyOn(EventTarget.prototype, "removeEventListener");
    onTestFinished(() => void vi.restoreAllMocks());
    const { outcomes } = await shipTo(server, shipmentsOf(60), { concurrency: 2 });
    expect(countKinds(outcomes)).toEqual({ accepted: 60 });
    expect(server.connectionCount).toBe(60);
    // Some for the run, and none for each connection.
    expect(added.mock.calls.length - removed.mock.calls.length).toBeLessThan(10);
  });

  it("ends a connection that is being made, so that the process can end", async () => {
    const server = await startFaultServer([silence]);
    const client = clientOf(server, { protocol: "https:" });
    const abandoned = new AbortController();
    const exchange = client.exchange(shipmentOf("d0").build(startMs), { signal: abandoned.signal });
    await server.begun(1);
    abandoned.abort();
    expect(await exchange).toEqual({ kind: "failed", began: false, reason: "the run was stopped" });
    const startedAtMs = performance.now();
    await client.close();
    await server.closed(1);
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  });
});
