import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import type { Files } from "../../src/model/io.ts";
import { compileScript } from "../support/compile-script.ts";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";
import { accept, startStandInHub } from "../support/stand-in-hub.ts";

let cli: Awaited<ReturnType<typeof compileScript>>;

beforeAll(async () => {
  cli = await compileScript("run-cli.ts");
}, 60_000);

afterAll(() => cli.remove());

describe("a secret on GitHub", () => {
  it("is announced on stderr, so that stdout holds the result alone", async () => {
    const hub = await startStandInHub();
    const { root: cwd } = createProject();
    const env = { HUB: hub.connectionString, GITHUB_ACTIONS: "true", GITHUB_REF: "refs/heads/main" };
    await runCampanile(["ledger", "init"], { cwd });
    const sent = await runCampanile(["send", "--hub", "production", "--format", "json"], { cwd, env });
    expect(JSON.parse(sent.stdout)).toMatchObject({ exitCode: 0 });
    expect(sent.stdout).not.toContain(hub.key);
    expect(sent.stderr).toContain(`::add-mask::${hub.key}`);
    const token = await runCampanile(["token", "--hub", "production"], { cwd, env });
    expect(token.stdout).toMatch(/^SharedAccessSignature \S+\n$/);
    expect(token.stderr).toContain(`::add-mask::${token.stdout.trim()}`);
  });
});

describe("a reader that goes away", () => {
  it.each(["stdout", "stderr"] as const)("ends no send: %s is closed at once", async (name) => {
    const hub = await startStandInHub();
    const more = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [
        `campaigns/c${index}.yaml`,
        campaignFile.replace("news", `c${index}`).replace("Hello", `Hello ${index}`),
      ]),
    );
    const project = createProject(more);
    await runCampanile(["ledger", "init"], { cwd: project.root });
    const child = spawn(process.execPath, [cli.path, "send", "--hub", "production", "--debug"], {
      cwd: project.root,
      env: { PATH: process.env["PATH"] ?? "", HUB: hub.connectionString },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child[name].destroy();
    for (const stream of [child.stdout, child.stderr]) stream.resume();
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    expect(exitCode).toBe(0);
    expect(hub.requests).toHaveLength(7);
    expect(project.read(".campanile/ledger.jsonl").match(/"kind":"accepted"/g)).toHaveLength(7);
    expect(readdirSync(join(project.root, ".campanile/reports"))).toHaveLength(1);
  });
});

describe("several hubs", () => {
  const two = projectFile.replace(
    "defaultHub",
    '  staging: { hub: stage, connectionString: "${STAGE}" }\ndefaultHub',
  );
  const to = (hub: string, name: string) =>
    campaignFile.replace("[local, production]", hub).replace("news", name).replace("Hello", name);

  it("do not stop each other, and the worst exit code wins", async () => {
    const hub = await startStandInHub((_, response) => response.destroy());
    const { root: cwd } = createProject({
      "campanile.yaml": two,
      "campaigns/news.yaml": to("staging", "a"),
      "campaigns/z.yaml": to("production", "z"),
    });
    const env = { HUB: hub.connectionString };
    await runCampanile(["ledger", "init"], { cwd });
    const cut = await runCampanile(["send"], { cwd, env });
    expect(cut).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("STAGE is not set") });
    expect(hub.requests).toHaveLength(1);
    hub.answerWith(accept);
    const next = await runCampanile(["send"], { cwd, env });
    expect(next.exitCode).toBe(2);
  });

  it("need --hub for one JSON document", async () => {
    const { root: cwd } = createProject({
      "campanile.yaml": two,
      "campaigns/news.yaml": to("staging", "a"),
      "campaigns/z.yaml": to("production", "z"),
    });
    const refused = await runCampanile(["send", "--format", "json"], { cwd });
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--format json reports on one hub"),
    });
  });
});

describe("sendFrom", () => {
  const guarded = projectFile.replace("testTag: testers", "testTag: testers, policy: { sendFrom: [main] }");

  it.each([
    [{ GITHUB_REF: "refs/heads/main" }, 0],
    [{ GITHUB_REF: "refs/tags/main", GITHUB_REF_NAME: "main" }, 6],
    [{ BUILD_SOURCEBRANCH: "refs/heads/feature/main", BUILD_SOURCEBRANCHNAME: "main" }, 6],
    [{ GITLAB_CI: "true", CI_COMMIT_REF_NAME: "main" }, 6],
    [{ GITLAB_CI: "true", CI_COMMIT_BRANCH: "main" }, 0],
  ])("tells a branch from what is only called like it: %j", async (env, exitCode) => {
    const hub = await startStandInHub();
    const { root: cwd } = createProject({ "campanile.yaml": guarded });
    await runCampanile(["ledger", "init"], { cwd });
    const sent = await runCampanile(["send", "--hub", "production"], {
      cwd,
      env: { HUB: hub.connectionString, ...env },
    });
    expect(sent.exitCode).toBe(exitCode);
    if (exitCode === 6) expect(sent.stdout).toContain("policy `sendFrom: [main]`");
    if (exitCode === 6) expect(sent.stdout).toMatch(/\(campanile\.yaml:3:\d+\)/);
  });
});

describe("what may have gone out", () => {
  it("is counted also when its file is gone", async () => {
    const hub = await startStandInHub((_, response) => response.destroy());
    const project = createProject({
      "campaigns/other.yaml": campaignFile.replace("news", "other").replace("Hello", "Other"),
    });
    const env = { HUB: hub.connectionString };
    const send = (...more: string[]) =>
      runCampanile(["send", "--hub", "production", ...more], { cwd: project.root, env });
    await runCampanile(["ledger", "init"], { cwd: project.root });
    await send("campaigns/other.yaml");
    project.write("campaigns/other.yaml", "# gone\n");
    hub.answerWith(accept);
    const strict = await send("campaigns/news.yaml", "--strict");
    expect(strict).toMatchObject({ exitCode: 4, stdout: expect.stringContaining("ledger list --unknown") });
  });
});

describe("campaign files", () => {
  it("that no glob matches are a mistake, and a project without any is none", async () => {
    const { root: cwd } = createProject({ "campanile.yaml": `${projectFile}campaigns: campaigns/*.yml\n` });
    for (const command of ["validate", "plan", "send"])
      expect(await runCampanile([command], { cwd })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("no file matches campaigns/*.yml"),
      });
    const missing = createProject({ "campanile.yaml": `${projectFile}campaigns: campaing/*.yaml\n` });
    expect((await runCampanile(["send"], { cwd: missing.root })).exitCode).toBe(2);
    mkdirSync(join(missing.root, "campaing"));
    expect(await runCampanile(["send"], { cwd: missing.root })).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("There is no campaign in campaing"),
    });
  });

  it("named by a shell's glob leave the fleet out", async () => {
    const { root: cwd } = createProject();
    const all = await runCampanile(["validate", "campaigns/fleet.yaml", "campaigns/news.yaml"], { cwd });
    expect(all).toMatchObject({ exitCode: 0, stdout: "" });
    const fleet = await runCampanile(["validate", "campaigns/fleet.yaml"], { cwd });
    expect(fleet).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("is a fleet, and no campaign"),
    });
  });

  it("are found beside a folder that cannot be read, which is told", async () => {
    const { root: cwd } = createProject();
    const real = createNodeIo().files;
    const files: Files = {
      ...real,
      list: async (directory, onUnreadable) => {
        onUnreadable?.(join(directory, "private"));
        return await real.list(directory);
      },
    };
    expect(await runCampanile(["validate"], { cwd, files })).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("warning: campaigns/private cannot be read, and is passed over."),
    });
  });
});

describe("help", () => {
  it.each([
    [["help", "send"], "--lock-timeout"],
    [["ledger", "help", "resolve"], "--accept-drift"],
    [["help", "ledger", "resolve"], "--accept-drift"],
    [["send", "--help"], "--prune"],
  ])("shows the options of a command: %j", async (argv, option) => {
    const { stdout, exitCode } = await runCampanile(argv, { cwd: "/" });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(option);
  });
});

describe("a dump of a batch", () => {
  it("shows no handle in full, and the payload as it is", async () => {
    const handle = (index: number) =>
      `00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f${index}`;
    const { root: cwd } = createProject({
      "campaigns/news.yaml": `campaign: news\ndevices: [${handle(1)}, ${handle(2)}]\nplatform: apple\npayload: { aps: { alert: { loc-key: K, loc-args: ["a long argument"] } } }\n`,
    });
    const { stderr } = await runCampanile(["send", "--debug"], { cwd });
    expect(stderr).toContain("a long argument");
    expect(stderr).toContain("…1de8f1");
    expect(stderr).not.toContain(handle(1));
    expect(stderr).not.toContain(handle(2));
  });
});

describe("a tag that names a person", () => {
  it("is masked in reports", async () => {
    const { root: cwd } = createProject({
      "campaigns/news.yaml": campaignFile.replace("tags: sports", 'tags: "$UserId:{alice@example.com}"'),
    });
    const { stdout } = await runCampanile(["send", "--hub", "local"], { cwd });
    expect(stdout).not.toContain("alice@example");
    expect(existsSync(join(cwd, ".campanile/reports"))).toBe(true);
  });
});

describe("test-send", () => {
  const handle = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";

  it("passes over what goes to handles, and tests the others", async () => {
    const { root: cwd } = createProject({
      "campaigns/direct.yaml": `campaign: direct\ndevices: [${handle}]\nplatform: apple\npayload: { aps: { alert: Hi } }\n`,
    });
    const tested = await runCampanile(["test-send", "--hub", "local"], { cwd });
    expect(tested.exitCode).toBe(6);
    expect(tested.stdout).toContain("it goes to device handles");
    expect(tested.stdout).toContain("1 accepted, 1 refused");
  });

  it("to a campaign's own audience on a real hub keeps to policy and expiry", async () => {
    const hub = await startStandInHub();
    const guarded = projectFile.replace("testTag: testers", "testTag: testers, policy: { broadcast: deny }");
    const { root: cwd } = createProject({
      "campanile.yaml": guarded,
      "campaigns/all.yaml": campaignFile.replace("news", "all").replace("tags: sports", "broadcast: true"),
      "campaigns/news.yaml": campaignFile.replace("2099", "2020"),
    });
    const env = { HUB: hub.connectionString };
    const people = await runCampanile(["test-send", "--hub", "production", "--audience"], { cwd, env });
    expect(people.stdout).toContain("1 refused, 1 expired");
    expect(hub.requests).toHaveLength(0);
    const testers = await runCampanile(["test-send", "--hub", "production"], { cwd, env });
    expect(testers.stdout).toContain("2 accepted");
  });
});

describe("plan", () => {
  it("changes nothing, not even the ledger of an emulator", async () => {
    const { root: cwd } = createProject();
    expect((await runCampanile(["plan", "--hub", "local"], { cwd })).stdout).toContain(
      "it has not been sent",
    );
    expect(existsSync(join(cwd, ".campanile"))).toBe(false);
  });
});

describe("the demo", () => {
  it("can be run twice at once, and leaves nothing but its reports", async () => {
    const { root: cwd } = createProject();
    const both = await Promise.all([1, 2].map(() => runCampanile(["demo"], { cwd })));
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(readdirSync(join(cwd, ".campanile/demo"))).toEqual([]);
  });
});
