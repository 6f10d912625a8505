import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRevision } from "../../src/commands/read-base.ts";
import { fakeIo, runCampanile } from "../support/fake-io.ts";
import { commitAll, git, gitAll } from "../support/git.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";

const page = ".campanile/preview.html";

function createRepository(files: Readonly<Record<string, string>> = {}) {
  const project = createProject(files);
  gitAll(project.root, ["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "first"]);
  return project;
}

async function compare(root: string, ...args: string[]) {
  const run = await runCampanile(["preview", "--hub", "local", "--base", "HEAD", ...args], { cwd: root });
  return { ...run, html: readFileSync(join(root, page), "utf8") };
}

function count(html: string, piece: string): number {
  return html.split(piece).length - 1;
}

describe("campanile preview --base", () => {
  it("shows before and after of what changed, with the words that differ marked", async () => {
    const project = createRepository();
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Hello again"));
    const { html } = await compare(project.root);
    expect(html).toContain("Changes since <bdi>HEAD</bdi>");
    expect(html).toContain('<p class="pill changed">Changed</p>');
    expect(html).toContain(">Hello</p>");
    expect(html).toContain(">Hello<mark> again</mark></p>");
  });

  it("shows a campaign that was not there as new, and one that is gone as gone", async () => {
    const project = createRepository();
    rmSync(join(project.root, "campaigns/news.yaml"));
    project.write("campaigns/other.yaml", campaignFile.replace("news", "other").replace("Hello", "Bye"));
    const { html } = await compare(project.root);
    expect(html).toMatch(/<h2 id="c1-name"><bdi>news<\/bdi><\/h2><p class="pill gone">Gone/);
    expect(html).toMatch(/<h2 id="c2-name"><bdi>other<\/bdi><\/h2><p class="pill new">New/);
  });

  it("shows a renamed campaign as such", async () => {
    const project = createRepository();
    rmSync(join(project.root, "campaigns/news.yaml"));
    project.write("campaigns/headlines.yaml", campaignFile.replace("news", "headlines"));
    const { html } = await compare(project.root);
    expect(html).toContain('<p class="pill renamed">Renamed</p>');
    expect(html).toContain("It was called <bdi>news</bdi>. Its messages are the same.");
    expect(count(html, '<section class="campaign"')).toBe(1);
  });

  it("shows what was edited in a part of a renamed campaign, as a plan does", async () => {
    const parts = (text: string) =>
      campaignFile.replace(
        /^platform: (?:.|\n)*/m,
        `notifications:
  - { platform: apple, payload: { aps: { alert: Hello } } }
  - { id: late, platform: apple, payload: { aps: { alert: ${text} } } }
`,
      );
    const project = createRepository({ "campaigns/news.yaml": parts("Bye") });
    rmSync(join(project.root, "campaigns/news.yaml"));
    project.write("campaigns/headlines.yaml", parts("Bye now").replace("news", "headlines"));
    const { html } = await compare(project.root);
    expect(html).toContain("It was called <bdi>news</bdi>.");
    expect(html).not.toContain("Its messages are the same");
    expect(html).toContain(">Bye<mark> now</mark></p>");
    expect(count(html, '<section class="campaign"')).toBe(1);
  });

  it.each([
    {
      name: "was laid out anew",
      edit: (root: string) => {
        const lines = campaignFile.trimEnd().split("\n").reverse();
        writeFileSync(join(root, "campaigns/news.yaml"), `# another order\n${lines.join("\n\n")}\n`);
      },
    },
    {
      name: "moved to another file",
      edit: (root: string) =>
        renameSync(join(root, "campaigns/news.yaml"), join(root, "campaigns/moved.yaml")),
    },
  ])("shows nothing of a campaign whose file $name", async ({ edit }) => {
    const project = createRepository();
    edit(project.root);
    const { html } = await compare(project.root);
    expect(html).toContain("Nothing that a device gets has changed; 1 campaign the same, and not shown.");
    expect(html).not.toContain('class="notification');
  });

  it("sees a change in a payload file and in properties", async () => {
    const payload = campaignFile.replace("payload: { aps: { alert: Hello } }", "payloadFile: push.json");
    const project = createRepository({
      "campaigns/news.yaml": payload,
      "campaigns/push.json": '{"aps":{"alert":"Hello"}}',
    });
    project.write("campaigns/push.json", '{"aps":{"alert":"Goodbye"}}');
    expect((await compare(project.root)).html).toContain("<mark>Goodbye</mark>");
  });

  it("shows what is not for the eye as values", async () => {
    const project = createRepository();
    project.write("campaigns/news.yaml", campaignFile.replace("tags: sports", "broadcast: true"));
    const { html } = await compare(project.root);
    expect(html).toContain("<del>everyone tagged sports</del>");
    expect(html).toContain("<ins>everyone</ins>");
  });

  it("does not call a campaign gone that has errors now", async () => {
    const project = createRepository();
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", '"{{x}}"'));
    const { html, exitCode } = await compare(project.root);
    expect(exitCode).toBe(1);
    expect(html).not.toContain("Gone");
    expect(html).toContain("Cannot be sent");
  });

  it("says which campaigns of the past had errors, and looks at no others than those named", async () => {
    const project = createRepository({
      "campaigns/news.yaml": campaignFile.replace("Hello", '"{{x}}"'),
      "campaigns/other.yaml": campaignFile.replace("news", "other"),
    });
    project.write("campaigns/news.yaml", campaignFile);
    rmSync(join(project.root, "campaigns/other.yaml"));
    const { html } = await compare(project.root, "campaigns/news.yaml");
    expect(html).toContain("what is in them now looks new: campaigns/news.yaml.");
    expect(html).not.toContain("Gone");
  });

  it("works in a folder of the repository, touches nothing of it, and knows files that git does not", async () => {
    const project = createRepository({ "shop/campanile.yaml": projectFile });
    project.write("shop/campaigns/fleet.yaml", "devices: []\n");
    project.write("shop/campaigns/news.yaml", campaignFile);
    const before = git(project.root, "status", "--porcelain");
    const run = await runCampanile(["preview", "--hub", "local", "--base", "HEAD"], {
      cwd: join(project.root, "shop"),
    });
    expect(run.exitCode).toBe(0);
    expect(project.read(`shop/${page}`)).toContain('<p class="pill new">New</p>');
    rmSync(join(project.root, "shop/.campanile"), { recursive: true });
    expect(git(project.root, "status", "--porcelain")).toBe(before);
  });

  it("leaves out what the revision got since HEAD left it, as a pull request does", async () => {
    const project = createRepository();
    gitAll(project.root, ["branch", "--move", "main"], ["checkout", "--quiet", "-b", "work"]);
    project.write("campaigns/other.yaml", campaignFile.replace("news", "other").replace("Hello", "Bye"));
    commitAll(project.root, "ours");
    git(project.root, "checkout", "--quiet", "main");
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Hello from main"));
    commitAll(project.root, "theirs");
    git(project.root, "checkout", "--quiet", "work");
    const { html } = await compare(project.root, "--base", "main");
    expect(html).not.toContain("Hello from main");
    expect(html).toContain('<p class="pill new">New</p>');
    expect(html).not.toContain('<p class="pill changed">');
  });

  it.each([
    ["nowhere", "git knows no revision nowhere here"],
    ["--output=stolen", "no revision begins with a dash"],
    ["HEAD~9", "git knows no revision HEAD~9 here"],
    ["", "--base names no revision"],
  ])("refuses the revision %j", async (ref, told) => {
    const project = createRepository();
    const run = await runCampanile(["preview", "--hub", "local", `--base=${ref}`], { cwd: project.root });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(told);
  });

  it("names git fetch where a shallow clone lacks the revision, which then helps", async () => {
    const remote = createGitRemote();
    const full = remote.checkOut();
    git(full, "checkout", "--quiet", "-b", "topic");
    const project = createProject();
    for (const name of ["campanile.yaml", "campaigns/fleet.yaml", "campaigns/news.yaml"]) {
      mkdirSync(join(full, "campaigns"), { recursive: true });
      writeFileSync(join(full, name), project.read(name));
    }
    gitAll(
      full,
      ["add", "."],
      ["commit", "--quiet", "--message", "campaigns"],
      ["push", "--quiet", "origin", "topic"],
    );
    const clone = remote.checkOut({ depth: 1 });
    gitAll(
      clone,
      ["fetch", "--quiet", "--depth=1", "origin", "topic"],
      ["checkout", "--quiet", "--detach", "FETCH_HEAD"],
    );
    const run = async () =>
      await runCampanile(["preview", "--hub", "local", "--base", "origin/topic"], { cwd: clone });
    const refused = await run();
    expect(refused.exitCode).toBe(2);
    const command = /git (fetch .*)$/m.exec(refused.stderr)?.[1] ?? "";
    expect(command).toBe("fetch --unshallow origin topic:refs/remotes/origin/topic");
    git(clone, ...command.split(" "));
    expect((await run()).exitCode).toBe(0);
  });

  it("says that a project in no repository has nothing to compare with", async () => {
    const project = createProject();
    const run = await runCampanile(["preview", "--hub", "local", "--base", "main"], { cwd: project.root });
    expect(run).toMatchObject({ exitCode: 2 });
    expect(run.stderr).toContain("this project is in no git checkout");
  });
});

describe("the files of a revision", () => {
  it("are those of then, byte for byte, changed or not", async () => {
    const project = createRepository({ "a/same.bin": "same", "a/edited.bin": "\u00e9\u0000then" });
    project.write("a/edited.bin", "now");
    project.write("a/new.txt", "new");
    rmSync(join(project.root, "campaigns"), { recursive: true });
    const files = await openRevision(fakeIo({ cwd: project.root }).io, project.root, "HEAD");
    const read = async (name: string) => {
      const bytes = await files.readBytes(join(project.root, name));
      return bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8");
    };
    expect(await files.list(join(project.root, "a"))).toEqual(["edited.bin", "same.bin"]);
    expect([await read("a/same.bin"), await read("a/edited.bin"), await read("a/new.txt")]).toEqual([
      "same",
      "\u00e9\u0000then",
      undefined,
    ]);
    expect(await files.kind(join(project.root, "campaigns"))).toBe("directory");
    expect(await files.sizeBytes(join(project.root, "a/edited.bin"))).toBe(7);
    expect(await files.kind(join(project.root, "nothing"))).toBeUndefined();
  });

  it("follow links below the root, and see those that lead out of it", async () => {
    const project = createProject({ "real/text": "inside" });
    symlinkSync("real", join(project.root, "folder"));
    symlinkSync("folder/text", join(project.root, "file"));
    symlinkSync("../../../../etc/hostname", join(project.root, "out"));
    symlinkSync("loop", join(project.root, "loop"));
    gitAll(project.root, ["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "links"]);
    const files = await openRevision(fakeIo({ cwd: project.root }).io, project.root, "HEAD");
    const at = (name: string) => join(project.root, name);
    expect(new TextDecoder().decode(await files.readBytes(at("file")))).toBe("inside");
    expect(await files.realPath(at("file"))).toBe(at("real/text"));
    expect(await files.kind(at("folder"))).toBe("directory");
    expect(await files.readBytes(at("out"))).toBeUndefined();
    expect(await files.realPath(at("out"))).not.toContain(project.root);
    expect(await files.realPath(at("loop"))).toBeUndefined();
  });
});
