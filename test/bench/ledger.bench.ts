import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createJournal } from "../../src/commands/journal.ts";
import { createHubClient } from "../../src/dispatch/hub-client.ts";
import { createPace } from "../../src/dispatch/pace.ts";
import { ship } from "../../src/dispatch/ship.ts";
import { createServerCertificate } from "../../src/emulator/certificate.ts";
import { createNodeIo } from "../../src/io.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import type { Journal } from "../../src/model/journal.ts";
import type { Connection } from "../../src/model/project.ts";
import { Secret } from "../../src/model/secret.ts";
import { listDeliveries } from "../../src/plan/list-deliveries.ts";
import { packShipments } from "../../src/plan/pack-shipments.ts";
import { notification } from "../plan/support.ts";
import { temporaryFolder } from "../support/fake-io.ts";
import { comparePairs, formatComparison, noteFigures } from "./figures.ts";

const sends = 5_000;
const pairs = 9;
/** As many sockets as the figures of a bare client are told for. */
const concurrency = 64;
const io = createNodeIo();

/** A hub in a process of its own that takes everything at once, over TLS as a real one. */
async function startFastHub(): Promise<string> {
  const script = `
    const tls = JSON.parse(process.env.CERTIFICATE);
    const server = require("node:https").createServer(tls, (request, response) => {
      request.resume().on("end", () => {
        response.writeHead(201, { Location: "https://hub/newsroom/messages/id-1?api-version=2020-06" });
        response.end();
      });
    });
    server.keepAliveTimeout = 60_000;
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));
  `;
  const authority = JSON.parse(readFileSync(io.env["CAMPANILE_BENCH_AUTHORITY"] ?? "", "utf8"));
  const { certificate, privateKey } = await createServerCertificate(authority, io.clock);
  const child = spawn(process.execPath, ["-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, CERTIFICATE: JSON.stringify({ cert: certificate, key: privateKey }) },
  });
  onTestFinished(() => void child.kill());
  return await new Promise((resolve) =>
    child.stdout.once("data", (port) => resolve(`localhost:${String(port).trim()}`)),
  );
}

it(`costs at most 1.15 x the time to remember ${sends.toLocaleString("en-US")} sends in a file`, async () => {
  const connection: Connection = {
    protocol: "https:",
    host: await startFastHub(),
    ruleName: "Send",
    key: new Secret("c2VjcmV0"),
    entityPath: undefined,
  };
  const messages = Array.from({ length: sends }, (_, index) =>
    notification({ id: `n${index}`, expires: undefined, expiresAtMs: undefined }),
  );
  const deliveries = listDeliveries(messages, { hub: "production", memberSalt: "salt" });

  const timeOf = async (journal: Journal): Promise<number> => {
    const shipments = packShipments(deliveries, {
      hubName: "newsroom",
      allowsBatches: true,
      boundary: "b",
      nowMs: io.clock.nowMs(),
    });
    const client = createHubClient({
      connection,
      clock: io.clock,
      concurrency,
      proxy: { httpsProxy: undefined, noProxy: undefined },
    });
    const startedAt = performance.now();
    const { outcomes } = await ship(shipments, {
      client,
      journal,
      clock: io.clock,
      chance: io.chance,
      concurrency,
      pace: createPace({ clock: io.clock, concurrency }),
      stop: new AbortController().signal,
    });
    const tookMs = performance.now() - startedAt;
    await client.close();
    expect([...outcomes.values()].every(({ kind }) => kind === "accepted")).toBe(true);
    return tookMs;
  };

  const without: Journal = {
    intend: async () => new Map(),
    record: () => undefined,
    flush: async () => undefined,
  };
  const withFile = async (): Promise<number> => {
    const path = join(temporaryFolder(), "ledger.jsonl");
    const ledger = createFileBackend({ ...io, path, place: path, run: "r1" });
    await ledger.create([
      { entry: "ledger", version: 1, at: new Date(io.clock.nowMs()).toISOString(), memberSalt: "salt" },
    ]);
    await ledger.claim([{ hub: "production", campaign: "spring-sale" }]);
    const journal = createJournal({
      ledger,
      run: "r1",
      deliveries,
      memory: foldLedger([]),
      clock: io.clock,
      cancelsForGood: false,
    });
    const tookMs = await timeOf(journal);
    await ledger.close();
    return tookMs;
  };

  await timeOf(without);
  await withFile();
  const times = { bare: [] as number[], remembered: [] as number[] };
  for (let pair = 0; pair < pairs; pair++) {
    times.bare.push(await timeOf(without));
    times.remembered.push(await withFile());
  }
  const comparison = comparePairs(
    {
      what: `${sends.toLocaleString("en-US")} sends, with a ledger in a file`,
      beside: "the same without",
      aim: "at most 1.15 x",
    },
    times.remembered,
    times.bare,
  );
  noteFigures({ comparisons: [comparison] });
  io.stdout.write(formatComparison(comparison));
  expect(comparison.ratio).toBeLessThanOrEqual(1.15);
});
