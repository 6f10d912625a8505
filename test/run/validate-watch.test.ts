import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { run } from "../../src/cli.ts";
import { clock } from "../../src/io.ts";
import { fakeIo, runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { campaignFile, createProject, projectFile, writeProject } from "../support/project.ts";
import { until } from "../support/until.ts";

/** A `validate --watch`; `said` waits for a piece of what it says after the last one that was waited for. */
function watch(cwd: string, args: readonly string[] = []) {
  const stop = new AbortController();
  const { io, stdout, stderr } = fakeIo({ cwd, clock, stop: stop.signal });
  const ended = run(["validate", "--watch", ...args], io);
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  const heard = { stdout: 0, stderr: 0 };
  const said = (stream: "stdout" | "stderr", piece: string) =>
    until(() => {
      const text = stream === "stdout" ? stdout() : stderr();
      const at = text.indexOf(piece, heard[stream]);
      if (at < 0) return undefined;
      heard[stream] = at + piece.length;
      return true;
    });
  return { stop, ended, said, stdout, stderr };
}

const clean = "1 campaign, 0 errors, 0 warnings\n";

describe("campanile validate --watch", () => {
  it("checks again when a campaign changes, below a line with the time", async () => {
    const project = createProject();
    const { said, stderr } = watch(project.root);
    await said("stderr", clean);
    project.write("campaigns/news.yaml", campaignFile.replace("sports", "a b"));
    await said("stdout", "campaigns/news.yaml:4:");
    await said("stderr", "1 campaign, 1 error, 0 warnings\n");
    project.write("campaigns/news.yaml", campaignFile);
    await said("stderr", clean);
    expect(stderr()).toMatch(/^Campaigns are checked .*\n── \d\d:\d\d:\d\d ──\n1 campaign/);
    expect(stderr()).not.toContain("\u001b");
  });

  it("follows payload files, new campaigns and the project file", async () => {
    const project = createProject({
      "campaigns/news.yaml": campaignFile.replace(/payload: .*/, "payloadFile: deep/a.json"),
      "campaigns/deep/a.json": '{"aps":{"alert":"Hello"}}',
    });
    const { said } = watch(project.root);
    await said("stderr", clean);
    project.write("campaigns/deep/a.json", '{"aps":');
    await said("stdout", "campaigns/deep/a.json:1:");
    project.write("campaigns/deep/a.json", '{"aps":{"alert":"Hello"}}');
    await said("stderr", clean);
    project.write("campaigns/new/more.yaml", campaignFile.replace("news", "more"));
    await said("stderr", "2 campaigns, 0 errors");
    project.write("campanile.yaml", projectFile.replace("defaultHub: local", "defaultHub: nowhere"));
    await said("stderr", "campanile.yaml:4:");
    await said("stderr", "campanile.yaml has mistakes: no campaign was checked.");
    project.write("campanile.yaml", projectFile.replace("production", "elsewhere"));
    await said("stdout", "error CAM3003");
    project.write("campanile.yaml", projectFile);
    await said("stderr", "2 campaigns, 0 errors");
  });

  it("follows a named campaign outside of the project's folder of campaigns", async () => {
    const project = createProject({ "drafts/news.yaml": campaignFile });
    const { said } = watch(project.root, ["drafts/news.yaml"]);
    await said("stderr", clean);
    project.write("drafts/news.yaml", campaignFile.replace("apple", "aple"));
    await said("stdout", "drafts/news.yaml:5:");
  });

  it("goes on when the campaigns are gone, and when they come back", async () => {
    const project = createProject();
    const { said } = watch(project.root);
    await said("stderr", clean);
    rmSync(join(project.root, "campaigns/news.yaml"));
    await said("stderr", "There is no campaign in campaigns.");
    rmSync(join(project.root, "campaigns"), { recursive: true });
    await said("stderr", "no file matches campaigns/**/*.yaml");
    project.write("campaigns/news.yaml", campaignFile);
    // A folder that was not there is not heard of; the project file beside it is.
    project.write("campanile.yaml", `${projectFile}\n`);
    await said("stderr", clean);
  });

  it("ends with 0 when it is asked to stop, like preview --watch", async () => {
    const { stop, ended, said } = watch(createProject().root);
    await said("stderr", clean);
    stop.abort();
    expect(await ended).toBe(0);
  });

  it.each([[["--format", "json"]], [["--report", "junit=x.xml"]]])(
    "is not for programs: %j",
    async (more) => {
      const { root: cwd } = createProject();
      const result = await runCampanile(["validate", "--watch", ...more], { cwd });
      expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--watch is for people") });
    },
  );

  it("refuses to start with a project file that has mistakes, like any command", async () => {
    const { root: cwd } = writeProject(temporaryFolder(), { "campanile.yaml": "hubs: 1\n" });
    expect(await runCampanile(["validate", "--watch"], { cwd })).toMatchObject({ exitCode: 2 });
  });
});
