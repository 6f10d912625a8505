import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { claimCampaigns } from "../../src/commands/claim-campaigns.ts";
import { createNodeIo } from "../../src/io.ts";
import type { LedgerBackend } from "../../src/ledger/backend.ts";
import { leaseMs } from "../../src/ledger/claim-lease.ts";
import { ClaimLostError } from "../../src/ledger/claim-lost-error.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import { createTestClock, header, intent, keyA, makeFolder, processOf } from "../ledger/support.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";

const real = createNodeIo();

describe("two runs that overlap", () => {
  it("send once, also when the second begins and ends between the look and the claim of the first", async () => {
    const hub = await startStandInHub();
    const project = createProject({ "campanile.yaml": projectFile, "campaigns/news.yaml": campaignFile });
    const options = { cwd: project.root, env: { HUB: hub.connectionString } };
    await runCampanile(["ledger", "init", "--empty"], options);
    let other: Promise<{ readonly exitCode: number }> | undefined;
    const createText: typeof real.files.createText = async (path, ...text) => {
      if (path.includes(".claims")) {
        other ??= runCampanile(["send", "--hub", "production"], options);
        await other;
      }
      return await real.files.createText(path, ...text);
    };
    const sent = await runCampanile(["send", "--hub", "production"], {
      ...options,
      files: { ...real.files, createText },
    });
    expect(await other).toMatchObject({ exitCode: 0 });
    expect(sent).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("skipped") });
    expect(hub.requests).toHaveLength(1);
  });
});

describe("a run that takes over what two shards sent", () => {
  it("takes both claims away, also when the lease of one ends while it takes that of the other", async () => {
    const path = join(await makeFolder(), "ledger.jsonl");
    const clock = createTestClock();
    const [here, there] = ["here", "there"].map((hostName) => ({ hostName, alive: new Set<number>() }));
    const openAs = (run: string, pid: number, machine = here) => {
      const processes = processOf(machine ?? { hostName: "", alive: new Set() }, pid);
      const ledger = createFileBackend({ run, clock, processes, files: real.files, path, place: path });
      onTestFinished(() => ledger.close());
      return ledger;
    };
    const [first, second, rival] = [openAs("r1", 1), openAs("r2", 2), openAs("r3", 3, there)];
    await first.create([header]);
    const scope = { hub: "production", campaign: "spring-sale" };
    await first.claim([{ ...scope, shard: "1/2" }]);
    clock.advance(2_000);
    await second.claim([{ ...scope, shard: "2/2" }]);
    clock.advance(leaseMs - 1_000);
    const unlock: typeof rival.unlock = async (of) => {
      await rival.unlock(of);
      clock.advance(1_500);
    };
    const wanted = { hub: scope.hub, campaigns: [scope.campaign], shard: undefined };
    const { heldCampaigns } = await claimCampaigns({ ...rival, unlock }, wanted);
    expect([...heldCampaigns]).toEqual([]);
    for (const [sleeper, name] of [
      [first, "r1"],
      [second, "r2"],
    ] as const)
      await expect(sleeper.append([intent(name, [keyA])], { durable: true })).rejects.toThrow(ClaimLostError);
  });
});

describe("a claim on a ledger that cannot be read", () => {
  /** Opens a ledger with one damaged line. */
  async function damagedLedger(): Promise<(run: string) => LedgerBackend> {
    const path = `${temporaryFolder()}/ledger.jsonl`;
    const line = '{"entry":"ledger","version":1,"at":"2026-11-24T08:00:00.000Z","memberSalt":"00"}\n';
    await real.files.writeText(path, `${line}nonsense\n${line}`);
    return (run) => {
      const ledger = createFileBackend({ ...real, path, place: "ledger.jsonl", run });
      onTestFinished(() => ledger.close());
      return ledger;
    };
  }
  const wanted = { hub: "production", campaigns: ["news"], shard: undefined };

  it("is given back", async () => {
    const openAs = await damagedLedger();
    await expect(claimCampaigns(openAs("r1"), wanted)).rejects.toMatchObject({ code: "CAM5002" });
    expect(await openAs("r2").claim([{ hub: "production", campaign: "news" }])).toEqual([
      { kind: "claimed" },
    ]);
  });

  it("tells why it cannot be read, also where the claim cannot be given back", async () => {
    const openAs = await damagedLedger();
    const release = async (): Promise<void> => {
      throw new Error("no space left");
    };
    await expect(claimCampaigns({ ...openAs("r1"), release }, wanted)).rejects.toMatchObject({
      code: "CAM5002",
    });
  });
});
