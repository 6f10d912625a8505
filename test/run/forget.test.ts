import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fakeClock, runCampanile } from "../support/fake-io.ts";
import { dumpBranch, git } from "../support/git.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { createProject, fleetFile, projectFile } from "../support/project.ts";

const people = "id,name\n1,Ada\n2,Bo\n";
const welcome = `campaign: welcome
hub: local
expires: 2099-01-01T00:00:00Z
platform: apple
recipients: { file: people.csv, id: id, user: id }
payload: { aps: { alert: "Hello {{name}}" } }
`;
const files = { "campaigns/welcome.yaml": welcome, "campaigns/people.csv": people };

/** Each command has a clock of its own, and a send may have waited on its: what forgets comes a minute later. */
const clockFor = ([command]: readonly string[]) =>
  fakeClock(Date.parse(command === "ledger" ? "2026-11-24T10:01:00Z" : "2026-11-24T10:00:00Z"));

describe("ledger forget", () => {
  it("destroys the key of the members, keeps what they came to, and sends to nobody again", async () => {
    const { root: cwd, read } = createProject(files);
    const run = (...args: string[]) => runCampanile(args, { cwd, clock: clockFor(args) });
    expect((await run("send", "campaigns/welcome.yaml")).exitCode).toBe(0);
    expect(readdirSync(join(cwd, ".campanile/ledger.jsonl.keys"))).toHaveLength(1);
    const kept = await run("ledger", "forget", "--older-than", "1d");
    expect(kept.stdout).toBe("Nothing is old enough.\n");
    const forgotten = await run("ledger", "forget", "--older-than", "0s");
    expect(forgotten).toMatchObject({
      exitCode: 0,
      stdout: "welcome: the ledger forgot who its 2 people were.\n",
    });
    expect(readdirSync(join(cwd, ".campanile/ledger.jsonl.keys"))).toEqual([]);
    const plan = await run("plan", "campaigns/welcome.yaml");
    expect(plan.stdout).toContain("it was sent to 2 people, and on ");
    expect(plan.stdout).toContain("write revision: 2");
    const before = read(".campanile/ledger.jsonl");
    expect((await run("send", "campaigns/welcome.yaml")).exitCode).toBe(0);
    expect(read(".campanile/ledger.jsonl")).toBe(before);
    expect((await run("ledger", "forget", "--older-than", "0s")).stdout).toBe("Nothing is old enough.\n");
    expect((await run("ledger", "list")).stdout).toContain("2 people: 2 accepted; forgotten on ");
  });

  it("leaves a campaign alone that a run has claimed, whatever its age", async () => {
    const { root: cwd, write } = createProject(files);
    const run = (...args: string[]) => runCampanile(args, { cwd, clock: clockFor(args) });
    await run("send", "campaigns/welcome.yaml");
    const claim = {
      hub: "local",
      campaign: "welcome",
      shard: "2/4",
      run: "another",
      host: "elsewhere",
      pid: 1,
      since: "2026-11-24T10:00:00Z",
      leaseUntilMs: Date.parse("2026-11-24T11:00:00Z"),
    };
    write(`.campanile/ledger.jsonl.claims/${"a".repeat(32)}-1.json`, JSON.stringify(claim));
    const result = await run("ledger", "forget", "--older-than", "0s");
    expect(result.stdout).toBe("Nothing is old enough.\n");
    expect(readdirSync(join(cwd, ".campanile/ledger.jsonl.keys"))).toHaveLength(1);
  });

  it("asks how old, before it opens anything", async () => {
    const { root: cwd } = createProject(files);
    const result = await runCampanile(["ledger", "forget"], { cwd });
    expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--older-than 90d") });
  });

  it("leaves a ledger on a branch without the history that held the key", async () => {
    const remote = createGitRemote();
    const cwd = remote.checkOut();
    mkdirSync(join(cwd, "campaigns"));
    for (const [path, text] of Object.entries({
      ...files,
      "campaigns/fleet.yaml": fleetFile,
      "campanile.yaml": `${projectFile}ledger: { backend: git, branch: memory }\n`,
    }))
      writeFileSync(join(cwd, path), text);
    const run = (...args: string[]) => runCampanile(args, { cwd, clock: clockFor(args) });
    expect((await run("send", "campaigns/welcome.yaml")).exitCode).toBe(0);
    const everything = () => dumpBranch(remote.path, "memory");
    expect(everything()).toContain("memberKey");
    expect((await run("ledger", "forget", "--older-than", "0s")).exitCode).toBe(0);
    expect(everything()).not.toContain("memberKey");
    expect(everything()).toContain('"entry":"forgotten"');
    // The one that forgot has no parent; behind it the claim was given back.
    expect(git(remote.path, "rev-list", "--count", "memory")).toBe("2");
    expect((await run("send", "campaigns/welcome.yaml")).stdout).toContain("the ledger forgot who they were");
  });
});
