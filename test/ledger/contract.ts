import { describe, expect, it } from "vitest";
import { foldLedger } from "../../src/ledger/state.ts";
import { WorldError } from "../../src/model/errors.ts";
import { type OpenStore, setUpLedgerOn, setUpPlace } from "./contract-world.ts";
import { entriesIn, header, ignoreEntry, intent, keyA, keyB, outcome, run } from "./support.ts";

/** What every backend must do with entries. `openStore` makes a place without a ledger, and opens backends on it. */
export function describeLedgerBackend(name: string, openStore: () => Promise<OpenStore>): void {
  const setUp = () => setUpPlace(openStore);
  const setUpLedger = () => setUpLedgerOn(openStore);

  describe(`the ledger backend ${name}`, () => {
    it("reads as missing until a ledger is made", async () => {
      const { openAs } = await setUp();
      const ledger = openAs("r1");
      expect(await ledger.read(ignoreEntry)).toEqual({ kind: "missing" });
      expect(await ledger.create([header])).toBe(true);
      expect(await entriesIn(ledger)).toEqual([header]);
    });

    it("makes a ledger once and leaves one that exists as it is", async () => {
      const { openAs, first } = await setUpLedger();
      const second = openAs("r2");
      expect(await second.create([{ ...header, memberSalt: "another" }])).toBe(false);
      expect(await entriesIn(first)).toEqual([header]);
    });

    it("leaves one that is shorter than what was to be made as it is", async () => {
      const { openAs, first } = await setUpLedger();
      const longer = [header, run("r2"), run("r3"), intent("r2", [keyA, keyB])];
      expect(await openAs("r2").create(longer)).toBe(false);
      expect(await entriesIn(first)).toEqual([header]);
    });

    it("lets one of several win that make a ledger at once", async () => {
      const { openAs } = await setUp();
      const salts = ["s1", "s2", "s3", "s4"];
      const made = await Promise.all(
        salts.map((memberSalt, index) => openAs(`r${index}`).create([{ ...header, memberSalt }])),
      );
      const winner = salts[made.indexOf(true)];
      expect(made.filter((isMade) => isMade)).toHaveLength(1);
      expect(await entriesIn(openAs("r9"))).toEqual([{ ...header, memberSalt: winner }]);
    });

    it("keeps what is appended in its order, for everybody to read", async () => {
      const { openAs, first } = await setUpLedger();
      const entries = [run("r1"), intent("r1", [keyA, keyB]), outcome("r1", [keyA], "accepted")];
      await first.append(entries.slice(0, 2), { durable: true });
      await first.append(entries.slice(2), { durable: false });
      expect(await entriesIn(openAs("r2"))).toEqual([header, ...entries]);
    });

    it("appends again after it was closed", async () => {
      const { first } = await setUpLedger();
      await first.append([run("r1")], { durable: true });
      await first.close();
      await first.append([run("r2")], { durable: false });
      await first.close();
      await first.close();
      expect(await entriesIn(first)).toEqual([header, run("r1"), run("r2")]);
    });

    it("appends nothing when there is nothing to append", async () => {
      const { first } = await setUpLedger();
      await first.append([], { durable: true });
      expect(await entriesIn(first)).toEqual([header]);
    });

    it("refuses to append where there is no ledger", async () => {
      const { openAs } = await setUp();
      const ledger = openAs("r1");
      await expect(ledger.append([run("r1")], { durable: true })).rejects.toThrow(WorldError);
      expect(await ledger.read(ignoreEntry)).toEqual({ kind: "missing" });
      await ledger.create([header]);
      await ledger.append([run("r1")], { durable: true });
      expect(await entriesIn(ledger)).toEqual([header, run("r1")]);
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
      const state = foldLedger(await entriesIn(first));
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
      const { deliveries } = foldLedger(await entriesIn(first));
      expect([...deliveries.keys()]).toEqual(keys);
      expect(new Set([...deliveries.values()].map(({ status }) => status))).toEqual(new Set(["accepted"]));
    });
  });
}
