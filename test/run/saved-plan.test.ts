import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject } from "../support/project.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";

async function setUp() {
  const hub = await startStandInHub();
  const project = createProject();
  const run = (...argv: string[]) =>
    runCampanile(argv, { cwd: project.root, env: { HUB: hub.connectionString } });
  await run("ledger", "init");
  await run("plan", "--hub", "production", "--out", "plan.json");
  const send = () => run("send", "--hub", "production", "--plan", "plan.json");
  return { hub, project, run, send };
}

describe("send --plan", () => {
  it("does what the plan shows, once, and is harmless after that", async () => {
    const { hub, send } = await setUp();
    expect((await send()).exitCode).toBe(0);
    expect(await send()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("skipped") });
    expect(hub.requests).toHaveLength(1);
  });

  it("refuses what was edited, or came, after the plan", async () => {
    const { hub, project, send } = await setUp();
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Goodbye"));
    project.write("campaigns/new.yaml", campaignFile.replace("news", "new").replace("Hello", "New"));
    const sent = await send();
    expect(sent.exitCode).toBe(6);
    expect(sent.stdout).toContain("the saved plan shows another content");
    expect(sent.stdout).toContain("the saved plan does not show it");
    expect(hub.requests).toHaveLength(0);
  });

  it("is stale when another run changed the state of what it shows", async () => {
    const { hub, run, send } = await setUp();
    hub.answerWith((_, response) => response.writeHead(400).end());
    await run("send", "--hub", "production");
    const stale = await send();
    expect(stale).toMatchObject({ exitCode: 5, stdout: expect.stringContaining("the saved plan is stale") });
    expect(hub.requests).toHaveLength(1);
  });

  it("sends nothing to a hub that the plan does not name", async () => {
    const { project, run } = await setUp();
    const sent = await run("send", "--hub", "local", "--plan", join(project.root, "plan.json"));
    expect(sent.exitCode).toBe(6);
  });

  it.each(["missing.json", "campanile.yaml"])("needs a plan: %s is none", async (name) => {
    const { run } = await setUp();
    const refused = await run("send", "--hub", "production", "--plan", name);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("campanile plan --out FILE"),
    });
  });
});
