import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject } from "../support/project.ts";

const page = ".campanile/preview.html";

function git(cwd: string, ...args: string[]) {
  execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], { cwd });
}

function createRepository(files: Readonly<Record<string, string>> = {}) {
  const project = createProject(files);
  git(project.root, "init", "-q");
  git(project.root, "add", ".");
  git(project.root, "commit", "-q", "-m", "first");
  return project;
}

describe("campanile preview", () => {
  it("draws a campaign with its verdict, audience and share of the fleet", async () => {
    const project = createProject();
    const run = await runCampanile(["preview", "--hub", "local"], { cwd: project.root });
    expect(run).toMatchObject({ exitCode: 0, stdout: `${page}\n` });
    const html = project.read(page);
    expect(html).toContain("iPhone, lock screen");
    expect(html).toContain(">Hello</p>");
    expect(html).toContain(">New</p>");
    expect(html).toContain("1 of 2 emulator devices");
    expect(html).toContain("POST /local/messages/");
  });

  it("writes where it is told", async () => {
    const project = createProject();
    await runCampanile(["preview", "--hub", "local", "--out", "out/page.html"], { cwd: project.root });
    expect(project.read("out/page.html")).toContain("<!doctype html>");
  });

  it("says what is sent already, and what was edited since", async () => {
    const project = createProject();
    await runCampanile(["send", "--hub", "local"], { cwd: project.root });
    await runCampanile(["preview", "--hub", "local"], { cwd: project.root });
    expect(project.read(page)).toContain(">Already sent</p>");
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Goodbye"));
    await runCampanile(["preview", "--hub", "local"], { cwd: project.root });
    expect(project.read(page)).toContain(">Edited after it went out</p>");
  });

  it("shows before and after of what differs from a revision", async () => {
    const project = createRepository();
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Goodbye"));
    await runCampanile(["preview", "--hub", "local", "--base", "HEAD"], { cwd: project.root });
    const html = project.read(page);
    expect(html).toContain("Changes since <bdi>HEAD</bdi>");
    expect(html).toContain(">Hello</p>");
    expect(html).toContain(">Goodbye</p>");
  });

  it("shows nothing of a file that was only laid out anew", async () => {
    const project = createRepository();
    const lines = campaignFile.trimEnd().split("\n").reverse();
    project.write("campaigns/news.yaml", `# another order\n${lines.join("\n\n")}\n`);
    await runCampanile(["preview", "--hub", "local", "--base", "HEAD"], { cwd: project.root });
    const html = project.read(page);
    expect(html).toContain("Nothing that a device gets has changed; 1 campaign the same, and not shown.");
    expect(html).not.toContain('class="notification"');
  });

  it.each(["nowhere", "--output=stolen"])("refuses the revision %s", async (ref) => {
    const project = createRepository();
    const run = await runCampanile(["preview", "--hub", "local", `--base=${ref}`], { cwd: project.root });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("git knows no revision");
  });

  it("keeps hostile text text", async () => {
    const hostile = '"</p><script>alert(1)</script>\\u202e<img src=x onerror=alert(1)>"';
    const project = createProject({ "campaigns/news.yaml": campaignFile.replace("Hello", hostile) });
    await runCampanile(["preview", "--hub", "local"], { cwd: project.root });
    const html = project.read(page);
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toMatch(/<script|<img/);
  });
});
