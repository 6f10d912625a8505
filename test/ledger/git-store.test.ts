import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Processes } from "../../src/model/io.ts";
import { runCampanile } from "../support/fake-io.ts";
import { git, gitAll } from "../support/git.ts";
import { createGitRemote, type GitRemote } from "../support/git-remote.ts";
import { branch, line, storeOn, write } from "./git-support.ts";
import { logIn, realIo } from "./support.ts";

/** All that a person would notice in a checkout. */
function look(directory: string) {
  return {
    told: gitAll(
      directory,
      ["for-each-ref"],
      ["status", "--porcelain"],
      ["ls-files", "--stage"],
      ["rev-parse", "--is-shallow-repository"],
    ),
    head: readFileSync(join(directory, ".git/HEAD"), "utf8"),
    files: readdirSync(directory).sort(),
    config: readFileSync(join(directory, ".git/config"), "utf8"),
    fetchHead: readdirSync(join(directory, ".git")).includes("FETCH_HEAD"),
  };
}

async function use(directory: string): Promise<void> {
  const store = storeOn(directory);
  await logIn(store);
  await store.createLog(line("ledger"));
  const version = await write(store, "{}", undefined);
  await store.appendLog(line("run"), [{ name: "a", text: "{}", version: version ?? "" }]);
  await write(store, undefined, version);
}

describe("a ledger on a branch", () => {
  it.each([
    ["a full checkout", {}, []],
    ["a shallow checkout", { depth: 1 }, []],
    ["a detached HEAD", {}, ["checkout", "--quiet", "--detach", "HEAD~1"]],
  ] as const)("touches nothing else: %s", async (_, options, args) => {
    const remote = createGitRemote();
    const directory = remote.checkOut(options);
    if (args.length > 0) git(directory, ...args);
    writeFileSync(join(directory, "draft.txt"), "mine");
    const before = look(directory);
    await use(directory);
    await use(remote.checkOut({ depth: 1 }));
    const store = storeOn(directory);
    expect(await logIn(store)).toBe(line("ledger") + line("run") + line("run"));
    expect(look(directory)).toEqual(before);
  });

  it("is an orphan with a page that says what it is", async () => {
    const remote = createGitRemote();
    await use(remote.checkOut());
    expect(git(remote.path, "rev-list", "--max-parents=0", "--count", branch)).toBe("1");
    expect(git(remote.path, "ls-tree", "--name-only", branch).split("\n")).toEqual([
      "README.md",
      "ledger.jsonl",
    ]);
    expect(git(remote.path, "show", `${branch}:README.md`)).toContain("the memory of what was sent");
    expect(git(remote.path, "log", "--format=%an <%ae> %s", branch).split("\n")).toContain(
      "Campanile <campanile@localhost> 1 run",
    );
  });

  it("is missing only when the remote says so, whatever local refs say", async () => {
    const remote = createGitRemote();
    const directory = remote.checkOut();
    gitAll(directory, ["branch", branch], ["update-ref", `refs/remotes/origin/${branch}`, "HEAD"]);
    expect(await logIn(storeOn(directory))).toBeUndefined();
    rmSync(remote.path, { recursive: true });
    await expect(logIn(storeOn(directory))).rejects.toMatchObject({
      name: "WorldError",
      code: "CAM5007",
      exitCode: 5,
    });
  });

  it("goes on from another's writes, and gives way to nobody's claim", async () => {
    const remote = createGitRemote();
    const [one, two] = [storeOn(remote.checkOut()), storeOn(remote.checkOut())];
    await one.createLog(line("ledger"));
    expect(await two.createLog(line("other"))).toBe(false);
    await Promise.all([one, two].map((store, index) => store.appendLog(line(`run${index}`), [])));
    expect((await logIn(one))?.split("\n").sort()).toEqual(
      ["", line("ledger"), line("run0"), line("run1")].map((text) => text.trim()).sort(),
    );
    const version = await write(one, "one", undefined);
    expect(await write(two, "two", undefined)).toBeUndefined();
    expect(await write(two, "two", version)).toBeDefined();
    expect(await one.appendLog(line("intent"), [{ name: "a", text: "one", version: version ?? "" }])).toEqual(
      ["a"],
    );
  });

  it("takes nothing along of what the team has set for its own pushes and fetches", async () => {
    const remote = createGitRemote();
    const directory = remote.checkOut();
    const settings = { "push.followTags": "true", "fetch.prune": "true", "fetch.pruneTags": "true" };
    gitAll(
      directory,
      ...Object.entries(settings).map(([name, value]) => ["config", name, value]),
      ["tag", "--annotate", "draft", "--message", "not for others yet"],
      ["update-ref", "refs/remotes/origin/gone", "HEAD"],
    );
    const before = look(directory);
    await use(directory);
    await use(remote.checkOut());
    await use(directory);
    expect(look(directory)).toEqual(before);
    expect(git(remote.path, "for-each-ref", "--format=%(refname)").split("\n")).toEqual([
      `refs/heads/${branch}`,
      "refs/heads/main",
    ]);
  });

  it("takes a branch of that name that holds something else for no ledger", async () => {
    const remote = createGitRemote();
    git(remote.path, "branch", branch, "main");
    const store = storeOn(remote.checkOut());
    expect(await store.createLog(line("ledger"))).toBe(false);
    await expect(logIn(store)).rejects.toMatchObject({ code: "CAM5001" });
    await expect(store.appendLog(line("run"), [])).rejects.toMatchObject({ code: "CAM5001" });
  });

  it("takes and reads the claims of many campaigns with a handful of commands", async () => {
    const remote = createGitRemote();
    let commands = 0;
    const counting: Processes = {
      ...realIo.processes,
      run: (...call) => {
        commands++;
        return realIo.processes.run(...call);
      },
    };
    const store = storeOn(remote.checkOut(), counting);
    await store.createLog(line("ledger"));
    const names = Array.from({ length: 300 }, (_, index) => `c${index}`);
    const textOf = (name: string) => `{"campaign":"${name} ä 🎉"}\n\n${name}`;
    await store.writeClaims(names.map((name) => ({ name, text: textOf(name), expected: undefined })));
    const claims = await storeOn(remote.checkOut(), counting).readClaims();
    expect(new Map(claims.map(({ name, text }) => [name, text]))).toEqual(
      new Map(names.map((name) => [name, textOf(name)])),
    );
    expect(commands).toBeLessThan(20);
  });
});

describe("a project with its ledger on a branch", () => {
  function createProject(remote: GitRemote): string {
    const directory = remote.checkOut({ depth: 1 });
    const files = {
      "campanile.yaml": "hubs:\n  local: { emulator: fleet.yaml }\nledger: { backend: git }\n",
      "fleet.yaml": "devices: [{ name: A, platform: apple, tags: [sports] }]\n",
      "news.yaml": "campaign: news\ntags: sports\nplatform: apple\npayload: { aps: { alert: Hi } }\n",
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    return directory;
  }

  it("remembers between checkouts what was sent", async () => {
    const remote = createGitRemote();
    const env = { CI: "true" };
    const send = (cwd: string) => runCampanile(["send", "news.yaml", "--hub", "local"], { cwd, env });
    expect(await send(createProject(remote))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 accepted"),
    });
    expect(await send(createProject(remote))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 skipped"),
    });
  });

  it("shows a plan where the ledger is out of reach, and says that what was sent is not known here", async () => {
    const remote = createGitRemote();
    const cwd = createProject(remote);
    rmSync(remote.path, { recursive: true });
    const plan = await runCampanile(["plan", "news.yaml"], { cwd });
    expect(plan).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("not known here") });
    expect(plan.stderr).toContain("what was sent is not known here");
    expect((await runCampanile(["send", "news.yaml"], { cwd })).exitCode).toBe(5);
  });
});
