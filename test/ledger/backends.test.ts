import { join } from "node:path";
import { ledgerBackends } from "../../src/ledger/backends.ts";
import { describeLedgerBackend } from "./contract.ts";
import { makeFolder, realIo } from "./support.ts";

for (const [name, createBackend] of Object.entries(ledgerBackends)) {
  describeLedgerBackend(name, async () => {
    const path = join(await makeFolder(), "sub", "ledger.jsonl");
    return (world) => createBackend({ ...world, path, place: "sub/ledger.jsonl", files: realIo.files });
  });
}
