import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitAll, git } from "../support/git.ts";
import { crowdCampaign, people, planned, setUpCrowd } from "./recipients-support.ts";

const bring = (path: string) => ["--recipients", `points=${path}`];

describe("a file of recipients that the command line brings", () => {
  it.each(["plan", "send"] as const)("is named when it is not there: %s", async (command) => {
    const crowd = await setUpCrowd();
    for (const path of ["/nowhere/all.csv", "data/all.csv"]) {
      const run = await crowd[command](...bring(path));
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain(`--recipients points=${path}: there is no such file`);
      expect(run.stderr).not.toContain("people.csv");
    }
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it("is no folder", async () => {
    const crowd = await setUpCrowd();
    mkdirSync(join(crowd.root, "data"));
    const run = await crowd.plan(...bring("data"));
    expect(run).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("points=data: it is a folder"),
    });
  });

  it("is no pipe and no device", async () => {
    const crowd = await setUpCrowd();
    execFileSync("mkfifo", [join(crowd.root, "pipe")]);
    for (const path of ["pipe", "/dev/null"]) {
      for (const command of ["plan", "send"] as const) {
        const run = await crowd[command](...bring(path));
        expect(run).toMatchObject({
          exitCode: 2,
          stderr: expect.stringContaining(`points=${path}: it is a pipe or a device, and no file`),
        });
        expect(run.stderr).toContain("write them to a file first");
      }
    }
    git(crowd.root, "init", "--quiet");
    commitAll(crowd.root, "all");
    const compared = await crowd.plan("--base", "HEAD", ...bring("pipe"));
    expect(compared).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("it is a pipe or a device"),
    });
    crowd.write("campaigns/news.yaml", crowdCampaign({ recipients: "{ file: pipe.csv, id: id, user: id }" }));
    execFileSync("mkfifo", [join(crowd.root, "campaigns/pipe.csv")]);
    const written = await crowd.plan();
    expect(written).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("it is a pipe or a device"),
    });
    expect(crowd.hub.requests).toHaveLength(0);
  });

  it("is the one that wrong rows, plan and report name", async () => {
    const crowd = await setUpCrowd({ "data/all.csv": `${people},Nobody,4\n` });
    const plan = await crowd.plan(...bring("data/all.csv"), "--format", "json");
    expect(planned(plan).audience).toBe("the people of data/all.csv");
    expect(plan.stderr).toContain("data/all.csv:5: `id` is empty");
    const sent = await crowd.send(...bring("data/all.csv"));
    expect(sent.stdout).toContain("the people of data/all.csv");
    expect(sent.stdout).toContain("1 row of all.csv was wrong");
    expect(sent.stderr).toContain("data/all.csv:5: `id` is empty");
    expect(plan.stdout + plan.stderr + sent.stdout + sent.stderr).not.toContain("people.csv");
  });

  it("is the one that bounds and faults are told of", async () => {
    const crowd = await setUpCrowd({
      "campaigns/news.yaml": crowdCampaign({
        recipients: "{ file: people.csv, id: id, user: id, rows: { min: 4 } }",
      }),
      "data/all.csv": people,
      "data/empty.csv": "",
      "data/other.csv": "nr,name,points\n1,Ada,1\n",
    });
    const few = await crowd.plan(...bring("data/all.csv"));
    expect(few.stdout).toContain("data/all.csv has 3 rows, and `rows.min` is 4");
    const empty = await crowd.plan(...bring("data/empty.csv"));
    expect(empty.stderr).toContain("data/empty.csv, line 1: The file is empty.");
    const other = await crowd.plan(...bring("data/other.csv"));
    expect(other.stderr).toContain("data/other.csv has no column `id`");
  });

  it("is told to have no good row, and why", async () => {
    const crowd = await setUpCrowd({
      "data/bad.csv": "id,name,points\nada,Ada\n",
      "data/none.csv": "id,name,points\n",
    });
    const bad = await crowd.plan(...bring("data/bad.csv"));
    expect(bad.exitCode).toBe(1);
    expect(bad.stderr).toContain(
      "data/bad.csv has no good row; line 2: it has 2 cells, and the header row 3",
    );
    expect(bad.stderr).toContain("hint: Mend the rows.");
    const none = await crowd.plan(...bring("data/none.csv"));
    expect(none.stderr).toContain("data/none.csv has no rows");
    expect(none.stderr).toContain("hint: Check how the file was made");
    expect(bad.stderr + none.stderr).not.toContain("--recipients");
  });
});
