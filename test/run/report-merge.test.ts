import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";

const rows = Array.from({ length: 40 }, (_, index) => `${index},Person ${index}`);
const welcome = `campaign: welcome
hub: local
expires: 2099-01-01T00:00:00Z
platform: apple
recipients: { file: people.csv, id: id, user: id }
payload: { aps: { alert: "Hello {{name}}" } }
`;

describe("report merge", () => {
  it("joins what the shards did: each person counts once", async () => {
    const { root: cwd, write } = createProject({
      "campaigns/welcome.yaml": welcome,
      "campaigns/people.csv": ["id,name", ...rows, ""].join("\n"),
    });
    for (const shard of ["1/2", "2/2"])
      expect((await runCampanile(["send", "--hub", "local", "--shard", shard], { cwd })).exitCode).toBe(0);
    const folder = ".campanile/reports";
    const reports = readdirSync(join(cwd, folder)).map((run) => `${folder}/${run}/report.json`);
    expect(reports).toHaveLength(2);
    const args = ["report", "merge", ...reports];
    const merged = await runCampanile([...args, "--format", "json", "--report", "junit=all.xml"], { cwd });
    expect(merged.exitCode).toBe(0);
    const report = JSON.parse(merged.stdout);
    expect(report.summary.byOutcome).toEqual({ accepted: 41 });
    const crowd = report.sends.find(({ key }: { key: string }) => key === "local/welcome@1/apple");
    expect(crowd.outcome.members).toMatchObject({ members: { accepted: 40, unknown: 0 }, requests: 40 });
    const pretty = await runCampanile(args, { cwd });
    expect(pretty.stdout).toContain("40 people in 40 requests: 40 accepted");
    write("again.json", merged.stdout);
    const again = await runCampanile(["report", "merge", "again.json", "--format", "json"], { cwd });
    expect(JSON.parse(again.stdout).sends).toEqual(report.sends);
  });

  it("refuses what is no report, and reports of two hubs", async () => {
    const { root: cwd, write } = createProject({ "a.json": "{}" });
    const wrong = await runCampanile(["report", "merge", "a.json"], { cwd });
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("a.json is no report") });
    const absent = await runCampanile(["report", "merge", "b.json"], { cwd });
    expect(absent).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("there is no such file") });
    const sent = await runCampanile(["send", "--hub", "local", "--format", "json"], { cwd });
    write("one.json", sent.stdout);
    write("two.json", sent.stdout.replace('"alias": "local"', '"alias": "other"'));
    const mixed = await runCampanile(["report", "merge", "one.json", "two.json"], { cwd });
    expect(mixed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("several hubs") });
  });
});
