import { createCrowdSource } from "../../src/commands/send-crowds.ts";
import { surveyCrowds } from "../../src/commands/survey-crowds.ts";
import { createNodeIo } from "../../src/io.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import type { RecipientAudience } from "../../src/model/audience.ts";
import type { Notification } from "../../src/model/notification.ts";
import { listDeliveries } from "../../src/plan/list-deliveries.ts";
import { emulatorHub } from "./emulator-hub.ts";

/** Says how many bytes are in use when so many people were looked at and sent to. Run with `--expose-gc`. */
const people = Number(process.argv[2]);
const real = createNodeIo();

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("id,text\n");
  for (let start = 0; start < people; start += 1_000) {
    const rows = Array.from(
      { length: 1_000 },
      (_, index) => `person-${start + index},points ${start + index}\n`,
    );
    yield Buffer.from(rows.join(""));
  }
}

const audience: RecipientAudience = {
  kind: "recipients",
  file: "people.csv",
  path: "/people.csv",
  format: "csv",
  idColumn: "id",
  columns: ["id"],
  rows: { min: undefined, max: undefined },
  isRejectFile: false,
  addressKind: "tag",
  isAddressOfId: process.argv[3] !== "own",
  sampleAddress: "user:s",
  isSampleMadeUp: true,
  written: {},
  renderRow: ({ id, text }) => ({
    kind: "rendered",
    address: `user:${id}`,
    message: { isShared: false, headers: {}, body: `{"t":"${text}"}` },
  }),
};
const notification: Notification = {
  campaign: "points",
  revision: 1,
  id: "apple",
  platform: "apple",
  audience,
  headers: {},
  body: "",
  form: "json",
  schedule: undefined,
  scheduleAtMs: undefined,
  onUnknown: "hold",
  cancelled: false,
  expires: undefined,
  expiresAtMs: undefined,
  repeat: false,
  written: {},
  file: "points.yaml",
  position: { line: 1, column: 1 },
};
const surveys = await surveyCrowds(listDeliveries([notification], { hub: "h", memberSalt: "" }), {
  hub: emulatorHub("h"),
  memory: foldLedger([]),
  ledger: undefined,
  io: { ...real, files: { ...real.files, readChunks: chunks } },
  settings: { shard: undefined, maxErrors: undefined },
  claimedCampaigns: new Set(),
  makesKeys: false,
  maxKeptCharacters: 0,
});
let requests = 0;
const before: number[] = [];
for (const crowd of surveys.values()) {
  const source = createCrowdSource(crowd, { hubName: "newsroom", boundary: "b" });
  for (let taken = await source.take(64); taken.length > 0; taken = await source.take(64))
    requests += taken.length;
  before.push(await collectGarbage());
  // Still wanted, so the collector leaves it.
  if (requests !== crowd.counts.send) throw new Error(`${requests} requests`);
  await source.close();
}
process.stdout.write(`${before[0] ?? 0}\n`);

/** Collects until nothing more comes of it: memory of typed arrays is given back some turns after they are collected. */
async function collectGarbage(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let turnsInVain = 0; turnsInVain < 5; turnsInVain++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    if (heapUsed + arrayBuffers < least - 4_096) turnsInVain = 0;
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}
