import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";

const broken = "campaign: broken\nhub: local\nplatform: apple\ntagz: x\n";

describe("--report", () => {
  it("writes several at once, of checks and of runs", async () => {
    const { root: cwd, read, write } = createProject();
    const wanted = [
      "--report",
      "junit=out/a.xml",
      "--report",
      "html=out/a.html",
      "--report",
      "sarif=a.sarif",
    ];
    const sent = await runCampanile(["send", "--hub", "local", ...wanted], { cwd });
    expect(sent.exitCode).toBe(0);
    expect(read("out/a.xml")).toContain('<testsuite name="local/news" tests="1" failures="0"');
    expect(read("out/a.html")).toContain("Campanile: send to local");
    write("campaigns/broken.yaml", broken);
    const checked = await runCampanile(["validate", ...wanted], { cwd });
    expect(checked.exitCode).toBe(1);
    expect(read("out/a.xml")).toContain('<failure message="invalid');
    expect(JSON.parse(read("a.sarif")).runs[0].results.length).toBeGreaterThan(0);
  });

  it("knows plan, test-send and outcomes", async () => {
    const { root: cwd, read } = createProject();
    for (const command of ["plan", "test-send", "outcomes"]) {
      await runCampanile([command, "--hub", "local", "--report", `markdown=${command}.md`], { cwd });
      expect(read(`${command}.md`)).toMatch(/^## Campanile: /);
    }
  });

  it("appends to the summary of a GitHub job, and names files by their place in the repository", async () => {
    const { root, read, write } = createProject({
      "campaigns/broken.yaml": broken,
      "summary.md": "before\n",
    });
    write("app/.keep", "");
    const env = { GITHUB_STEP_SUMMARY: `${root}/summary.md`, GITHUB_WORKSPACE: root };
    const checked = await runCampanile(["validate", "../campaigns", "--report", "github"], {
      cwd: `${root}/app`,
      env,
    });
    expect(checked.stderr).toContain("::error file=campaigns/broken.yaml,line=");
    expect(read("summary.md")).toMatch(/^before\n## Campanile: validate\n/);
  });

  it("with a wrong name, no file or one file twice does nothing", async () => {
    const { root: cwd } = createProject();
    const run = (...reports: string[]) =>
      runCampanile(["send", "--hub", "local", ...reports.flatMap((text) => ["--report", text])], { cwd });
    const wrong = await run("junk=a.xml");
    expect(wrong).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("pretty, json, markdown, junit"),
    });
    expect((await run("junit")).stderr).toContain("--report junit=FILE");
    expect((await run("junit=a", "sarif=./a")).exitCode).toBe(2);
    expect(existsSync(`${cwd}/.campanile`)).toBe(false);
  });

  it("that cannot be written is named, and changes nothing of what was sent", async () => {
    const { root: cwd, read, write } = createProject();
    write("taken", "");
    const reports = ["--report", "junit=taken/a.xml", "--report", "markdown=a.md"];
    const sent = await runCampanile(["send", "--hub", "local", ...reports], { cwd });
    expect(sent).toMatchObject({ exitCode: 2, stdout: expect.stringContaining("1 accepted") });
    expect(sent.stderr).toContain("the junit report could not be written: taken/a.xml");
    expect(read("a.md")).toContain("1 accepted");
    expect((await runCampanile(["send", "--hub", "local"], { cwd })).stdout).toContain("1 skipped");
  });

  it("tells what kept the command from its work", async () => {
    const { root: cwd, read } = createProject();
    const sent = await runCampanile(["send", "--hub", "production", "--report", "junit=a.xml"], { cwd });
    expect(sent.exitCode).not.toBe(0);
    expect(read("a.xml")).toContain("<error message=");
  });
});
