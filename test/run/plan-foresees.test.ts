import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { gitAll, git as runGit } from "../support/git.ts";
import { campaignFile, createProject } from "../support/project.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";

/** One campaign was sent to `production`, from a commit. */
async function setUp() {
  const hub = await startStandInHub();
  const project = createProject();
  const git = (...args: string[]) => runGit(project.root, ...args);
  const commit = (name: string) => {
    project.write(`campaigns/${name}.yaml`, campaignFile.replace("news", name).replace("Hello", name));
    return gitAll(
      project.root,
      ["add", "campaigns", "campanile.yaml"],
      ["commit", "--quiet", "--message", name],
      ["rev-parse", "HEAD"],
    );
  };
  git("init", "--quiet", "--initial-branch", "main");
  const run = (...argv: string[]) =>
    runCampanile(argv, { cwd: project.root, env: { HUB: hub.connectionString } });
  await run("ledger", "init");
  const old = commit("one");
  commit("two");
  expect((await run("send", "--hub", "production")).exitCode).toBe(0);
  const sent = hub.requests.length;
  const rewrite = (from: string, to: string) =>
    project.write("campanile.yaml", project.read("campanile.yaml").replaceAll(from, to));
  return { hub, project, git, commit, run, old, sent, rewrite };
}

/** Without the secret. */
const plan = (cwd: string, alias = "production", ...more: string[]) =>
  runCampanile(["plan", "--hub", alias, "--detailed-exit-code", ...more], { cwd });

describe("a plan of an alias whose hub is another now", () => {
  it("refuses as a send does, which has nothing new to send", async () => {
    const { project, run, rewrite, hub, sent } = await setUp();
    rewrite("hub: newsroom", "hub: gazette");
    for (const told of [await plan(project.root), await run("send", "--hub", "production")]) {
      expect(told).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("CAM5004") });
      expect(told.stderr).toMatch(
        /`production` meant newsroom at 127\.0\.0\.1:\d+ so far, and now means gazette\n/,
      );
      expect(told.stderr).toContain("campanile ledger rebind production");
    }
    expect(hub.requests).toHaveLength(sent);
  });

  it("shows nothing as to be sent", async () => {
    const { project, commit, rewrite } = await setUp();
    rewrite("hub: newsroom", "hub: gazette");
    commit("three");
    const told = await plan(project.root);
    expect(told.exitCode).toBe(5);
    expect(told.stdout).toMatch(/refuse +production\/three@1\/apple/);
    expect(told.stdout).not.toMatch(/send +production\/three/);
  });

  it("tells an emulator from a real hub", async () => {
    const { project, rewrite } = await setUp();
    rewrite(
      '{ hub: newsroom, connectionString: "${HUB}", testTag: testers }',
      "{ emulator: campaigns/fleet.yaml }",
    );
    const told = await plan(project.root);
    expect(told).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("and now means an emulator") });
  });

  it("warns of a new alias for what looks like a known hub, and of no other", async () => {
    const { project, run, commit, rewrite } = await setUp();
    commit("three");
    project.write(
      "campanile.yaml",
      `${project.read("campanile.yaml")}`.replace(
        "production:",
        'second: { hub: newsroom, connectionString: "${HUB}" }\n  production:',
      ),
    );
    rewrite("hub: [local, production]", "hub: [local, second]");
    project.write(
      "campaigns/three.yaml",
      campaignFile.replace("news", "three").replace("Hello", "Three").replace("production", "second"),
    );
    expect((await plan(project.root, "second")).stderr).not.toContain("CAM5004");
    rewrite("production:", "live:");
    for (const name of ["news", "one", "two", "three"])
      project.write(
        `campaigns/${name}.yaml`,
        campaignFile.replace("news", name).replace("Hello", name).replace("production", "live"),
      );
    const told = await plan(project.root, "live");
    expect(told.exitCode).toBe(10);
    expect(told.stderr).toContain(
      "warning CAM5004: `live` looks like the hub that the ledger knows as `production`",
    );
    expect(told.stderr).toContain("campanile ledger rebind live --from production");
    expect((await run("send", "--hub", "live")).exitCode).toBe(5);
  });
});

describe("a plan on a commit", () => {
  it("that is older than the last one sent says that a send would do nothing", async () => {
    const { project, git, old, run } = await setUp();
    git("checkout", "--quiet", old);
    project.write("campaigns/three.yaml", campaignFile.replace("news", "three").replace("Hello", "Three"));
    const told = await plan(project.root);
    expect(told.exitCode).toBe(10);
    expect(told.stderr).toMatch(
      /warning CAM5008: commit \w{12} is older than \w{12}, the last one sent to production; a send from here sends nothing/,
    );
    expect((await run("send", "--hub", "production")).exitCode).toBe(5);
    expect((await plan(project.root, "production", "--any-time")).stderr).not.toContain("CAM5008");
  });

  it("that descends from it says nothing", async () => {
    const { project, commit } = await setUp();
    commit("three");
    expect(await plan(project.root)).toMatchObject({ exitCode: 10, stderr: "" });
  });

  it("fetches nothing, and says nothing where a shallow checkout cannot tell", async () => {
    const { project, commit } = await setUp();
    commit("three");
    const clone = temporaryFolder();
    runGit(clone, "clone", "--quiet", "--depth", "1", `file://${project.root}`, "here");
    const shallow = createProject({ ".campanile/ledger.jsonl": project.read(".campanile/ledger.jsonl") });
    cpSync(join(clone, "here", ".git"), join(shallow.root, ".git"), { recursive: true });
    const told = await plan(shallow.root);
    expect(told.stderr).not.toContain("CAM5008");
    expect(runGit(shallow.root, "rev-parse", "--is-shallow-repository").trim()).toBe("true");
  });
});
