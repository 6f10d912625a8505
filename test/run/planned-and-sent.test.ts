import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";
import { crowdCampaign, planned, setUpCrowd } from "./recipients-support.ts";

const devices = `campaign: devices
hub: local
platform: apple
devices: [aa, bb]
payload: { aps: { alert: Hello } }
`;

const crowd = `campaign: points
hub: local
platform: apple
recipients: { file: people.csv, id: id, user: id }
payload: { aps: { alert: "Hello {{name}}" } }
`;

/** A project that has sent nothing, so that it has no ledger. */
function setUp(more: Readonly<Record<string, string>> = {}) {
  const project = createProject({
    "campaigns/devices.yaml": devices,
    "campaigns/points.yaml": crowd,
    "campaigns/people.csv": "id,name\nada,Ada\nbo,Bo\n",
    ...more,
  });
  const run = (...argv: string[]) => runCampanile(argv, { cwd: project.root });
  return { project, run };
}

describe("a saved plan of an emulator without a ledger", () => {
  it("is carried out by the send after it", async () => {
    const { run } = setUp();
    const first = await run("plan", "--hub", "local", "--out", "p.json");
    expect((await run("plan", "--hub", "local", "--out", "p.json")).stdout).toBe(first.stdout);
    const sent = await run("send", "--hub", "local", "--plan", "p.json");
    expect(sent.stdout).not.toContain("saved plan");
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(await run("plan", "--hub", "local", "--detailed-exit-code")).toMatchObject({ exitCode: 0 });
  });

  it("is carried out also when `ledger init` came between", async () => {
    const { run } = setUp();
    await run("plan", "--hub", "local", "--out", "p.json");
    await run("ledger", "init", "--empty");
    expect(await run("send", "--hub", "local", "--plan", "p.json")).toMatchObject({ exitCode: 0 });
  });

  it("has nothing to do where everything was marked as sent", async () => {
    const { run } = setUp();
    await run("ledger", "init", "--baseline", "--hub", "local");
    expect(await run("plan", "--hub", "local", "--detailed-exit-code")).toMatchObject({ exitCode: 0 });
  });

  it("leaves a real hub of the same ledger a salt that nobody can guess", async () => {
    const { project, run } = setUp();
    await run("send", "--hub", "local");
    const [line = ""] = project.read(".campanile/ledger.jsonl").split("\n");
    const { memberSalt, emulatorSalt } = JSON.parse(line);
    expect(memberSalt).toMatch(/^[0-9a-f]{32}$/);
    expect(emulatorSalt).toBe("emulator");
  });

  it("keeps the keys of a ledger that was made before emulators had a salt of their own", async () => {
    const { project, run } = setUp();
    await run("send", "--hub", "local");
    const ledger = project.read(".campanile/ledger.jsonl");
    const old = JSON.stringify({
      entry: "ledger",
      version: 1,
      at: "2026-01-01T00:00:00Z",
      memberSalt: "emulator",
    });
    project.write(".campanile/ledger.jsonl", [old, ...ledger.split("\n").slice(1)].join("\n"));
    const again = await run("plan", "--hub", "local", "--format", "json");
    const actions = JSON.parse(again.stdout).plans[0].entries.map(({ action }: { action: string }) => action);
    expect(new Set(actions)).toEqual(new Set(["skip"]));
  });
});

const rows = Array.from({ length: 211 }, (_, index) => `p${index},P${index},${index}\n`).join("");

async function setUpShards() {
  return await setUpCrowd({
    "campaigns/news.yaml": crowdCampaign(),
    "campaigns/people.csv": `id,name,points\n${rows}`,
  });
}

describe("a shard of people who have no key yet", () => {
  it("is the same in each plan, and in the send of it", async () => {
    const people = await setUpShards();
    const first = await people.plan("--shard", "1/2", "--format", "json");
    const second = await people.plan("--shard", "1/2", "--format", "json", "--out", "p.json");
    expect(second.stdout).toBe(first.stdout);
    const { members } = planned(first);
    expect(members.send + members.elsewhere).toBe(211);
    expect(await people.send("--plan", "p.json", "--shard", "1/2")).toMatchObject({ exitCode: 0 });
    expect(people.addresses()).toHaveLength(members.send);
  });

  it("is the rest of the other shard, also when that was sent before", async () => {
    const people = await setUpShards();
    await people.plan("--shard", "2/2", "--out", "p.json");
    // It makes the key of their hashes.
    await people.send("--shard", "1/2");
    expect(await people.send("--plan", "p.json", "--shard", "2/2")).toMatchObject({ exitCode: 0 });
    expect(new Set(people.addresses()).size).toBe(211);
    expect(people.addresses()).toHaveLength(211);
  });
});

describe("the command that a plan tells", () => {
  it("repeats what the plan was made with", async () => {
    const people = await setUpShards();
    const told = await people.plan(
      "campaigns/news.yaml",
      "--shard-index",
      "0",
      "--shard-count",
      "2",
      "--recipients",
      "points=campaigns/people.csv",
      "--max-errors",
      "3",
      "--out",
      "my plan.json",
    );
    expect(told.stderr).toContain(
      "campanile send campaigns/news.yaml --hub production --recipients points=campaigns/people.csv --max-errors 3 --shard-index 0 --shard-count 2 --plan 'my plan.json'\n",
    );
  });

  it("is short where nothing was given", async () => {
    const { run } = setUp();
    expect((await run("plan", "--hub", "local", "--out", "p.json")).stderr).toContain(
      "The plan is in p.json: campanile send --hub local --plan p.json\n",
    );
  });
});
