import { describe, expect, it } from "vitest";
import type { Shipment } from "../../src/model/shipment.ts";
import { after, answer, type Fault, reset, startFaultServer } from "../support/fault-server.ts";
import {
  countKinds,
  createGate,
  createTestJournal,
  kindsOf,
  outcomeOf,
  shipmentOf,
  shipmentsOf,
  shipTo,
} from "./support.ts";

describe("a circuit", () => {
  it.each([401, 403, 404])("opens on %i: the rest is unsent, and not one of it is POSTed", async (status) => {
    const server = await startFaultServer([answer(status)]);
    const journal = createTestJournal();
    const { outcomes, circuitCause } = await shipTo(server, shipmentsOf(20), { journal });
    expect(countKinds(outcomes)).toEqual({ rejected: 1, unsent: 19 });
    expect(server.begunCount).toBe(1);
    expect(circuitCause).toContain(`(${status})`);
    expect(outcomeOf(outcomes, "d19")).toMatchObject({
      attempts: 0,
      cause: circuitCause,
      hint: "Run again.",
    });
  });

  it("lets no more intents be written once it is open, and closes those that were", async () => {
    const server = await startFaultServer([answer(401)]);
    const journal = createTestJournal();
    await shipTo(server, shipmentsOf(100), { journal, concurrency: 4 });
    expect(journal.intents.flat().length).toBeLessThanOrEqual(8);
    expect([...journal.recorded.keys()].sort()).toEqual(journal.intents.flat().sort());
  });

  it("lets only what was in flight end when it opens among many", async () => {
    const server = await startFaultServer([answer(401)]);
    const { outcomes } = await shipTo(server, shipmentsOf(100), { concurrency: 8 });
    expect(server.begunCount).toBeLessThanOrEqual(8);
    expect(countKinds(outcomes)).toEqual({ rejected: server.begunCount, unsent: 100 - server.begunCount });
  });

  it("stays closed when a refusal is about one payload", async () => {
    const server = await startFaultServer((post) => answer(post.delivery === "d3" ? 400 : 201));
    const { outcomes, circuitCause } = await shipTo(server, shipmentsOf(10), { concurrency: 2 });
    expect(countKinds(outcomes)).toEqual({ accepted: 9, rejected: 1 });
    expect(circuitCause).toBeUndefined();
  });

  it("opens on five unknowns in a row", async () => {
    const server = await startFaultServer([reset]);
    const { outcomes, circuitCause } = await shipTo(server, shipmentsOf(12));
    expect(countKinds(outcomes)).toEqual({ unknown: 5, unsent: 7 });
    expect(server.begunCount).toBe(5);
    expect(circuitCause).toContain("5 requests in a row");
  });

  it("stays closed when a send goes through between unknowns", async () => {
    const four = [reset, reset, reset, reset];
    const server = await startFaultServer([...four, answer(201), ...four, answer(201)]);
    const { outcomes, circuitCause } = await shipTo(server, shipmentsOf(12));
    expect(countKinds(outcomes)).toEqual({ unknown: 8, accepted: 4 });
    expect(circuitCause).toBeUndefined();
    for (const key of outcomes.keys()) expect(server.postsOf(key)).toBe(1);
  });
});

describe("intents", () => {
  it("are durable before their request leaves", async () => {
    const journal = createTestJournal();
    const early: string[] = [];
    const durable = new Set<string>();
    const server = await startFaultServer((post) => {
      if (!durable.has(post.delivery)) early.push(post.delivery);
      return answer(201);
    });
    const intend = async (shipments: readonly Shipment[]) => {
      await journal.intend(shipments);
      await new Promise(setImmediate);
      for (const key of shipments.flatMap(({ keys }) => keys)) durable.add(key);
      return new Map<Shipment, string>();
    };
    const { outcomes } = await shipTo(server, shipmentsOf(60), {
      journal: { ...journal, intend },
      concurrency: 8,
    });
    expect(countKinds(outcomes)).toEqual({ accepted: 60 });
    expect(early).toEqual([]);
  });

  it.each([1, 2, 3, 8, 64])(
    "stay within twice the concurrency of %i ahead of what is in flight, in groups",
    async (concurrency) => {
      const server = await startFaultServer();
      const journal = createTestJournal();
      const { outcomes } = await shipTo(server, shipmentsOf(200), { journal, concurrency });
      expect(countKinds(outcomes)).toEqual({ accepted: 200 });
      expect(journal.mostOpen()).toBeLessThanOrEqual(3 * concurrency);
      // Each costs a flush: the first is as large as may be, and none is small.
      expect(journal.intents[0]).toHaveLength(2 * concurrency);
      expect(journal.intents.length).toBeLessThanOrEqual(Math.ceil(200 / concurrency));
    },
  );

  it("that fail keep their whole group from leaving, and all that follows", async () => {
    const server = await startFaultServer();
    const error = new Error("the disk is full");
    const journal = createTestJournal({
      intend: () => {
        throw error;
      },
    });
    const { outcomes, journalError } = await shipTo(server, shipmentsOf(20), { journal, concurrency: 4 });
    expect(countKinds(outcomes)).toEqual({ unsent: 20 });
    expect(journalError).toBe(error);
    expect(journal.intents).toHaveLength(1);
    expect(server.connectionCount).toBe(0);
  });

  it("that fail later leave what went out before with its outcome", async () => {
    const server = await startFaultServer();
    const journal = createTestJournal({
      intend: (callCount) => {
        if (callCount === 3) throw new Error("the disk is full");
      },
    });
    const { outcomes, journalError } = await shipTo(server, shipmentsOf(40), { journal, concurrency: 4 });
    expect(journalError).toBeInstanceOf(Error);
    const written = journal.intents.slice(0, 2).flat();
    for (const [key, { kind }] of outcomes) {
      expect(server.postsOf(key)).toBe(kind === "accepted" ? 1 : 0);
      if (!written.includes(key)) expect(kind).toBe("unsent");
    }
    expect([...journal.recorded.keys()].sort()).toEqual([...written].sort());
    expect(outcomes.size).toBe(40);
  });
});

describe("outcomes", () => {
  it("reach the journal one by one, for each key that a request carried", async () => {
    const server = await startFaultServer((post) => answer(post.delivery === "batch" ? 201 : 400));
    const journal = createTestJournal();
    const batch = shipmentOf("batch", { keys: ["a", "b", "c"] });
    const { outcomes } = await shipTo(server, [batch, shipmentOf("other")], { journal });
    expect(kindsOf(outcomes)).toEqual({ a: "accepted", b: "accepted", c: "accepted", other: "rejected" });
    expect(journal.recorded).toEqual(outcomes);
    expect(server.posts).toHaveLength(2);
  });

  it("that cannot be recorded are kept, and no new POST leaves", async () => {
    const server = await startFaultServer();
    const error = new Error("the disk is full");
    const journal = createTestJournal({
      record: () => {
        throw error;
      },
    });
    const { outcomes, journalError } = await shipTo(server, shipmentsOf(8), { journal });
    expect(countKinds(outcomes)).toEqual({ accepted: 1, unsent: 7 });
    expect(outcomeOf(outcomes, "d0").kind).toBe("accepted");
    expect(journalError).toBe(error);
    expect(server.posts).toHaveLength(1);
  });

  it("of all that was in flight are kept when one cannot be recorded", async () => {
    const server = await startFaultServer();
    const journal = createTestJournal({
      record: (callCount) => {
        if (callCount === 1) throw new Error("the disk is full");
      },
    });
    const { outcomes } = await shipTo(server, shipmentsOf(40), { journal, concurrency: 4 });
    expect(server.posts.length).toBeLessThanOrEqual(4);
    for (const [key, { kind }] of outcomes)
      expect(kind).toBe(server.postsOf(key) === 1 ? "accepted" : "unsent");
    expect(outcomes.size).toBe(40);
  });

  it("come with one POST each, but for what was surely refused, among many at once", async () => {
    const throttledOnce = new Set<string>();
    const faultFor = (delivery: string): Fault => {
      const index = Number(delivery.slice(1));
      if (index % 50 === 0) return reset;
      if (index % 7 !== 0 || throttledOnce.has(delivery)) return answer(index % 11 === 0 ? 413 : 201);
      throttledOnce.add(delivery);
      return answer(429, { headers: { "Retry-After": "1" } });
    };
    const server = await startFaultServer((post) => faultFor(post.delivery));
    const { outcomes } = await shipTo(server, shipmentsOf(300), { concurrency: 16 });
    expect(outcomes.size).toBe(300);
    expect(countKinds(outcomes)).toMatchObject({ unknown: 6 });
    for (const [key, { attempts }] of outcomes) {
      expect(attempts).toBe(throttledOnce.has(key) ? 2 : 1);
      expect(server.postsOf(key)).toBe(attempts);
    }
  });
});

describe("64 requests in flight", () => {
  it("make Node.js warn of nothing", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", onWarning);
    const gate = createGate();
    const server = await startFaultServer(() => after(gate.opened, answer(201)));
    const result = shipTo(server, shipmentsOf(200), { concurrency: 64 });
    await server.arrived(64);
    gate.open();
    expect(countKinds((await result).outcomes)).toEqual({ accepted: 200 });
    await new Promise(setImmediate);
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });
});
