import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { fakeClock, runCampanile } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";
import { type Answer, startStandInHub } from "../support/stand-in-hub.ts";

const key = "production/later@1/apple";

const later = `campaign: later
hub: production
schedule: 2026-11-26T08:00:00Z
tags: sports
platform: apple
payload: { aps: { alert: One } }
`;

/** Answers as a hub with schedules does. */
const takeSchedules: Answer = ({ method }, response, count) => {
  const location = `https://ns.servicebus.windows.net/newsroom/schedulednotifications/id-${count}?api-version=2020-06`;
  response.writeHead(method === "DELETE" ? 200 : 201, method === "DELETE" ? {} : { Location: location });
  response.end();
};

/** One schedule waits at the hub, and its file is gone. */
async function setUp() {
  const hub = await startStandInHub(takeSchedules);
  const project = createProject({ "campaigns/later.yaml": later });
  const env = { HUB: hub.connectionString };
  const clock = fakeClock();
  const run = (argv: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    runCampanile(argv, { cwd: project.root, env: { ...env, ...more }, clock });
  const remove = (name: string) => rmSync(join(project.root, "campaigns", name));
  await run(["ledger", "init"]);
  await run(["send", "campaigns/later.yaml"]);
  remove("later.yaml");
  const deleted = () => hub.requests.filter(({ method }) => method === "DELETE").length;
  return { hub, project, run, remove, deleted };
}

const localNews = `campaign: news
hub: local
tags: sports
platform: apple
payload: { aps: { alert: Hello } }
`;

describe("--prune", () => {
  it("takes back what waits of the last campaign there was", async () => {
    const { run, remove, deleted } = await setUp();
    remove("news.yaml");
    const planned = await run(["plan", "--prune", "--detailed-exit-code"]);
    expect(planned).toMatchObject({ exitCode: 10, stdout: expect.stringMatching(`cancel +${key}`) });
    const sent = await run(["send", "--prune"]);
    expect(sent).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("cancelled") });
    expect(deleted()).toBe(1);
    expect((await run(["send", "--prune"])).stderr).toContain("There is no valid campaign to send.");
    expect(deleted()).toBe(1);
  });

  it("takes an empty folder for no word that every campaign is gone, until a file there says so", async () => {
    const { project, run, remove, deleted } = await setUp();
    remove("news.yaml");
    remove("fleet.yaml");
    project.write(
      "campanile.yaml",
      project.read("campanile.yaml").replace("campaigns/fleet.yaml", "fleet.yaml"),
    );
    for (const command of ["plan", "send"]) {
      const pruned = await run([command, "--prune"]);
      expect(pruned).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("campaigns/.gitkeep") });
    }
    expect((await run(["send"])).exitCode).toBe(0);
    expect(deleted()).toBe(0);
    project.write("campaigns/.gitkeep", "");
    expect((await run(["send", "--prune"])).exitCode).toBe(0);
    expect(deleted()).toBe(1);
  });

  it("takes nothing back where a folder of campaigns cannot be read", async () => {
    const { project, hub, remove, deleted } = await setUp();
    remove("news.yaml");
    const { files } = createNodeIo();
    const list: typeof files.list = (directory, onUnreadable) => {
      onUnreadable?.(join(directory, "private"));
      return files.list(directory);
    };
    for (const argv of [
      ["plan", "--prune"],
      ["send", "--prune"],
    ]) {
      const pruned = await runCampanile(argv, {
        cwd: project.root,
        env: { HUB: hub.connectionString },
        clock: fakeClock(),
        files: { ...files, list },
      });
      expect(pruned).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("needs every folder") });
    }
    expect(deleted()).toBe(0);
  });

  it("takes back at a hub that no other campaign is for", async () => {
    const { project, run, deleted } = await setUp();
    project.write("campaigns/news.yaml", localNews);
    expect((await run(["send", "--prune"])).exitCode).toBe(0);
    expect(deleted()).toBe(1);
  });

  it("leaves a hub alone that the command line does not name", async () => {
    const { project, run, deleted } = await setUp();
    project.write("campaigns/news.yaml", localNews);
    await run(["send", "--prune", "--hub", "local"]);
    await run(["send", "--prune"], { CAMPANILE_HUB: "local" });
    expect(deleted()).toBe(0);
  });

  it("says which schedules wait at a hub that the project names no more", async () => {
    const { project, run, deleted } = await setUp();
    project.write("campaigns/news.yaml", localNews);
    project.write("campanile.yaml", project.read("campanile.yaml").replace("production:", "live:"));
    const pruned = await run(["send", "--prune"]);
    expect(pruned.stderr).toContain("`production`, which campanile.yaml does not name");
    expect(deleted()).toBe(0);
  });

  it("needs the ledger when there is nothing else to go by", async () => {
    const { project, run, remove } = await setUp();
    remove("news.yaml");
    rmSync(join(project.root, ".campanile/ledger.jsonl"));
    expect(await run(["send", "--prune"])).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("CAM5001"),
    });
  });
});

describe("a folder that went with the last campaign", () => {
  it("is no reason to take everything back, and is told with the way out", async () => {
    const { project, run, deleted } = await setUp();
    const settings = project.read("campanile.yaml").replace("campaigns/fleet.yaml", "fleet.yaml");
    project.write("campanile.yaml", settings);
    rmSync(join(project.root, "campaigns"), { recursive: true });
    const refused = await run(["send", "--prune"]);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("campaigns/.gitkeep") });
    expect(deleted()).toBe(0);
    project.write("campaigns/.gitkeep", "");
    expect((await run(["send", "--prune"])).exitCode).toBe(0);
    expect(deleted()).toBe(1);
  });
});

describe("a saved plan of --prune", () => {
  it("is carried out by the command that it tells", async () => {
    const { run, remove, deleted } = await setUp();
    remove("news.yaml");
    const told = await run(["plan", "--prune", "--out", "p.json"]);
    expect(told.stderr).toContain("campanile send --plan p.json\n");
    expect((await run(["send", "--plan", "p.json"])).exitCode).toBe(0);
    expect(deleted()).toBe(1);
  });

  it("takes back nothing that it does not show", async () => {
    const { project, run, remove, deleted } = await setUp();
    project.write("campaigns/second.yaml", later.replace("later", "second").replace("One", "Two"));
    await run(["send", "campaigns/second.yaml"]);
    await run(["plan", "--prune", "--hub", "production", "--out", "p.json"]);
    remove("second.yaml");
    const sent = await run(["send", "--plan", "p.json", "--hub", "production"]);
    expect(sent).toMatchObject({ exitCode: 5, stdout: expect.stringContaining("it says skip") });
    expect(deleted()).toBe(1);
  });

  it("is refused with files, and with a campaign that cannot be read", async () => {
    const { project, run, deleted } = await setUp();
    await run(["plan", "--prune", "--hub", "production", "--out", "p.json"]);
    const part = await run(["send", "campaigns/news.yaml", "--hub", "production", "--plan", "p.json"]);
    expect(part).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("the saved plan takes schedules back"),
    });
    project.write("campaigns/wrong.yaml", "campaign: 1");
    expect((await run(["send", "--hub", "production", "--plan", "p.json"])).exitCode).toBe(2);
    expect(deleted()).toBe(0);
  });

  it("of a run that keeps schedules keeps them", async () => {
    const { run, deleted } = await setUp();
    await run(["plan", "--hub", "production", "--out", "p.json"]);
    expect((await run(["send", "--hub", "production", "--plan", "p.json"])).exitCode).toBe(0);
    expect(deleted()).toBe(0);
  });
});

describe("a plan of all campaigns", () => {
  it("tells what waits at a hub that no campaign is for any more", async () => {
    const { run, remove } = await setUp();
    remove("news.yaml");
    const planned = await run(["plan"]);
    expect(planned).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("send --prune") });
  });
});
