import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { gitAll, git as runGit } from "../support/git.ts";
import { campaignFile, createProject } from "../support/project.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";

async function setUp() {
  const hub = await startStandInHub();
  const project = createProject();
  const git = (...args: string[]) => runGit(project.root, ...args);
  const commit = (text: string) => {
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", text));
    return gitAll(
      project.root,
      ["add", "campaigns", "campanile.yaml"],
      ["commit", "--quiet", "--message", text],
      ["rev-parse", "HEAD"],
    );
  };
  git("init", "--quiet", "--initial-branch", "main");
  const run = (...argv: string[]) =>
    runCampanile(argv, { cwd: project.root, env: { HUB: hub.connectionString } });
  await run("ledger", "init");
  const send = () => run("send", "--hub", "production");
  return { hub, project, git, commit, run, send };
}

describe("a run on a commit", () => {
  it("that descends from the last one sends", async () => {
    const { hub, commit, send, project } = await setUp();
    commit("One");
    expect((await send()).exitCode).toBe(0);
    commit("Two");
    project.write("campaigns/more.yaml", campaignFile.replace("news", "more").replace("Hello", "More"));
    expect((await send()).stdout).toContain("1 accepted");
    expect(hub.requests).toHaveLength(2);
  });

  it("that is older sends nothing, also when the newer one had nothing to send", async () => {
    const { hub, project, git, commit, send } = await setUp();
    const old = commit("One");
    await send();
    gitAll(
      project.root,
      ["rm", "--quiet", "campaigns/news.yaml"],
      ["commit", "--quiet", "--message", "away", "--allow-empty"],
    );
    await send();
    git("checkout", "--quiet", old);
    const again = await send();
    expect(again).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("CAM5008") });
    expect(again.stderr).toContain("is older than");
    expect(hub.requests).toHaveLength(1);
  });

  it("of another line sends nothing until a person says that history was rewritten", async () => {
    const { git, commit, run, send } = await setUp();
    commit("One");
    await send();
    git("checkout", "--quiet", "--orphan", "other");
    commit("Another");
    const apart = await send();
    expect(apart).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("does not descend from") });
    expect((await run("ledger", "rebind", "production", "--commit")).exitCode).toBe(0);
    expect((await send()).exitCode).toBe(6);
  });

  it("outside of git sends nothing after a run that was inside", async () => {
    const { git, commit, send } = await setUp();
    commit("One");
    await send();
    git("checkout", "--quiet", "--orphan", "empty");
    const nowhere = await send();
    expect(nowhere).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("this one is on none") });
  });

  it("in a shallow checkout finds the way to the last one by itself", async () => {
    const { hub, project, git, commit, send } = await setUp();
    commit("One");
    await send();
    commit("Two");
    commit("Hello again");
    const clone = temporaryFolder();
    git("clone", "--quiet", "--depth", "1", `file://${project.root}`, clone);
    const ledger = project.read(".campanile/ledger.jsonl");
    const shallow = createProject({
      ".campanile/ledger.jsonl": ledger,
      "campaigns/news.yaml": campaignFile.replace("Hello", "One"),
    });
    cpSync(join(clone, ".git"), join(shallow.root, ".git"), { recursive: true });
    const sent = await runCampanile(["send", "--hub", "production"], {
      cwd: shallow.root,
      env: { HUB: hub.connectionString },
    });
    expect(sent.stderr).not.toContain("CAM5008");
    expect(sent.exitCode).toBe(0);
  });

  it("is recorded with its branch, also where a tag is called HEAD", async () => {
    const { project, git, commit, send } = await setUp();
    const head = commit("One");
    git("update-ref", "refs/tags/HEAD", "HEAD");
    expect((await send()).exitCode).toBe(0);
    expect(project.read(".campanile/ledger.jsonl")).toContain(`"commit":"${head}","ref":"main"`);
  });

  it("is recorded from the checkout, whatever the CI calls the run", async () => {
    const { project, commit, hub } = await setUp();
    const head = commit("One");
    await runCampanile(["send", "--hub", "production"], {
      cwd: project.root,
      env: { HUB: hub.connectionString, GITHUB_SHA: "0".repeat(40), GITHUB_REF: "refs/heads/main" },
    });
    expect(project.read(".campanile/ledger.jsonl")).toContain(`"commit":"${head}"`);
  });
});
