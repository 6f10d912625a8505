import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatEntry } from "../../src/ledger/entry-text.ts";
import { formatPieces } from "../../src/ledger/format-pieces.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import {
  baseline,
  entriesOf,
  header,
  intent,
  keyA,
  keyB,
  outcome,
  readLedgerText,
  resolved,
} from "./support.ts";

const someKeys = fc.constantFrom([keyA], [keyB], [keyA, keyB]);
const someRun = fc.constantFrom("r1", "r2", "r3");
const someEntry: fc.Arbitrary<LedgerEntry> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(someRun, someKeys).map(([name, keys]) => intent(name, keys)) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(someRun, someKeys, fc.constantFrom("accepted", "rejected", "unsent", "unknown"))
      .map(([name, keys, kind]) => outcome(name, keys, kind)),
  },
  fc
    .tuple(fc.constantFrom(keyA, keyB), fc.constantFrom("sent", "unsent", "drift-accepted"))
    .map(([key, as]) => resolved(key, as, { rendered: "r", source: "s" })),
  someKeys.map((keys) => baseline(keys)),
);
const someEntries = fc.array(someEntry, { maxLength: 30 });

describe("any ledger", () => {
  it("never forgets that something was accepted, unless a person says it was not sent", () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        const { deliveries } = foldLedger([header, ...entries]);
        for (const key of [keyA, keyB]) {
          const acceptedAt = entries.findLastIndex((entry) => saysAccepted(entry, key));
          const takenBackAt = entries.findLastIndex((entry) => isWord(entry, key, "unsent"));
          if (acceptedAt > takenBackAt) expect(deliveries.get(key)?.status).toBe("accepted");
        }
      }),
    );
  });

  it("lets nothing be sent again while it may have gone out", () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        const { deliveries } = foldLedger([header, ...entries]);
        for (const [key, { status }] of deliveries) {
          if (status !== "unsent" && status !== "rejected") continue;
          const settledAt = entries.findLastIndex((entry) => isWord(entry, key, "unsent"));
          const since = entries.slice(settledAt + 1);
          expect(since.some((entry) => isOutcome(entry, key, "unknown"))).toBe(false);
          for (const [index, entry] of since.entries()) {
            if (entry.entry !== "intent" || !entry.deliveries.some((delivery) => delivery.key === key))
              continue;
            const isAnswered = since
              .slice(index)
              .some(
                (later) => later.entry === "outcome" && later.run === entry.run && later.keys.includes(key),
              );
            expect(isAnswered).toBe(true);
          }
        }
      }),
    );
  });

  it("says the same after it was written and read", () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        const text = [header, ...entries].map(formatEntry).join("");
        expect(entriesOf(readLedgerText(text))).toEqual([header, ...entries]);
      }),
    );
  });

  it("says the same in pieces of any size", () => {
    fc.assert(
      fc.property(someEntries, fc.integer({ min: 1, max: 2000 }), (entries, maxBytes) => {
        const pieces = formatPieces([header, ...entries], maxBytes);
        for (const piece of pieces) {
          expect(piece.endsWith("\n")).toBe(true);
          expect(piece.length <= maxBytes || piece.indexOf("\n") === piece.length - 1).toBe(true);
        }
        expect(statuses(entriesOf(readLedgerText(pieces.join(""))))).toEqual(statuses([header, ...entries]));
      }),
    );
  });

  it("takes a new intent for something that may go out, whatever was before", () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        const open = statuses([header, ...entries, intent("r9", [keyA])]);
        expect(["open", "unknown", "accepted"]).toContain(open.find(([key]) => key === keyA)?.[1]);
      }),
    );
  });
});

function statuses(entries: readonly LedgerEntry[]): (readonly [string, string, string])[] {
  return [...foldLedger(entries).deliveries.values()].map(({ key, status, rendered }) => [
    key,
    status,
    rendered,
  ]);
}

function saysAccepted(entry: LedgerEntry, key: string): boolean {
  if (entry.entry === "baseline") return entry.deliveries.some((delivery) => delivery.key === key);
  return isOutcome(entry, key, "accepted") || isWord(entry, key, "sent");
}

function isOutcome(entry: LedgerEntry, key: string, kind: string): boolean {
  return entry.entry === "outcome" && entry.kind === kind && entry.keys.includes(key);
}

function isWord(entry: LedgerEntry, key: string, as: string): boolean {
  return entry.entry === "resolved" && entry.key === key && entry.as === as;
}
