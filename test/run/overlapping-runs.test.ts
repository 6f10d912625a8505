import { describe, expect, it, onTestFinished } from "vitest";
import { claimCampaigns } from "../../src/commands/claim-campaigns.ts";
import { createNodeIo } from "../../src/io.ts";
import type { LedgerBackend } from "../../src/ledger/backend.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
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
