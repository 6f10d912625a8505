import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimCampaigns } from "../../src/commands/claim-campaigns.ts";
import { openAzureBlobStore } from "../../src/ledger/azblob-store.ts";
import type { LedgerBackend } from "../../src/ledger/backend.ts";
import { leaseMs, renewAfterMs } from "../../src/ledger/claim-lease.ts";
import { ClaimLostError } from "../../src/ledger/claim-lost-error.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import { createGitStore } from "../../src/ledger/git-store.ts";
import { createStoreBackend } from "../../src/ledger/store-backend.ts";
import type { Files, Processes } from "../../src/model/io.ts";
import { Secret } from "../../src/model/secret.ts";
import { type Azurite, startAzurite } from "../support/azurite.ts";
import { startBlobProxy } from "../support/blob-proxy.ts";
import { createGitRemote } from "../support/git-remote.ts";
import type { BackendWorld } from "./contract-world.ts";
import { claimOne, createTestClock, header, intent, makeFolder, processOf, realIo } from "./support.ts";

/** Called before everything that a run does to its ledger. */
type Step = () => Promise<void>;

interface Place {
  /** A run that can be paused at each step. */
  openPausable(world: BackendWorld, step: Step): Promise<LedgerBackend>;
  open(world: BackendWorld): Promise<LedgerBackend>;
}

let azurite: Azurite;
let containerCount = 0;

beforeAll(async () => {
  azurite = await startAzurite();
}, 60_000);

afterAll(() => azurite.stop());

const places: Readonly<Record<string, () => Promise<Place>>> = {
  file: async () => {
    const path = join(await makeFolder(), "ledger.jsonl");
    const openWith = async (world: BackendWorld, files: Files) =>
      createFileBackend({ ...world, files, path, place: path });
    return {
      openPausable: (world, step) => openWith(world, pausableFiles(step)),
      open: (world) => openWith(world, realIo.files),
    };
  },
  git: async () => {
    const remote = createGitRemote();
    const [here, there] = [remote.checkOut(), remote.checkOut()];
    const openWith = async (world: BackendWorld, directory: string, run: Processes["run"]) => {
      const processes = { ...realIo.processes, run };
      const { clock } = world;
      const { chance } = realIo;
      const options = { directory, processes, clock, chance, remote: "origin", branch: "campanile-ledger" };
      return createStoreBackend({ ...world, store: createGitStore(options) });
    };
    return {
      openPausable: (world, step) =>
        openWith(world, here, async (program, args, options) => {
          // Nobody sees what the others do before it is pushed.
          if (args.some((word) => /^(?:push|fetch|ls-remote)$/.test(word))) await step();
          return realIo.processes.run(program, args, options);
        }),
      open: (world) => openWith(world, there, realIo.processes.run),
    };
  },
  azblob: async () => {
    const container = `fence-${++containerCount}`;
    const openWith = async (world: BackendWorld, connectionString: string) => {
      const secret = new Secret(connectionString);
      const connection = { kind: "connection string", secret, container } as const;
      return createStoreBackend({ ...world, store: await openAzureBlobStore({ connection, prefix: "" }) });
    };
    const { connectionString } = azurite;
    return {
      openPausable: async (world, step) =>
        openWith(world, await startBlobProxy({ connectionString, before: step })),
      open: (world) => openWith(world, connectionString),
    };
  },
};

function pausableFiles(step: Step): Files {
  const paused =
    <Args extends readonly unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await step();
      return work(...args);
    };
  const { files } = realIo;
  return {
    readBytes: paused(files.readBytes),
    readChunks: files.readChunks,
    writeText: paused(files.writeText),
    overwriteText: paused(files.overwriteText),
    createText: paused(files.createText),
    remove: paused(files.remove),
    list: paused(files.list),
    realPath: paused(files.realPath),
    kind: paused(files.kind),
    sizeBytes: paused(files.sizeBytes),
    watch: files.watch,
    openAppend: paused(async (path) => {
      const file = await files.openAppend(path);
      return {
        isCurrent: paused(file.isCurrent),
        append: paused(file.append),
        sync: paused(file.sync),
        close: file.close,
      };
    }),
  };
}

const cases = ["file", "git", "azblob"].flatMap((name) =>
  [undefined, { index: 1, count: 2 }].flatMap((shard) =>
    [false, true].map((isRenewalDue) => ({ name, shard, isRenewalDue })),
  ),
);

describe.each(cases)(
  "a run with a $name ledger that is paused (renewal due: $isRenewalDue, a rival for a part: $shard)",
  ({ name, shard, isRenewalDue }) => {
    it("at any step of writing an intent acts on it only if whoever takes over has read it", {
      timeout: 120_000,
    }, async () => {
      const place = await places[name]?.();
      if (place === undefined) throw new Error(`no place ${name}`);
      const seen = new Set<string>();
      for (let pauseAt = 1, wasPaused = true; wasPaused; pauseAt++) {
        const clock = createTestClock();
        const scope = { hub: "production", campaign: `at-step-${pauseAt}` };
        const key = `${scope.hub}/${scope.campaign}@1/apple`;
        const here = { hostName: "here", alive: new Set<number>() };
        const there = { hostName: "there", alive: new Set<number>() };
        const rival = await place.open({ run: "r2", clock, processes: processOf(there, 2) });
        let steps = Number.NEGATIVE_INFINITY;
        let isKnownToRival: boolean | undefined;
        const sleeper = await place.openPausable(
          { run: "r1", clock, processes: processOf(here, 1) },
          async () => {
            if (++steps !== pauseAt) return;
            clock.advance(leaseMs);
            const { hub, campaign } = scope;
            const { heldCampaigns, look } = await claimCampaigns(rival, {
              hub,
              campaigns: [campaign],
              shard,
            });
            expect([...heldCampaigns]).toEqual([]);
            isKnownToRival = look.memory.deliveries.has(key);
          },
        );
        await rival.create([header]);
        expect(await claimOne(sleeper, scope)).toEqual({ kind: "claimed" });
        if (isRenewalDue) clock.advance(renewAfterMs);
        steps = 0;
        const appended = sleeper.append([intent("r1", [key])], { durable: true });
        const answer = await appended.then(
          () => "acts",
          (error: unknown) => (error instanceof ClaimLostError ? "stops" : error),
        );
        wasPaused = steps >= pauseAt;
        seen.add(
          `${answer}, ${isKnownToRival === undefined ? "alone" : isKnownToRival ? "known" : "unknown"}`,
        );
        await sleeper.close();
        await rival.close();
      }
      // Paused before the intent was written, between that and the look at the claim, and not at all.
      const between = name === "git" ? [] : ["stops, known"];
      expect([...seen].sort()).toEqual(["acts, alone", ...between, "stops, unknown"].sort());
    });
  },
);
