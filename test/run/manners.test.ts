import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { maskOnGitHub } from "../../src/commands/read-secret.ts";
import { fakeIo, runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";
import { accept, startStandInHub } from "../support/stand-in-hub.ts";

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

  it("of several lines is announced line by line, so that none of them is shown", () => {
    const { io, stderr } = fakeIo({ cwd: "/", env: { GITHUB_ACTIONS: "true" } });
    maskOnGitHub("first secret\r\nsecond secret\n\n", io);
    expect(stderr()).toBe("::add-mask::first secret\n::add-mask::second secret\n");
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
