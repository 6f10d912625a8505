import { describe, expect, it } from "vitest";
import { leaseMs } from "../../src/ledger/claim-lease.ts";
import { ClaimLostError } from "../../src/ledger/claim-lost-error.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import { WorldError } from "../../src/model/errors.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import { type OpenStore, setUpLedgerOn } from "./contract-world.ts";
import { claimOne, entriesIn, ignoreEntry, intent, keyA, keyB, outcome } from "./support.ts";

/** What every backend must do with claims. */
export function describeLedgerClaims(name: string, openStore: () => Promise<OpenStore>): void {
  const scope = { hub: "production", campaign: "spring-sale" };
  const setUpLedger = () => setUpLedgerOn(openStore);

  describe(`claims in the ledger backend ${name}`, () => {
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

    it("lets a run claim again what it holds, or has lost", async () => {
      const { openAs, first, there, clock } = await setUpLedger();
      expect((await claimOne(first, scope)).kind).toBe("claimed");
      expect((await claimOne(first, scope)).kind).toBe("claimed");
      await first.append([intent("r1", [keyA])], { durable: true });
      clock.advance(leaseMs);
      const second = openAs("r2", there);
      expect((await claimOne(second, scope)).kind).toBe("claimed");
      await expect(first.append([intent("r1", [keyB])], { durable: true })).rejects.toThrow(WorldError);
      await second.release([scope]);
      expect((await claimOne(first, scope)).kind).toBe("claimed");
      await first.append([intent("r1", [keyB])], { durable: true });
      expect((await claimOne(second, scope)).kind).toBe("held");
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

    it("shows what it holds together with who is at work", async () => {
      const { openAs, first } = await setUpLedger();
      const second = openAs("r2");
      await claimOne(first, scope);
      await first.append([intent("r1", [keyA])], { durable: true });
      const viewed: LedgerEntry[] = [];
      const view = await second.view((entry) => viewed.push(entry));
      expect(view.reading).toEqual({ kind: "whole", entryCount: 2 });
      expect(viewed).toEqual(await entriesIn(second));
      expect(viewed).toMatchObject([{ entry: "ledger" }, { entry: "intent" }]);
      expect(view.liveClaims).toMatchObject([{ ...scope, run: "r1" }]);
      expect((await first.view(ignoreEntry)).liveClaims).toEqual([]);
    });

    it("shows claims that nobody gave back apart from those that are live", async () => {
      const { openAs, first, here } = await setUpLedger();
      const second = openAs("r2");
      await claimOne(first, scope);
      expect(await second.view(ignoreEntry)).toMatchObject({ liveClaims: [{ run: "r1" }], lapsedClaims: [] });
      here.alive.delete(101);
      expect(await second.view(ignoreEntry)).toMatchObject({
        liveClaims: [],
        lapsedClaims: [{ ...scope, run: "r1" }],
      });
      await second.unlock([scope]);
      expect(await second.view(ignoreEntry)).toMatchObject({ liveClaims: [], lapsedClaims: [] });
      await expect(first.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow(ClaimLostError);
      await claimOne(second, scope);
      await second.release([scope]);
      expect(await openAs("r3").view(ignoreEntry)).toMatchObject({ liveClaims: [], lapsedClaims: [] });
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
      await second.unlock([scope]);
      await second.unlock([{ ...scope, campaign: "unknown" }]);
      expect(await second.liveClaims()).toEqual([]);
      await expect(first.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow(ClaimLostError);
      expect((await claimOne(second, scope)).kind).toBe("claimed");
      await second.append([intent("r2", [keyA])], { durable: true });
    });

    it("takes several claims away at once", async () => {
      const { openAs, first } = await setUpLedger();
      const shards = ["1/3", "2/3", "3/3"].map((shard) => ({ ...scope, shard }));
      await first.claim(shards);
      const second = openAs("r2");
      await second.unlock(shards.slice(1));
      expect(await second.liveClaims()).toMatchObject([{ shard: "1/3" }]);
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
      expect(foldLedger(await entriesIn(second)).deliveries.get(keyA)?.status).toBe("accepted");
      // It is written, and nobody acted upon it: whoever finds it so holds it.
      expect(foldLedger(await entriesIn(second)).deliveries.get(keyB)?.status ?? "open").toBe("open");
      await first.release([scope]);
      expect((await claimOne(openAs("r3"), scope)).kind).toBe("held");
    });
  });
}
