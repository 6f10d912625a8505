import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import type { Files } from "../../src/model/io.ts";
import { fakeClock } from "../support/fake-io.ts";
import { type CrowdSetUp, crowdCampaign, people, planned, setUpCrowd } from "./recipients-support.ts";

const real = createNodeIo();

/** Another run that lives and holds a campaign, or a part of it. */
async function holdClaim({ root }: CrowdSetUp, campaign: string, shard?: string) {
  const path = join(root, ".campanile/ledger.jsonl");
  const clock = fakeClock();
  // A process that lives for certain, and is not this one.
  const processes = { ...real.processes, pid: process.ppid };
  const other = createFileBackend({ ...real, processes, clock, path, place: path, run: "other" });
  onTestFinished(() => other.close());
  const scope = { hub: "production", campaign, ...(shard === undefined ? {} : { shard }) };
  expect(await other.claim([scope])).toEqual([{ kind: "claimed" }]);
  return () => other.release([scope]);
}

describe("a campaign for many that another run is sending", () => {
  it("is left alone, and named", async () => {
    const crowd = await setUpCrowd();
    const release = await holdClaim(crowd, "points");
    const sent = await crowd.send();
    expect(sent.exitCode).toBe(5);
    expect(sent.stdout).toContain("points is held by run other");
    expect(crowd.hub.requests).toHaveLength(0);
    await release();
    expect(await crowd.send()).toMatchObject({ exitCode: 0 });
    expect(crowd.hub.requests).toHaveLength(3);
  });

  it("is held by a part of it too, and by another way to divide it, but not by another part", async () => {
    const crowd = await setUpCrowd();
    await holdClaim(crowd, "points", "1/2");
    for (const argv of [[], ["--shard", "1/3"], ["--shard", "1/2"]])
      expect((await crowd.send(...argv)).exitCode, argv.join(" ")).toBe(5);
    expect(crowd.hub.requests).toHaveLength(0);
    expect(await crowd.send("--shard-index", "1", "--shard-count", "2")).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ["--shard-index", "0", "--shard-index 0: of how many parts is not said"],
    ["--shard-count", "4", "--shard-count 4: which of the parts is not said"],
  ])("is not divided by half a word: %s %s", async (flag, value, says) => {
    const crowd = await setUpCrowd();
    const sent = await crowd.send(flag, value);
    expect(sent).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
    expect(sent.stderr).toContain("--shard-index and --shard-count belong together");
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it("has neither its file read nor the wrong rows of others told again while it is waited for", async () => {
    const crowd = await setUpCrowd({
      "campaigns/people.csv": `${people},Nobody,4\n`,
      "campaigns/held.yaml": crowdCampaign({
        name: "held",
        recipients: "{ file: held.csv, id: id, user: id }",
      }),
      "campaigns/held.csv": people,
    });
    await holdClaim(crowd, "held");
    const reads = new Map<string, number>();
    const files: Files = {
      ...real.files,
      readChunks: (path) => {
        const name = path.slice(path.lastIndexOf("/") + 1);
        if (name.endsWith(".csv")) reads.set(name, (reads.get(name) ?? 0) + 1);
        return real.files.readChunks(path);
      },
    };
    const sent = await crowd.campanile(["send", "--hub", "production", "--lock-timeout", "PT9S"], { files });
    expect(sent.exitCode).toBe(5);
    expect(crowd.hub.requests).toHaveLength(3);
    expect(sent.stderr.match(/`id` is empty/g)).toHaveLength(1);
    expect(sent.stdout.match(/went nowhere/g)).toHaveLength(1);
    const [rejects = ""] = readdirSync(join(crowd.root, ".campanile/rejects"));
    expect(crowd.read(`.campanile/rejects/${rejects}`).split("\n")).toHaveLength(3);
    // The head, the plan, the wrong rows; of the held one its head alone.
    expect(Object.fromEntries(reads)).toEqual({ "people.csv": 3, "held.csv": 1 });
  });

  it("is in flight to a plan, and not in need of a person", async () => {
    const crowd = await setUpCrowd();
    crowd.hub.answerWith((_, response) => void response.socket?.resetAndDestroy());
    await crowd.send();
    await holdClaim(crowd, "points");
    expect(planned(await crowd.plan("--format", "json"))).toMatchObject({ action: "in flight" });
  });
});
