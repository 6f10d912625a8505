import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/commands/registry.ts";
import { verifyToken } from "../../src/nh/sas.ts";
import { version } from "../../src/version.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";

const root = resolve(import.meta.dirname, "../..");

describe("the command line", () => {
  it("knows its version", async () => {
    expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version).toBe(version);
    expect(await runCampanile(["--version"], { cwd: root })).toMatchObject({
      exitCode: 0,
      stdout: `${version}\n`,
    });
  });

  it.each(commands.map(({ name }) => name))("explains %s", async (name) => {
    const help = await runCampanile([...name.split(" "), "--help"], { cwd: root });
    expect(help).toMatchObject({ exitCode: 0, stderr: "" });
    expect(help.stdout).toContain(`campanile ${name}`);
  });

  it.each([
    [["unknown"]],
    [["validate", "--wrong"]],
    [["validate", "no-such-file.yaml"]],
    [["send", "--hub", "nowhere"]],
    [["send", "--concurrency", "0"]],
    [["send", "--concurrency", "1e1"]],
    [["send", "--concurrency", "0x10"]],
    [["test-send", "--tag", "testers", "--audience"]],
    [["plan", "--format", "xml"]],
    [["ledger", "show"]],
    [["schema", "nothing"]],
  ])("exits 2 for %j", async (argv) => {
    const { exitCode, stderr } = await runCampanile(argv, { cwd: root });
    expect(exitCode).toBe(2);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("says what to do where there is no project", async () => {
    const missing = await runCampanile(["validate"], { cwd: temporaryFolder() });
    expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("campanile init") });
    const unreadable = await runCampanile(["validate", "--config", "nothing.yaml"], {
      cwd: temporaryFolder(),
    });
    expect(unreadable).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("CAM7001") });
  });

  it("names a fleet that is missing", async () => {
    const project = createProject({
      "campanile.yaml": "hubs: { local: { emulator: campaigns/none.yaml } }\n",
      "campaigns/fleet.yaml": "",
    });
    const sent = await runCampanile(["send", "campaigns/news.yaml"], { cwd: project.root });
    expect(sent.exitCode).not.toBe(0);
    project.write(
      "campaigns/news.yaml",
      "campaign: a\ntags: a\nplatform: apple\npayload: { aps: { alert: a } }\n",
    );
    expect(await runCampanile(["send", "campaigns/news.yaml"], { cwd: project.root })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("CAM7010"),
    });
  });

  it("says that two files have the same campaign name", async () => {
    const project = createProject();
    project.write("campaigns/zz.yaml", project.read("campaigns/news.yaml"));
    expect(await runCampanile(["validate"], { cwd: project.root })).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(
        /zz\.yaml:1:11: error CAM3004: `news` is also the name of campaigns\/news\.yaml/,
      ),
    });
  });
});

describe("init", () => {
  it("makes a project that validates and sends, and keeps what exists", async () => {
    const cwd = temporaryFolder();
    expect((await runCampanile(["init"], { cwd })).exitCode).toBe(0);
    expect(existsSync(join(cwd, "schemas/campaign.schema.json"))).toBe(true);
    expect(await runCampanile(["validate"], { cwd })).toMatchObject({ exitCode: 0, stdout: "" });
    expect(await runCampanile(["send"], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("2 accepted"),
    });
    expect((await runCampanile(["init"], { cwd })).stdout).toContain("kept   campanile.yaml");
  });

  it.each([
    [undefined, "npm init --yes && npm install --save-dev campanile"],
    ['{ "name": "campanile" }', "in package.json: npm install --save-dev campanile"],
    ['{ "devDependencies": { "campanile": "0.1.0" } }', undefined],
  ])("says what a pipeline still needs: with the package.json %s", async (packageFile, line) => {
    const cwd = temporaryFolder();
    if (packageFile !== undefined) writeFileSync(join(cwd, "package.json"), packageFile);
    const { stdout } = await runCampanile(["init", "--ci", "gitlab"], { cwd });
    expect(stdout.includes(line ?? "npm install")).toBe(line !== undefined);
  });
});

describe("demo", () => {
  it("sends every example of this repository, again and again", async () => {
    for (let round = 0; round < 2; round++) {
      const { exitCode, stdout } = await runCampanile(["demo"], { cwd: root });
      expect(exitCode).toBe(0);
      expect(stdout).toContain("23 accepted.");
      expect(stdout).toContain("Nothing left this machine");
    }
  });
});

describe("plan", () => {
  it("is the same twice, exits 10 when asked, and knows Markdown and JSON", async () => {
    const { root: cwd } = createProject();
    const plan = (...more: string[]) => runCampanile(["plan", "--hub", "local", ...more], { cwd });
    const first = await plan("--format", "json");
    expect(await plan("--format", "json")).toEqual(first);
    expect(JSON.parse(first.stdout).plans[0].entries[0]).toMatchObject({
      key: "local/news@1/apple",
      action: "send",
    });
    expect((await plan("--detailed-exit-code")).exitCode).toBe(10);
    expect((await plan("--format", "markdown")).stdout).toContain("- **send** local/news");
    await runCampanile(["send", "--hub", "local"], { cwd });
    expect((await plan("--detailed-exit-code")).exitCode).toBe(0);
  });
});

describe("test-send", () => {
  it("shows the outcome of each device, and writes nothing into a ledger", async () => {
    const { root: cwd } = createProject();
    const tested = await runCampanile(["test-send", "--hub", "local"], { cwd });
    expect(tested.exitCode).toBe(0);
    expect(tested.stdout).toContain("The Notification was successfully sent");
    expect(existsSync(join(cwd, ".campanile/ledger.jsonl"))).toBe(false);
    const nobody = await runCampanile(["test-send", "--hub", "local", "--tag", "nobody"], { cwd });
    expect(nobody.stdout).toContain("no device matched everyone tagged nobody");
  });

  it("goes to the test tag of a real hub, ten times a minute at most", async () => {
    const hub = await startStandInHub();
    const { root: cwd } = createProject();
    await runCampanile(["test-send", "--hub", "production"], { cwd, env: { HUB: hub.connectionString } });
    expect(hub.requests[0]?.url).toBe("/newsroom/messages/?api-version=2020-06&test=true");
    expect(hub.requests[0]?.headers["servicebusnotification-tags"]).toBe("testers");
  });
});

describe("token", () => {
  it("prints a value for Authorization that the hub takes", async () => {
    const hub = await startStandInHub();
    const { root: cwd } = createProject();
    const { stdout } = await runCampanile(["token", "--hub", "production"], {
      cwd,
      env: { HUB: hub.connectionString },
    });
    const verdict = verifyToken({
      authorization: stdout.trim(),
      path: "/newsroom/messages/",
      nowSeconds: Date.parse("2026-11-24T10:30:00Z") / 1000,
      keysOf: () => [hub.key],
    });
    expect(verdict).toEqual({ kind: "valid", ruleName: "Send" });
  });
});
