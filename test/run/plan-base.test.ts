import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { git } from "../support/git-remote.ts";
import { campaignFile, createProject } from "../support/project.ts";

function setUp() {
  const project = createProject({ "campaigns/more.yaml": campaignFile.replace("news", "more") });
  const run = (...argv: readonly string[]) => git(project.root, ...argv);
  run("init", "--quiet", "--initial-branch", "main");
  run("add", "--all");
  run("commit", "--quiet", "--message", "first");
  const plan = (...argv: readonly string[]) =>
    runCampanile(["plan", "--hub", "local", "--base", "main", ...argv], { cwd: project.root });
  return { project, git: run, plan };
}

describe("plan --base", () => {
  it("finds nothing different in a file that is written in another way", async () => {
    const { project, plan } = setUp();
    project.write(
      "campaigns/news.yaml",
      `# new\n${campaignFile.trimEnd().split("\n").reverse().join("\n")}\n`,
    );
    expect((await plan()).stdout).toContain("Nothing that anybody would get is different since main.");
  });

  it("tells what is new, changed, renamed and gone", async () => {
    const { project, git: run, plan } = setUp();
    project.write("campaigns/news.yaml", campaignFile.replace("tags: sports", "tags: politics"));
    run("rm", "--quiet", "campaigns/more.yaml");
    project.write("campaigns/fresh.yaml", campaignFile.replace("news", "fresh").replace("Hello", "Fresh"));
    project.write("campaigns/other.yaml", campaignFile.replace("news", "other"));
    const { stdout } = await plan();
    expect(stdout).toContain("Notifications since main: 1 new, 1 changed and 1 renamed.");
    expect(stdout).toContain("audience: “everyone tagged sports” → “everyone tagged politics”");
    expect(stdout).toContain("renamed  other/apple, which was more/apple");
    run("rm", "--quiet", "--cached", "campaigns/other.yaml", "--ignore-unmatch");
    project.write("campaigns/other.yaml", campaignFile.replace("news", "other").replace("Hello", "Other"));
    expect((await plan()).stdout).toContain("gone     more/apple");
  });

  it("does not call a file with errors gone, and looks only at what is asked for", async () => {
    const { project, plan } = setUp();
    project.write("campaigns/news.yaml", campaignFile.replace("platform: apple", "platform: ios"));
    const broken = await plan();
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toContain("Nothing that anybody would get is different");
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Edited"));
    expect((await plan("campaigns/more.yaml")).stdout).toContain("Nothing that anybody");
    project.write("campaigns/news.yaml", campaignFile.replace("[local, production]", "production"));
    expect((await plan()).stdout).toContain("gone     news/apple");
  });

  it("is JSON and Markdown as well, and no part of a plan that is kept", async () => {
    const { project, plan } = setUp();
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Edited"));
    const json = await plan("--format", "json", "--out", "plan.json");
    expect(JSON.parse(json.stdout).comparisons[0].items).toEqual([
      {
        kind: "changed",
        campaign: "news",
        id: "apple",
        changes: [{ what: "content aps.alert", before: "Hello", after: "Edited" }],
      },
    ]);
    expect(JSON.parse(project.read("plan.json")).comparisons).toBeUndefined();
    expect((await plan("--format", "markdown")).stdout).toContain("- **changed** news/apple");
  });

  it("says what to do about a revision that is not here", async () => {
    const { project, plan } = setUp();
    const missing = await runCampanile(["plan", "--hub", "local", "--base", "nowhere"], {
      cwd: project.root,
    });
    expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("nowhere") });
    expect((await plan("--base", "--upload-pack=x")).exitCode).toBe(2);
  });
});
