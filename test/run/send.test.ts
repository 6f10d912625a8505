import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { schemas } from "../../src/commands/schemas.ts";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject } from "../support/project.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";

describe("send to the emulator", () => {
  it("sends once, says that nothing left the machine, and skips the second time", async () => {
    const { root } = createProject();
    const first = await runCampanile(["send", "--hub", "local"], { cwd: root });
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toContain("accepted  1 device");
    expect(first.stdout).toContain("Nothing left this machine");
    const second = await runCampanile(["send", "--hub", "local"], { cwd: root });
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.stdout).toContain("skipped");
    expect(second.stdout).toContain("sent on 2026-11-24");
  });

  it("leaves a report in three forms, the JSON one as its schema says", async () => {
    const { root, read } = createProject();
    const { stdout } = await runCampanile(["send", "--hub", "local", "--format", "json"], { cwd: root });
    const [run = ""] = readdirSync(join(root, ".campanile/reports"));
    expect(readdirSync(join(root, ".campanile/reports", run))).toEqual([
      "report.json",
      "report.md",
      "report.txt",
    ]);
    const report = JSON.parse(read(`.campanile/reports/${run}/report.json`));
    expect(JSON.parse(stdout)).toEqual(report);
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schemas.get("report") ?? false);
    expect(validate(report) ? [] : validate.errors).toEqual([]);
    expect(report.summary).toEqual({
      byAction: { send: 1 },
      byOutcome: { accepted: 1 },
      invalidCampaigns: 0,
    });
  });

  it("must be named in CI", async () => {
    const { root } = createProject({
      "campaigns/news.yaml": campaignFile.replace("hub: [local, production]\n", ""),
    });
    const refused = await runCampanile(["send"], { cwd: root, env: { CI: "true" } });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("--hub local");
    expect(await runCampanile(["send", "--hub", "local"], { cwd: root, env: { CI: "true" } })).toMatchObject({
      exitCode: 0,
    });
  });
});

describe("send to a real hub", () => {
  it("needs a ledger, and makes none by itself", async () => {
    const hub = await startStandInHub();
    const { root } = createProject();
    const env = { HUB: hub.connectionString };
    const refused = await runCampanile(["send", "--hub", "production"], { cwd: root, env });
    expect(refused.exitCode).toBe(5);
    expect(refused.stderr).toContain("CAM5001");
    expect(hub.requests).toHaveLength(0);
    expect(await runCampanile(["ledger", "init"], { cwd: root })).toMatchObject({ exitCode: 0 });
    expect(await runCampanile(["send", "--hub", "production"], { cwd: root, env })).toMatchObject({
      exitCode: 0,
    });
    expect(hub.requests).toHaveLength(1);
    expect(hub.requests[0]).toMatchObject({ method: "POST", url: "/newsroom/messages/?api-version=2020-06" });
    expect(hub.requests[0]?.headers).toMatchObject({
      "servicebusnotification-format": "apple",
      "servicebusnotification-tags": "sports",
      "apns-expiration": String(Date.parse("2099-01-01T00:00:00Z") / 1000),
      "content-type": "application/json;charset=utf-8",
    });
    expect(hub.requests[0]?.body).toBe('{"aps":{"alert":"Hello"}}');
  });

  it("sends the valid campaigns and exits 1 for the invalid one, unless --strict", async () => {
    const hub = await startStandInHub();
    const wrong = campaignFile.replace("news", "wrong").replace("tags: sports", "tgas: sports");
    const { root } = createProject({ "campaigns/wrong.yaml": wrong });
    const env = { HUB: hub.connectionString };
    await runCampanile(["ledger", "init"], { cwd: root });
    expect(
      (await runCampanile(["send", "--hub", "production", "--strict"], { cwd: root, env })).exitCode,
    ).toBe(1);
    expect(hub.requests).toHaveLength(0);
    const sent = await runCampanile(["send", "--hub", "production"], { cwd: root, env });
    expect(sent.exitCode).toBe(1);
    expect(sent.stderr).toContain("CAM2003");
    expect(hub.requests).toHaveLength(1);
  });

  it("refuses what was edited after it was sent, and sends it under a new revision", async () => {
    const hub = await startStandInHub();
    const project = createProject();
    const env = { HUB: hub.connectionString };
    const send = () => runCampanile(["send", "--hub", "production"], { cwd: project.root, env });
    await runCampanile(["ledger", "init"], { cwd: project.root });
    await send();
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Goodbye"));
    const refused = await send();
    expect(refused.exitCode).toBe(6);
    expect(refused.stdout).toContain("edited after it was sent");
    expect(hub.requests).toHaveLength(1);
    project.write("campaigns/news.yaml", `${campaignFile.replace("Hello", "Goodbye")}revision: 2\n`);
    expect((await send()).exitCode).toBe(0);
    expect(hub.requests).toHaveLength(2);
  });

  it("accepts a drift when a person says so", async () => {
    const hub = await startStandInHub();
    const project = createProject();
    const env = { HUB: hub.connectionString };
    await runCampanile(["ledger", "init"], { cwd: project.root });
    await runCampanile(["send", "--hub", "production"], { cwd: project.root, env });
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Goodbye"));
    const accepted = await runCampanile(["ledger", "resolve", "production/news@1/apple", "--accept-drift"], {
      cwd: project.root,
    });
    expect(accepted.exitCode).toBe(0);
    const skipped = await runCampanile(["send", "--hub", "production"], { cwd: project.root, env });
    expect(skipped.exitCode).toBe(0);
    expect(hub.requests).toHaveLength(1);
  });

  it("does not send what has expired", async () => {
    const hub = await startStandInHub();
    const { root } = createProject({ "campaigns/news.yaml": campaignFile.replace("2099", "2020") });
    await runCampanile(["ledger", "init"], { cwd: root });
    const { stdout, exitCode } = await runCampanile(["send", "--hub", "production"], {
      cwd: root,
      env: { HUB: hub.connectionString },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("expired");
    expect(hub.requests).toHaveLength(0);
  });

  it("remembers each device of a direct send, and batches them", async () => {
    const hub = await startStandInHub();
    const devices = campaignFile.replace("tags: sports", "devices: [00FF, 11EE]");
    const project = createProject({ "campaigns/news.yaml": devices });
    const env = { HUB: hub.connectionString };
    await runCampanile(["ledger", "init"], { cwd: project.root });
    await runCampanile(["send", "--hub", "production"], { cwd: project.root, env });
    expect(hub.requests).toHaveLength(1);
    expect(hub.requests[0]?.url).toBe("/newsroom/messages/$batch?api-version=2020-06&direct=true");
    project.write("campaigns/news.yaml", devices.replace("11EE]", "11EE, 22DD]"));
    await runCampanile(["send", "--hub", "production"], { cwd: project.root, env });
    expect(hub.requests).toHaveLength(2);
    expect(hub.requests[1]?.headers["servicebusnotification-devicehandle"]).toBe("22DD");
    expect(project.read(".campanile/ledger.jsonl")).not.toMatch(/00FF|11EE|22DD/);
  });

  it("names a report folder that cannot be written, and the ledger still has the facts", async () => {
    const hub = await startStandInHub();
    const { root } = createProject({ ".campanile/reports": "a file in its place" });
    const env = { HUB: hub.connectionString };
    await runCampanile(["ledger", "init"], { cwd: root });
    const sent = await runCampanile(["send", "--hub", "production"], { cwd: root, env });
    expect(sent.exitCode).toBe(0);
    expect(sent.stderr).toContain("the reports could not be written: .campanile/reports");
    const list = await runCampanile(["ledger", "list"], { cwd: root });
    expect(list.stdout).toContain("accepted");
  });

  it("works under a policy: no broadcast, only from its branches, not in quiet hours", async () => {
    const hub = await startStandInHub();
    const policy = (text: string) =>
      `hubs:\n  local: { emulator: campaigns/fleet.yaml }\n  production: { hub: newsroom, connectionString: "\${HUB}", policy: { ${text} } }\n`;
    const campaign = campaignFile
      .replace("[local, production]", "production")
      .replace("tags: sports", "broadcast: true");
    const project = createProject({
      "campanile.yaml": policy("broadcast: deny"),
      "campaigns/news.yaml": campaign,
    });
    await runCampanile(["ledger", "init"], { cwd: project.root });
    const send = () =>
      runCampanile(["send"], {
        cwd: project.root,
        env: { HUB: hub.connectionString, GITHUB_REF_NAME: "feature" },
      });
    expect(await send()).toMatchObject({ exitCode: 6, stdout: expect.stringContaining("broadcast: deny") });
    project.write("campanile.yaml", policy("sendFrom: [main]"));
    expect(await send()).toMatchObject({ exitCode: 6, stdout: expect.stringContaining("sendFrom: [main]") });
    project.write("campanile.yaml", policy('quietHours: { from: "09:00", to: "12:00", zone: Europe/Paris }'));
    expect(await send()).toMatchObject({ exitCode: 6, stdout: expect.stringContaining("quietHours") });
    expect(hub.requests).toHaveLength(0);
  });
});
