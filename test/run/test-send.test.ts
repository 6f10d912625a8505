import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";

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

  it("reaches nobody but testers with what its author took back", async () => {
    const hub = await startStandInHub();
    const { root: cwd } = createProject({ "campaigns/news.yaml": `${campaignFile}cancelled: true\n` });
    const env = { HUB: hub.connectionString };
    const people = await runCampanile(["test-send", "--hub", "production", "--audience"], { cwd, env });
    expect(people).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("`cancelled: true`") });
    expect(hub.requests).toHaveLength(0);
    await runCampanile(["test-send", "--hub", "production"], { cwd, env });
    expect(hub.requests.map(({ headers }) => headers["servicebusnotification-tags"])).toEqual(["testers"]);
  });

  it("to a campaign's own audience leaves from the branches of `sendFrom` alone", async () => {
    const hub = await startStandInHub();
    const { root: cwd } = createProject({
      "campanile.yaml": projectFile.replace(
        "testTag: testers",
        "testTag: testers, policy: { sendFrom: [main] }",
      ),
    });
    const audience = (GITHUB_REF: string) =>
      runCampanile(["test-send", "--hub", "production", "--audience"], {
        cwd,
        env: { HUB: hub.connectionString, GITHUB_REF },
      });
    expect(await audience("refs/heads/feature")).toMatchObject({
      exitCode: 6,
      stdout: expect.stringContaining("policy `sendFrom: [main]`"),
    });
    expect(hub.requests).toHaveLength(0);
    expect((await audience("refs/heads/main")).stdout).toContain("1 accepted");
  });
});

describe("test-send to several hubs", () => {
  const severalHubs = () =>
    createProject({
      "campanile.yaml": projectFile.replace(
        "defaultHub",
        '  another: { hub: another, connectionString: "${ANOTHER}", testTag: testers }\ndefaultHub',
      ),
      "campaigns/a.yaml": campaignFile.replace("[local, production]", "another").replace("news", "a"),
      "campaigns/news.yaml": campaignFile.replace("[local, production]", "production"),
    });

  it("goes on when one of them cannot be tested", async () => {
    const hub = await startStandInHub();
    const tested = await runCampanile(["test-send"], {
      cwd: severalHubs().root,
      env: { HUB: hub.connectionString },
    });
    expect(tested).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("ANOTHER is not set") });
    expect(tested.stdout).toContain("1 accepted");
    expect(hub.requests).toHaveLength(1);
  });

  it("needs --hub for one JSON document", async () => {
    const hub = await startStandInHub();
    const refused = await runCampanile(["test-send", "--format", "json"], {
      cwd: severalHubs().root,
      env: { HUB: hub.connectionString, ANOTHER: hub.connectionString },
    });
    expect(refused).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("--format json reports on one hub"),
    });
    expect(hub.requests).toHaveLength(0);
  });
});
