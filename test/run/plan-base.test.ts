import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Changes } from "../../src/model/change.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { commitAll, git, gitAll } from "../support/git.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { createProject, type TestProject } from "../support/project.ts";

const news = `campaign: news
hub: local
tags: sports
payload: { aps: { alert: { title: Hello Ada, body: The match begins at noon } } }
platform: apple
`;
const android = `campaign: alarm
hub: local
tags: sports
platform: fcmv1
payloadFile: alarm.json
`;
const alarm = '{"message":{"notification":{"title":"Alarm"},"data":{"n":"3"}}}';

/** A checkout on a branch of its own, with two campaigns on `main`. */
function createCheckout(files: Readonly<Record<string, string>> = {}): TestProject {
  const project = createProject({
    "campaigns/news.yaml": news,
    "campaigns/alarm.yaml": android,
    "campaigns/alarm.json": alarm,
    ".gitignore": ".campanile/\n",
    ...files,
  });
  gitAll(
    project.root,
    ["init", "--quiet", "--initial-branch", "main"],
    ["add", "."],
    ["commit", "--quiet", "--message", "first"],
    ["checkout", "--quiet", "-b", "work"],
  );
  return project;
}

let commits = 0;

function commit({ root }: TestProject): void {
  // Two commits of one second and one tree would be one.
  commitAll(root, `more ${++commits}`);
}

async function plan(cwd: string, ...args: readonly string[]) {
  return await runCampanile(["plan", "--hub", "local", "--base", "main", ...args], { cwd });
}

async function changesOf(project: TestProject, ...args: readonly string[]): Promise<Changes> {
  const { stdout, stderr } = await plan(project.root, "--format", "json", ...args);
  const document: { readonly changes?: Changes } = JSON.parse(stdout);
  if (document.changes === undefined) throw new Error(`no changes: ${stderr}`);
  return document.changes;
}

/** `changed news/apple: content aps.alert.title`. */
async function outline(project: TestProject, ...args: readonly string[]): Promise<readonly string[]> {
  const { notifications } = await changesOf(project, ...args);
  return notifications.map(({ kind, campaign, id, former, differences }) => {
    const was = former === undefined ? "" : ` (was ${former.campaign}/${former.id})`;
    const told =
      kind === "changed"
        ? differences.map(({ aspect, path }) => (path === undefined ? aspect : `${aspect} ${path}`))
        : [];
    return `${kind} ${campaign}/${id}${was}${told.length === 0 ? "" : `: ${told.join(", ")}`}`;
  });
}

describe("plan --base, of a file that is written in another way,", () => {
  it.each<[string, (project: TestProject) => void]>([
    [
      "in another order, with a comment",
      ({ write }) =>
        write("campaigns/news.yaml", `# why\n${news.trimEnd().split("\n").reverse().join("\n\n")}\n`),
    ],
    [
      "with quotes and blocks",
      ({ write }) =>
        write(
          "campaigns/news.yaml",
          news
            .replace("tags: sports", 'tags: "sports"')
            .replace(
              /payload: .*/,
              "payload:\n  aps:\n    alert:\n      body: 'The match begins at noon'\n      title: >-\n        Hello\n        Ada",
            ),
        ),
    ],
    [
      "with an anchor",
      ({ write }) =>
        write(
          "campaigns/news.yaml",
          news
            .replace("hub: local", "hub: &h local")
            .replace("platform: apple", "platform: apple\nproperties: { h: *h }"),
        ),
    ],
    [
      "with a list of one",
      ({ write }) => write("campaigns/news.yaml", news.replace("tags: sports", "tags: [sports]")),
    ],
    [
      "with a payload in a file",
      ({ write }) => {
        write(
          "campaigns/news.json",
          '{"aps":{"alert":{"title":"Hello Ada","body":"The match begins at noon"}}}',
        );
        write("campaigns/news.yaml", news.replace(/payload: .*/, "payloadFile: news.json"));
      },
    ],
    [
      "in another file",
      ({ root }) => renameSync(join(root, "campaigns/news.yaml"), join(root, "campaigns/moved.yaml")),
    ],
    [
      "with a payload file in another layout",
      ({ write }) => write("campaigns/alarm.json", JSON.stringify(JSON.parse(alarm), null, 4)),
    ],
  ])("tells no change: %s", async (_, edit) => {
    const project = createCheckout();
    edit(project);
    expect(await changesOf(project)).toMatchObject({
      notifications: [],
      settings: [],
      unchanged: 2,
      notes: [],
    });
    const { stdout } = await plan(project.root);
    expect(stdout).toContain(
      "\nChanges against main: nothing that a device gets, with 2 notifications the same.\n",
    );
  });
});

describe("plan --base", () => {
  it("tells the words that changed, whom it is for, and of how many devices of the fleet", async () => {
    const project = createCheckout();
    project.write(
      "campaigns/news.yaml",
      news.replace("Ada", "Bob").replace("tags: sports", "tags: sports || testers"),
    );
    const { stdout } = await plan(project.root);
    expect(stdout).toContain("Changes against main: 1 changed; 1 notification the same.");
    expect(stdout).toContain("  changed  news/apple  everyone tagged sports or testers\n");
    expect(stdout).toMatch(/\n {4}for \d of \d devices of the emulator's fleet/);
    expect(stdout).toContain("\n    audience  everyone tagged sports{+ or testers+}\n");
    expect(stdout).toContain("\n    aps.alert.title  Hello {-Ada-}{+Bob+}\n");
    expect(stdout).toContain("\n    → send: it has not been sent\n");
    expect(stdout).not.toMatch(/reach/i);
  });

  it("compares what is not committed yet as well, and what main got since is no change", async () => {
    const project = createCheckout();
    git(project.root, "checkout", "--quiet", "main");
    project.write("campaigns/later.yaml", news.replace("news", "later").replace("Ada", "Cleo"));
    project.write("campaigns/news.yaml", news.replace("noon", "one"));
    commit(project);
    git(project.root, "checkout", "--quiet", "work");
    expect(await outline(project)).toEqual([]);
    project.write("campaigns/news.yaml", news.replace("Ada", "Bob"));
    expect(await outline(project)).toEqual(["changed news/apple: content aps.alert.title"]);
    commit(project);
    expect(await outline(project)).toEqual(["changed news/apple: content aps.alert.title"]);
  });

  it("tells what is new, gone and renamed", async () => {
    const project = createCheckout();
    rmSync(join(project.root, "campaigns/news.yaml"));
    project.write("campaigns/alarm.yaml", android.replace("campaign: alarm", "campaign: siren"));
    project.write("campaigns/other.yaml", news.replace("news", "other").replace("Hello", "Bye"));
    expect(await outline(project)).toEqual([
      "gone news/apple",
      "new other/apple",
      "renamed siren/fcmv1 (was alarm/fcmv1)",
    ]);
  });

  it("tells of a platform more that it is new, and that the others are the same", async () => {
    const project = createCheckout();
    const [head, rest] = [news.split("\n").slice(0, 3).join("\n"), news.split("\n").slice(3, 5)];
    project.write(
      "campaigns/news.yaml",
      `${head}\nnotifications:\n  - ${rest.join("\n    ")}\n  - platform: fcmv1\n    payload: { message: { notification: { title: Hello } } }\n`,
    );
    expect(await changesOf(project)).toMatchObject({
      unchanged: 2,
      notifications: [{ kind: "new", id: "fcmv1", fleet: { hub: "local", after: expect.any(Number) } }],
    });
  });

  it("tells a change in a payload file, and one of properties by what they come to", async () => {
    const project = createCheckout({
      "campaigns/news.yaml": `${news.replace("Hello Ada", "'Hello {{who}}'")}properties: { who: Ada, unused: 1 }\n`,
    });
    project.write("campaigns/alarm.json", alarm.replace('"3"', '"4"'));
    project.write(
      "campaigns/news.yaml",
      `${news.replace("Hello Ada", "'Hello {{who}}'")}properties: { who: Bob, unused: 2 }\n`,
    );
    expect(await outline(project)).toEqual([
      "changed alarm/fcmv1: content message.data.n",
      "changed news/apple: content aps.alert.title",
    ]);
  });

  it("tells times, headers, the revision, the hub and what becomes of an unknown", async () => {
    const project = createCheckout();
    project.write(
      "campaigns/news.yaml",
      `${news.replace("hub: local", "hub: [production, local]")}schedule: 2026-11-25T10:00:00Z
expires: PT2H
revision: 3
onUnknown: assume-sent
headers: { apns-priority: 5 }
`,
    );
    expect(await outline(project)).toEqual([
      "changed news/apple: hub, schedule, expires, revision, onUnknown, header apns-priority",
    ]);
  });

  it("tells what the project file changed for every campaign", async () => {
    const project = createCheckout();
    project.write(
      "campanile.yaml",
      `${project.read("campanile.yaml")}ledger: { backend: file, path: other.jsonl }\n`,
    );
    const { stdout } = await plan(project.root);
    expect(stdout).toContain("with 2 notifications the same; 1 setting of the project.");
    expect(stdout).toMatch(/\n {2}ledger {2}the file .*other\.jsonl/);
  });

  it("says that an edit of what was sent is refused until the revision is raised, and then who gets it again", async () => {
    const project = createCheckout();
    await runCampanile(["send", "--hub", "local"], { cwd: project.root });
    project.write("campaigns/news.yaml", news.replace("Ada", "Bob"));
    const refused = await plan(project.root);
    expect(refused.exitCode).toBe(6);
    expect(refused.stdout).toContain("1 changed (sent already); 1 notification the same.");
    expect(refused.stdout).toContain(
      "→ refuse: it was edited after it was sent on 2026-11-24; refused until revision is raised to 2\n",
    );
    project.write("campaigns/news.yaml", `${news.replace("Ada", "Bob")}revision: 2\n`);
    const raised = await plan(project.root);
    expect(raised.exitCode).toBe(0);
    expect(raised.stdout).toContain(
      "as local/news@1/apple: who has it and is among everyone tagged sports gets it again\n",
    );
  });

  it("says what the ledger makes of a rename and of a deletion", async () => {
    const project = createCheckout();
    await runCampanile(["send", "--hub", "local"], { cwd: project.root });
    project.write("campaigns/news.yaml", news.replace("campaign: news", "campaign: headlines"));
    rmSync(join(project.root, "campaigns/alarm.yaml"));
    const { stdout } = await plan(project.root);
    expect(stdout).toContain("headlines/apple (was news/apple)");
    expect(stdout).toContain("→ refuse: it looks sent as local/news@1/apple on 2026-11-24\n");
    expect(stdout).toContain("→ it was sent on 2026-11-24: a device that has it keeps it\n");
  });

  it("says of a hub whose last campaign is gone what waits there", async () => {
    const project = createCheckout({ "campaigns/alarm.yaml": "" });
    rmSync(join(project.root, "campaigns/alarm.yaml"));
    commit(project);
    git(project.root, "branch", "--force", "main");
    rmSync(join(project.root, "campaigns/news.yaml"));
    const { stdout } = await runCampanile(["plan", "--base", "main"], { cwd: project.root });
    expect(stdout).toContain("gone  news/apple");
    expect(stdout).toContain("→ it was not sent, and will not be\n");
  });

  it("compares neither what has errors now nor what nobody asked for", async () => {
    const project = createCheckout();
    project.write("campaigns/news.yaml", `${news}oops: 1\n`);
    project.write("campaigns/alarm.json", alarm.replace("Alarm", "Fire"));
    expect(await changesOf(project)).toMatchObject({
      notifications: [{ campaign: "alarm" }],
      notes: ["Not compared, since they have errors: campaigns/news.yaml."],
    });
    project.write("campaigns/news.yaml", news);
    expect(await outline(project, "campaigns/news.yaml")).toEqual([]);
  });

  it("says that what had errors then looks new", async () => {
    const project = createCheckout({ "campaigns/news.yaml": `${news}oops: 1\n` });
    project.write("campaigns/news.yaml", news);
    expect(await changesOf(project)).toMatchObject({
      notifications: [{ kind: "new", campaign: "news" }],
      notes: ["These had errors at main, so what is in them looks new: campaigns/news.yaml."],
    });
  });

  it("says that the project had errors where HEAD left the branch, though they are mended there", async () => {
    const project = createCheckout({ "campanile.yaml": "hubs: [1\n" });
    git(project.root, "checkout", "--quiet", "main");
    project.write("campanile.yaml", createProject().read("campanile.yaml"));
    const mended = commitAll(project.root, "mended");
    gitAll(project.root, ["checkout", "--quiet", "work"], ["checkout", "--quiet", mended, "campanile.yaml"]);
    const { notes } = await changesOf(project);
    expect(notes).toEqual([expect.stringContaining("campanile.yaml has errors where HEAD left main")]);
  });

  it("says that there was no project then", async () => {
    const project = createCheckout();
    gitAll(
      project.root,
      ["checkout", "--quiet", "main"],
      ["rm", "--quiet", "--cached", "campanile.yaml"],
      ["commit", "--quiet", "--message", "no project"],
      ["checkout", "--quiet", "-B", "work"],
    );
    expect(await changesOf(project)).toMatchObject({
      notifications: [{ kind: "new" }, { kind: "new" }],
      settings: [],
      notes: ["There was no campanile.yaml at main, so everything is new."],
    });
  });

  it("finds a project in a folder of the repository, from wherever it runs", async () => {
    const project = createCheckout({ "site/x.txt": "" });
    const below = createCheckout();
    mkdirSync(join(project.root, "push"));
    for (const path of ["campanile.yaml", "campaigns/fleet.yaml", "campaigns/news.yaml"])
      project.write(`push/${path}`, below.read(path));
    commit(project);
    git(project.root, "branch", "--force", "main");
    project.write("push/campaigns/news.yaml", news.replace("Ada", "Bob"));
    const { stdout } = await plan(project.root, "--config", "push/campanile.yaml", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      changes: { unchanged: 0, notifications: [{ kind: "changed", file: "push/campaigns/news.yaml" }] },
    });
  });
});

describe("plan --base, of recipients,", () => {
  const people = `campaign: bill
hub: local
platform: apple
recipients: { file: people.csv, id: id, user: id, columns: [name] }
payload: { aps: { alert: "Dear {{name}}" } }
`;

  it("compares the template, and shows no person of the file", async () => {
    const project = createCheckout({
      "campaigns/bill.yaml": people,
      "campaigns/people.csv": "id,name\n1,Ann\n",
    });
    project.write("campaigns/people.csv", "id,name\n7,Zoe\n");
    expect(await outline(project)).toEqual([]);
    project.write("campaigns/bill.yaml", people.replace("Dear", "Hello"));
    const { stdout } = await plan(project.root);
    expect(stdout).toContain("\n    template of aps.alert  {-Dear-}{+Hello+} \\{{name}}\n".replace("\\", ""));
    expect(stdout).not.toMatch(/Ann|Zoe/);
  });

  it("takes a file that is kept out of git for the same then and now", async () => {
    const project = createCheckout({
      "campaigns/bill.yaml": people,
      ".gitignore": ".campanile/\npeople.csv\n",
      "campaigns/people.csv": "id,name\n1,Ann\n",
    });
    expect(await changesOf(project)).toMatchObject({ notifications: [], unchanged: 3, notes: [] });
  });

  it("shows a sample that is made up as it is rendered", async () => {
    const sampled = people.replace("columns: [name]", "columns: [name], sample: [{ id: 1, name: Sam }]");
    const project = createCheckout({ "campaigns/bill.yaml": sampled });
    project.write(
      "campaigns/bill.yaml",
      sampled.replace("Dear", "Hello").replace("user: id", "installation: id"),
    );
    const { stdout } = await plan(project.root);
    expect(stdout).toContain("\n    aps.alert  {-Dear-}{+Hello+} Sam\n");
    expect(stdout).toMatch(/\n {4}recipients address {2}/);
  });
});

describe("plan --base, in reports,", () => {
  it("stands in the comment short first, in the page, and in the JSON", async () => {
    const project = createCheckout();
    project.write("campaigns/news.yaml", news.replace("Ada", "<b>*Bob*</b> @all"));
    const files = ["markdown=r.md", "html=r.html", "json=r.json", "pretty=r.txt"];
    const { stdout } = await plan(
      project.root,
      "--format",
      "markdown",
      ...files.flatMap((file) => ["--report", file]),
    );
    expect(project.read("r.md")).toContain("### Changes against main");
    expect(stdout).toContain("- **changed** news/apple to everyone tagged sports: aps.alert.title\n");
    expect(stdout).toContain("<details><summary>What changes (1)</summary>");
    expect(stdout).toContain("aps.alert.title: Hello <del>Ada</del><ins>&lt;b&gt;");
    expect(stdout).not.toMatch(/<b>|@all|(?<!\\)\*Bob/);
    expect(project.read("r.html")).toMatch(/<dd>Hello <del>Ada<\/del><ins>&lt;b&gt;/);
    expect(JSON.parse(project.read("r.json"))).toMatchObject({ version: 1, changes: { base: "main" } });
    expect(project.read("r.txt")).toContain("Changes against main: 1 changed");
  });

  it("is no part of a saved plan, which says what is sent", async () => {
    const project = createCheckout();
    await plan(project.root, "--out", "plan.json");
    expect(Object.keys(JSON.parse(readFileSync(join(project.root, "plan.json"), "utf8")))).toEqual([
      "version",
      "plans",
    ]);
  });
});

describe("a revision that is not there", () => {
  it.each<[string, string, RegExp]>([
    [
      "nope",
      "nope",
      /git knows no revision nope here\n {2}hint: .*git fetch origin nope:refs\/remotes\/origin\/nope/,
    ],
    ["one of a remote", "origin/nope", /git fetch origin nope:refs\/remotes\/origin\/nope/],
    ["one to be worked out", "HEAD~7", /git knows no revision HEAD~7 here\n {2}hint: Check its name\./],
    ["an option", "--output=x", /no revision begins with a dash/],
    ["nothing", "", /--base names no revision/],
    ["a range", "main..HEAD", /git knows no revision/],
    ["a file of HEAD", "HEAD:campanile.yaml", /git knows no revision/],
  ])("is a mistake of the command line: %s", async (_, ref, message) => {
    const { root } = createCheckout();
    const { exitCode, stderr, stdout } = await runCampanile(["plan", `--base=${ref}`], { cwd: root });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  it("is a mistake where there is no git checkout", async () => {
    const { root } = createProject();
    const { exitCode, stderr } = await plan(root);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("this project is in no git checkout");
  });

  it("is told of a shallow clone with the command that fetches it, and is found after that", async () => {
    const remote = createGitRemote();
    const full = remote.checkOut();
    const { root } = createProject({ "campaigns/news.yaml": news });
    for (const path of ["campanile.yaml", "campaigns/fleet.yaml", "campaigns/news.yaml"]) {
      mkdirSync(join(full, "campaigns"), { recursive: true });
      renameSync(join(root, path), join(full, path));
    }
    gitAll(
      full,
      ["add", "."],
      ["commit", "--quiet", "--message", "campaigns"],
      ["push", "--quiet", "origin", "HEAD:refs/heads/main", "HEAD:refs/heads/release"],
    );
    const shallow = join(temporaryFolder(), "clone");
    git(full, "clone", "--quiet", "--depth", "1", "--branch", "main", remote.url, shallow);
    const run = (ref: string) => runCampanile(["plan", "--hub", "local", "--base", ref], { cwd: shallow });
    const missing = await run("release");
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain("this shallow clone has no revision release");
    const command = /git (fetch .*)$/m.exec(missing.stderr)?.[1] ?? "";
    expect(command).toBe("fetch --unshallow origin release:refs/remotes/origin/release");
    git(shallow, ...command.split(" "));
    expect((await run("release")).stdout).toContain("Changes against release: nothing that a device gets");
  });

  it("may be known of the remote alone, as in CI", async () => {
    const project = createCheckout();
    gitAll(
      project.root,
      ["update-ref", "refs/remotes/origin/main", "main"],
      ["branch", "--quiet", "-D", "main"],
    );
    expect(await changesOf(project)).toMatchObject({ base: "main", unchanged: 2 });
  });

  it("is compared as it is, and that is said, when it has no commit in common with HEAD", async () => {
    const project = createCheckout();
    git(project.root, "checkout", "--quiet", "--orphan", "alone");
    commit(project);
    expect((await changesOf(project)).notes).toEqual([
      "Compared with main as it is now: it has no commit in common with HEAD.",
    ]);
  });
});
