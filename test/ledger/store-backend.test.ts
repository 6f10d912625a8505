import { describe, expect, it } from "vitest";
import { leaseMs, renewAfterMs } from "../../src/ledger/claim-lease.ts";
import { ClaimLostError } from "../../src/ledger/claim-lost-error.ts";
import type { LedgerStore } from "../../src/ledger/store.ts";
import { createStoreBackend } from "../../src/ledger/store-backend.ts";
import { WorldError } from "../../src/model/errors.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import { createMemoryStore, type MemoryStore } from "./memory-store.ts";
import {
  claimOne,
  createTestClock,
  entriesIn,
  header,
  intent,
  type Machine,
  outcome,
  processOf,
} from "./support.ts";

const [a, b] = [
  { hub: "production", campaign: "a" },
  { hub: "production", campaign: "b" },
];
const durable = { durable: true };
const keyOf = (campaign: string, id = 0) => `production/${campaign}@1/n${id}`;

interface Gate {
  readonly passed: Promise<void>;
  pass(): void;
}

function createGate(): Gate {
  let pass: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { passed, pass: () => pass() };
}

/** Runs over one store; `change` makes it behave otherwise for one of them. */
async function setUp() {
  const store = createMemoryStore();
  const clock = createTestClock();
  const here: Machine = { hostName: "here", alive: new Set() };
  const openAs = (run: string, change: (store: MemoryStore) => Partial<LedgerStore> = () => ({})) =>
    createStoreBackend({
      store: { ...store, ...change(store) },
      run,
      clock,
      processes: processOf(here, Number(run.slice(1))),
    });
  await openAs("r0").create([header]);
  return { store, clock, openAs };
}

describe("claims of a remote ledger", () => {
  it("are taken away together, since each write can be a push", async () => {
    const { openAs } = await setUp();
    const shards = Array.from({ length: 16 }, (_, index) => ({ ...a, shard: `${index + 1}/16` }));
    await openAs("r1").claim(shards);
    let writes = 0;
    const rival = openAs("r2", ({ writeClaims }) => ({
      writeClaims: async (changes) => {
        writes++;
        return await writeClaims(changes);
      },
    }));
    await rival.unlock(shards);
    expect(writes).toBe(1);
    expect(await rival.liveClaims()).toEqual([]);
  });
});

describe("appends to a remote ledger", () => {
  it("go together while one is under way, and keep their order", async () => {
    const { store, openAs } = await setUp();
    const gate = createGate();
    const ledger = openAs("r1", ({ appendLog }) => ({
      appendLog: async (text, guards) => {
        await gate.passed;
        return appendLog(text, guards);
      },
    }));
    const entries = Array.from({ length: 9 }, (_, id) => outcome("r1", [keyOf("a", id)], "accepted"));
    const appended = entries.map((entry) => ledger.append([entry], { durable: false }));
    gate.pass();
    await Promise.all(appended);
    expect(store.appended.map((text) => text.trimEnd().split("\n").length)).toEqual([1, 8]);
    expect(await entriesIn(ledger)).toEqual([header, ...entries]);
  });

  it("are cut into batches that a store takes, each of whole lines", async () => {
    const { store, openAs } = await setUp();
    const ledger = openAs("r1");
    const keys = Array.from({ length: 40_000 }, (_, id) => `${keyOf("a", id)}/${"f".repeat(60)}`);
    const entries: LedgerEntry[] = [intent("r1", keys), outcome("r1", keys, "accepted")];
    await ledger.append(entries, durable);
    expect(store.appended.length).toBeGreaterThan(2);
    for (const text of store.appended) {
      expect(text.endsWith("\n")).toBe(true);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3 * 1024 * 1024);
    }
  });

  it("each learn their own end: one that lost its campaign stops no other of its batch", async () => {
    const { store, openAs } = await setUp();
    const ledger = openAs("r1");
    await ledger.claim([a, b]);
    await openAs("r2").unlock([a]);
    const ends = await Promise.allSettled([
      ledger.append([intent("r1", [keyOf("b", 0)])], durable),
      ledger.append([intent("r1", [keyOf("a", 1)])], durable),
      ledger.append([intent("r1", [keyOf("b", 2)])], durable),
      ledger.append([outcome("r1", [keyOf("a", 3)], "accepted")], durable),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(ends[1]).toMatchObject({ reason: { scopes: [a] } });
    expect(store.appended).toHaveLength(2);
  });

  it("fail with the store, and go on when it is back", async () => {
    const { openAs } = await setUp();
    let isDown = true;
    const ledger = openAs("r1", ({ appendLog }) => ({
      appendLog: async (text, guards) => {
        if (isDown) throw new WorldError("no network", { code: "CAM5007", exitCode: 5, hint: "Wait." });
        return appendLog(text, guards);
      },
    }));
    const append = () => ledger.append([intent("r1", [keyOf("a")])], durable);
    const ends = await Promise.allSettled([append(), append()]);
    expect(ends).toMatchObject([{ reason: { code: "CAM5007" } }, { reason: { code: "CAM5007" } }]);
    isDown = false;
    await append();
    expect(await entriesIn(ledger)).toHaveLength(2);
  });
});

describe("a claim in a remote ledger", () => {
  it("that cannot be renewed keeps intents back, and no outcome", async () => {
    let isDown = false;
    const { store, clock, openAs } = await setUp();
    const ledger = openAs("r1", ({ writeClaims }) => ({
      writeClaims: async (writes) => {
        if (isDown) throw new WorldError("no network", { code: "CAM5007", exitCode: 5, hint: "Wait." });
        return writeClaims(writes);
      },
    }));
    await claimOne(ledger, a);
    clock.advance(renewAfterMs);
    isDown = true;
    const [intended, recorded] = await Promise.allSettled([
      ledger.append([intent("r1", [keyOf("a", 1)])], durable),
      ledger.append([outcome("r1", [keyOf("a")], "accepted")], durable),
    ]);
    expect(intended).toMatchObject({ status: "rejected", reason: { code: "CAM5007" } });
    expect(recorded.status).toBe("fulfilled");
    expect(store.appended.join("")).not.toContain("intent");
    isDown = false;
    await ledger.append([intent("r1", [keyOf("a", 1)])], durable);
    expect(store.appended.join("")).toContain("intent");
  });

  it("is renewed by what a run writes, and kept when the answer to that is lost", async () => {
    const { clock, openAs } = await setUp();
    let isLost = true;
    const ledger = openAs("r1", ({ writeClaims }) => ({
      // The store repeats a write that nobody answered, and finds its own version there.
      writeClaims: async (writes) => {
        const versions = await writeClaims(writes);
        return isLost ? await writeClaims(writes) : versions;
      },
    }));
    expect(await claimOne(ledger, a)).toEqual({ kind: "claimed" });
    clock.advance(renewAfterMs);
    await ledger.append([intent("r1", [keyOf("a")])], durable);
    isLost = false;
    clock.advance(leaseMs - 1);
    expect((await claimOne(openAs("r2"), a)).kind).toBe("held");
  });

  it("does not come back with a renewal that was under way when it was released", async () => {
    const { store, clock, openAs } = await setUp();
    const [begun, gate] = [createGate(), createGate()];
    let isSlow = false;
    const ledger = openAs("r1", ({ writeClaims }) => ({
      writeClaims: async (writes) => {
        if (isSlow) {
          begun.pass();
          await gate.passed;
        }
        return writeClaims(writes);
      },
    }));
    await ledger.claim([a, b]);
    clock.advance(renewAfterMs);
    isSlow = true;
    const appended = ledger.append([intent("r1", [keyOf("b")])], durable);
    await begun.passed;
    const released = ledger.release([a]);
    gate.pass();
    await Promise.all([appended, released]);
    expect(store.claims.size).toBe(1);
    expect(await claimOne(openAs("r2"), a)).toEqual({ kind: "claimed" });
  });

  it("that another run has taken is told once more with each intent, also after both have ended", async () => {
    const { clock, openAs } = await setUp();
    const [sleeper, rival] = [openAs("r1"), openAs("r2")];
    await claimOne(sleeper, a);
    clock.advance(leaseMs);
    await claimOne(rival, a);
    await rival.release([a]);
    for (let attempt = 1; attempt <= 2; attempt++)
      await expect(sleeper.append([intent("r1", [keyOf("a")])], durable)).rejects.toThrow(ClaimLostError);
    expect(await claimOne(sleeper, a)).toEqual({ kind: "claimed" });
    await sleeper.append([intent("r1", [keyOf("a")])], durable);
  });

  it("counts for nothing when it is damaged", async () => {
    const { store, openAs } = await setUp();
    await claimOne(openAs("r1"), a);
    for (const [name, claim] of store.claims) store.claims.set(name, { ...claim, text: '{"hub":"pro' });
    expect(await openAs("r2").liveClaims()).toEqual([]);
    expect(await claimOne(openAs("r2"), a)).toEqual({ kind: "claimed" });
  });

  it("says nothing of its campaign in its name", async () => {
    const { store, openAs } = await setUp();
    await claimOne(openAs("r1"), a);
    expect([...store.claims.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });
});
