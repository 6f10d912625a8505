import { describe, expect, it, onTestFinished } from "vitest";
import type { LedgerBackend } from "../../src/ledger/backend.ts";
import { leaseMs } from "../../src/ledger/claim-lease.ts";
import { ClaimLostError } from "../../src/ledger/claim-lost-error.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import { WorldError } from "../../src/model/errors.ts";
import type { Clock, Processes } from "../../src/model/io.ts";
import {
  claimOne,
  createTestClock,
  entriesOf,
  header,
  intent,
  keyA,
  keyB,
  type Machine,
  outcome,
  processOf,
  run,
} from "./support.ts";

export interface BackendWorld {
  readonly run: string;
  readonly clock: Clock;
  readonly processes: Processes;
}

export type OpenStore = (world: BackendWorld) => LedgerBackend;

/** What every backend must do. `openStore` makes a place without a ledger, and opens backends on it. */
export function describeLedgerBackend(name: string, openStore: () => Promise<OpenStore>): void {
  const scope = { hub: "production", campaign: "spring-sale" };

  async function setUp() {
    const open = await openStore();
    const clock = createTestClock();
    const here: Machine = { hostName: "here", alive: new Set() };
    const there: Machine = { hostName: "there", alive: new Set() };
    const openAs = (runName: string, machine = here, pid = 100 + Number(runName.slice(1))) => {
      const ledger = open({ run: runName, clock, processes: processOf(machine, pid) });
      onTestFinished(() => ledger.close());
      return ledger;
    };
    return { clock, here, there, openAs };
  }

  async function setUpLedger() {
    const world = await setUp();
    const first = world.openAs("r1");
    await first.create([header]);
    return { ...world, first };
  }

  describe(`the ledger backend ${name}`, () => {
    it("reads as missing until a ledger is made", async () => {
      const { openAs } = await setUp();
      const ledger = openAs("r1");
      expect(await ledger.read()).toEqual({ kind: "missing" });
      expect(await ledger.create([header])).toBe(true);
      expect(entriesOf(await ledger.read())).toEqual([header]);
    });

    it("makes a ledger once and leaves one that exists as it is", async () => {
      const { openAs, first } = await setUpLedger();
      const second = openAs("r2");
      expect(await second.create([{ ...header, memberSalt: "another" }])).toBe(false);
      expect(entriesOf(await first.read())).toEqual([header]);
    });

    it("lets one of several win that make a ledger at once", async () => {
      const { openAs } = await setUp();
      const salts = ["s1", "s2", "s3", "s4"];
      const made = await Promise.all(
        salts.map((memberSalt, index) => openAs(`r${index}`).create([{ ...header, memberSalt }])),
      );
      const winner = salts[made.indexOf(true)];
      expect(made.filter((isMade) => isMade)).toHaveLength(1);
      expect(entriesOf(await openAs("r9").read())).toEqual([{ ...header, memberSalt: winner }]);
    });

    it("keeps what is appended in its order, for everybody to read", async () => {
      const { openAs, first } = await setUpLedger();
      const entries = [run("r1"), intent("r1", [keyA, keyB]), outcome("r1", [keyA], "accepted")];
      await first.append(entries.slice(0, 2), { durable: true });
      await first.append(entries.slice(2), { durable: false });
      expect(entriesOf(await openAs("r2").read())).toEqual([header, ...entries]);
    });

    it("appends again after it was closed", async () => {
      const { first } = await setUpLedger();
      await first.append([run("r1")], { durable: true });
      await first.close();
      await first.append([run("r2")], { durable: false });
      await first.close();
      await first.close();
      expect(entriesOf(await first.read())).toEqual([header, run("r1"), run("r2")]);
    });

    it("appends nothing when there is nothing to append", async () => {
      const { first } = await setUpLedger();
      await first.append([], { durable: true });
      expect(entriesOf(await first.read())).toEqual([header]);
    });

    it("refuses to append where there is no ledger", async () => {
      const { openAs } = await setUp();
      const ledger = openAs("r1");
      await expect(ledger.append([run("r1")], { durable: true })).rejects.toThrow(WorldError);
      expect(await ledger.read()).toEqual({ kind: "missing" });
      await ledger.create([header]);
      await ledger.append([run("r1")], { durable: true });
      expect(entriesOf(await ledger.read())).toEqual([header, run("r1")]);
    });

    it("loses nothing when two append at the same time", async () => {
      const { openAs, first } = await setUpLedger();
      const second = openAs("r2");
      const keys = (name: string) =>
        Array.from({ length: 50 }, (_, index) => `production/${name}@1/n${index}`);
      await Promise.all(
        [
          ...keys("a").map((key) => [first, key] as const),
          ...keys("b").map((key) => [second, key] as const),
        ].map(([ledger, key]) => ledger.append([intent("r", [key])], { durable: false })),
      );
      const state = foldLedger(entriesOf(await first.read()));
      expect([...state.deliveries.keys()].sort()).toEqual([...keys("a"), ...keys("b")].sort());
    });

    it("takes an entry about many deliveries and remembers each", async () => {
      const { first } = await setUpLedger();
      const keys = Array.from(
        { length: 5000 },
        (_, index) => `production/big@1/apple/${"f".repeat(26)}${index}`,
      );
      await first.append([intent("r1", keys)], { durable: true });
      await first.append([outcome("r1", keys, "accepted")], { durable: false });
      const { deliveries } = foldLedger(entriesOf(await first.read()));
      expect([...deliveries.keys()]).toEqual(keys);
      expect(new Set([...deliveries.values()].map(({ status }) => status))).toEqual(new Set(["accepted"]));
    });

    it("gives a claim to one run at a time", async () => {
      const { openAs, first } = await setUpLedger();
      const second = openAs("r2");
      expect((await claimOne(first, scope)).kind).toBe("claimed");
      expect(await claimOne(second, scope)).toMatchObject({
        kind: "held",
        by: { ...scope, run: "r1", host: "here", pid: 101, since: "2026-11-24T09:00:00.000Z" },
      });
      await first.release([scope]);
      expect((await claimOne(second, scope)).kind).toBe("claimed");
      expect((await claimOne(first, scope)).kind).toBe("held");
    });

    it("lets one of many win that claim at once", async () => {
      const { openAs } = await setUpLedger();
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, index) => claimOne(openAs(`r${index + 1}`), scope)),
      );
      expect(results.filter((result) => result.kind === "claimed")).toHaveLength(1);
    });

    it("claims each campaign of each hub by itself", async () => {
      const { openAs, first } = await setUpLedger();
      const second = openAs("r2");
      await claimOne(first, scope);
      expect((await claimOne(second, { ...scope, campaign: "breaking-news" })).kind).toBe("claimed");
      expect((await claimOne(second, { ...scope, hub: "staging" })).kind).toBe("claimed");
    });

    it("claims many campaigns at once, and answers for each in their order", async () => {
      const { openAs, first } = await setUpLedger();
      await claimOne(first, scope);
      const second = openAs("r2");
      const others = ["a", "b"].map((campaign) => ({ ...scope, campaign }));
      const [a, held, b] = await second.claim([others[0] ?? scope, scope, others[1] ?? scope]);
      expect([a?.kind, held, b?.kind]).toMatchObject([
        "claimed",
        { kind: "held", by: { run: "r1" } },
        "claimed",
      ]);
      expect((await first.liveClaims()).map(({ campaign }) => campaign).sort()).toEqual(["a", "b"]);
      await second.release(others);
      expect(await first.liveClaims()).toEqual([]);
      expect(await second.claim([])).toEqual([]);
    });

    it("tells which claims of other runs are live", async () => {
      const { openAs, first, here } = await setUpLedger();
      const second = openAs("r2");
      await claimOne(first, scope);
      expect(await first.liveClaims()).toEqual([]);
      expect(await second.liveClaims()).toMatchObject([{ ...scope, run: "r1" }]);
      here.alive.delete(101);
      expect(await second.liveClaims()).toEqual([]);
    });

    it("takes the claim of a dead holder of the same host at once", async () => {
      const { openAs, first, here } = await setUpLedger();
      await claimOne(first, scope);
      here.alive.delete(101);
      const contenders = await Promise.all(
        ["r2", "r3", "r4"].map((runName) => claimOne(openAs(runName), scope)),
      );
      expect(contenders.filter((result) => result.kind === "claimed")).toHaveLength(1);
    });

    it("leaves a holder on another host its lease, and no more", async () => {
      const { openAs, first, there, clock } = await setUpLedger();
      await claimOne(first, scope);
      const second = openAs("r2", there);
      clock.advance(leaseMs - 1);
      expect((await claimOne(second, scope)).kind).toBe("held");
      clock.advance(1);
      expect((await claimOne(second, scope)).kind).toBe("claimed");
    });

    it("believes a pid of this host no longer than the lease, since pids come again", async () => {
      const { openAs, first, clock } = await setUpLedger();
      await claimOne(first, scope);
      clock.advance(leaseMs);
      expect((await claimOne(openAs("r2"), scope)).kind).toBe("claimed");
    });

    it("keeps the claim of a run that goes on writing", async () => {
      const { openAs, first, there, clock } = await setUpLedger();
      await claimOne(first, scope);
      for (let index = 0; index < 4; index++) {
        clock.advance(leaseMs / 2);
        await first.append([index % 2 === 0 ? intent("r1", [keyA]) : outcome("r1", [keyA], "unsent")], {
          durable: false,
        });
      }
      expect((await claimOne(openAs("r2", there), scope)).kind).toBe("held");
    });

    it("takes a claim away from a run, which writes no intent any more if it lives after all", async () => {
      const { openAs, first } = await setUpLedger();
      const second = openAs("r2");
      await claimOne(first, scope);
      await second.unlock(scope);
      await second.unlock({ ...scope, campaign: "unknown" });
      expect(await second.liveClaims()).toEqual([]);
      await expect(first.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow(ClaimLostError);
      expect((await claimOne(second, scope)).kind).toBe("claimed");
      await second.append([intent("r2", [keyA])], { durable: true });
    });

    it("lets a run that slept through its lease write outcomes, but no intents", async () => {
      const { openAs, first, there, clock } = await setUpLedger();
      expect((await claimOne(first, scope)).kind).toBe("claimed");
      await first.append([intent("r1", [keyA])], { durable: true });
      clock.advance(leaseMs);
      const second = openAs("r2", there);
      expect((await claimOne(second, scope)).kind).toBe("claimed");
      await expect(first.append([intent("r1", [keyB])], { durable: true })).rejects.toThrow(
        "another run has taken over production/spring-sale while this one slept",
      );
      await expect(first.append([intent("r1", [keyB])], { durable: true })).rejects.toThrow(WorldError);
      await first.append([intent("r1", ["production/other@1/apple"])], { durable: true });
      await first.append([outcome("r1", [keyA], "accepted")], { durable: false });
      expect(foldLedger(entriesOf(await second.read())).deliveries.get(keyA)?.status).toBe("accepted");
      // It is written, and nobody acted upon it: whoever finds it so holds it.
      expect(foldLedger(entriesOf(await second.read())).deliveries.get(keyB)?.status ?? "open").toBe("open");
      await first.release([scope]);
      expect((await claimOne(openAs("r3"), scope)).kind).toBe("held");
    });
  });
}
