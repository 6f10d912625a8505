import { createNodeIo } from "../../src/io.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";

/**
 * Works on a ledger until it is killed or has written enough, and says on stdout what is certain by then:
 * `claimed`, `held`, `intended N`, `sending N`, `done N`.
 * Arguments: path, run, how many rounds, how many deliveries in each.
 */
const [path = "", run = "", rounds = "0", deliveriesPerRound = "1"] = process.argv.slice(2);
const io = createNodeIo();
const ledger = createFileBackend({ ...io, path, place: path, run });
const at = new Date(io.clock.nowMs()).toISOString();

const scope = { hub: "h", campaign: run.startsWith("rival") ? "same" : run };
const [claim] = await ledger.claim([scope]);
io.stdout.write(`${claim?.kind}\n`);
if (run.startsWith("rival")) await endOfInput();

for (let round = 0; round < Number(rounds); round++) {
  const keys = Array.from(
    { length: Number(deliveriesPerRound) },
    (_, index) => `h/${run}@1/n${round}/${String(index).padStart(32, "0")}`,
  );
  const deliveries = keys.map((key) => ({ key, rendered: "r".repeat(64), source: "s".repeat(64) }));
  await ledger.append([{ entry: "intent", run, at, deliveries }], { durable: true });
  io.stdout.write(`intended ${round}\n`);
  io.stdout.write(`sending ${round}\n`);
  await ledger.append([{ entry: "outcome", run, at, keys, kind: "accepted", attempts: 1 }], {
    durable: false,
  });
  io.stdout.write(`done ${round}\n`);
}
if (claim?.kind === "claimed") await ledger.release([scope]);
await ledger.close();

async function endOfInput(): Promise<void> {
  for await (const _ of process.stdin) {
    // Nothing comes; the parent closes it when it has seen what it wants.
  }
}
