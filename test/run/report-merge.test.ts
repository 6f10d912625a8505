import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { mergeReports } from "../../src/report/merge-reports.ts";
import { reportOf, sendOf } from "../report/hostile-matter.ts";
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

  it("tells why a shard did nothing, beside what the others did", async () => {
    const { root: cwd, write } = createProject({
      "campaigns/welcome.yaml": welcome,
      "campaigns/people.csv": ["id,name", ...rows, ""].join("\n"),
    });
    const send = (...more: string[]) =>
      runCampanile(["send", "campaigns/welcome.yaml", "--hub", "local", "--format", "json", ...more], {
        cwd,
      });
    const merge = (...files: string[]) => runCampanile(["report", "merge", ...files], { cwd });
    write("campaigns/short.csv", "id,name\n1,Ada\n1,Bo\n");
    write(
      "r0.json",
      (await send("--shard", "1/2", "--max-errors", "0", "--recipients", "welcome=campaigns/short.csv"))
        .stdout,
    );
    write("r1.json", (await send("--shard", "2/2")).stdout);
    write("r2.json", (await send("--shard", "2/2")).stdout);
    const merged = await merge("r0.json", "r1.json", "r2.json");
    expect(merged.exitCode).toBe(6);
    expect(merged.stdout).toMatch(/apple {2}.*accepted\n/);
    expect(merged.stdout).toMatch(
      /apple {2}.*refused\n.*1 row of .* is wrong.*\(run 2026\S+\)\n.*Mend the rows/,
    );
    expect(merged.stdout).not.toContain("skipped");
    expect(merged.stdout).toMatch(/\d+ accepted, 1 refused\./);
    write("m.json", (await merge("r0.json", "r1.json", "--format", "json")).stdout);
    const again = JSON.parse((await merge("m.json", "r2.json", "--format", "json")).stdout);
    expect(again.sends).toEqual(JSON.parse((await merge("m.json", "--format", "json")).stdout).sends);
    expect(again.summary.byAction).toEqual({ send: 1, refuse: 1 });
    const alone = await merge("r0.json", "r2.json");
    expect(alone.stdout).toContain("is wrong");
  });

  it("counts the people of a cause over all shards", () => {
    const shard = (run: string, unsent: number): Report => {
      const members = { accepted: 1, rejected: 0, unsent, unknown: 0 };
      const failures = [{ kind: "unsent", cause: "the hub is throttling (429)", members: unsent }] as const;
      const outcome = {
        kind: "unsent",
        attempts: 2,
        cause: `${unsent} people: the hub is throttling (429)`,
        members: { requests: 2, members, failures },
      } as const;
      return reportOf([sendOf("news", { outcome })], { run });
    };
    const { sends, summary } = mergeReports([shard("a", 2), shard("b", 3)]);
    expect(sends).toMatchObject([
      { outcome: { kind: "unsent", cause: "5 people: the hub is throttling (429)" } },
    ]);
    expect(summary.byOutcome).toEqual({ accepted: 2, unsent: 5 });
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
