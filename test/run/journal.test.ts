import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createJournal } from "../../src/commands/journal.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import type { Shipment } from "../../src/model/shipment.ts";
import { steppedClock } from "../dispatch/support.ts";

function shipmentOf(key: string): Shipment {
  return {
    step: "send",
    collapses: false,
    deliverAt: undefined,
    keys: [key],
    expiresAtMs: undefined,
    build: () => ({ method: "POST", path: "/", headers: {}, body: undefined }),
  };
}

describe("the journal of a run", () => {
  it("writes the outcomes of a moment together, also after it was flushed in between", async () => {
    const clock = steppedClock();
    const writes: LedgerEntry[][] = [];
    const journal = createJournal({
      ledger: { append: async (entries) => void writes.push([...entries]) },
      run: "r1",
      deliveries: [],
      memory: foldLedger([]),
      clock,
      cancelsForGood: false,
    });
    for (const round of [1, 2, 3]) {
      writes.length = 0;
      for (let index = 0; index < 20; index++) {
        journal.record(shipmentOf(`production/c@1/apple/${round}-${index}`), {
          kind: "accepted",
          attempts: 1,
        });
        // Each comes when those before it could have been written.
        await turn();
      }
      clock.advance(10);
      await turn();
      clock.advance(10);
      await turn();
      expect(writes.map((entries) => entries.length)).toEqual([20]);
      await journal.flush();
    }
  });
});
