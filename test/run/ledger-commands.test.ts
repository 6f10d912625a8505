import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject, projectFile } from "../support/project.ts";
import { accept, startStandInHub } from "../support/stand-in-hub.ts";

const key = "production/news@1/apple";

async function setUp(init: readonly string[] = ["--empty"]) {
  const hub = await startStandInHub();
  const project = createProject();
  const env: Record<string, string> = { HUB: hub.connectionString };
  const run = (...argv: string[]) => runCampanile(argv, { cwd: project.root, env });
  const made = await run("ledger", "init", ...init);
  const send = (...more: string[]) => run("send", "--hub", "production", ...more);
  return { hub, project, env, run, send, made };
}

describe("ledger init", () => {
  it("marks with --baseline what the files say as sent, and leaves the future open", async () => {
    const hub = await startStandInHub();
    const later = campaignFile
      .replace("news", "later")
      .replace("expires: 2099-01-01T00:00:00Z", "schedule: 2099-01-01T00:00:00Z")
      .replace("Hello", "Later");
    const project = createProject({ "campaigns/later.yaml": later });
    const run = (...argv: string[]) =>
      runCampanile(argv, { cwd: project.root, env: { HUB: hub.connectionString } });
    const made = await run("ledger", "init", "--baseline");
    expect(made.stdout).toContain("1 delivery marked as sent");
    expect(made.stdout).toContain("production/later@1/apple (2099-01-01T00:00:00Z)");
    const sent = await run("send", "--hub", "production");
    expect(sent).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("1 waiting, 1 skipped") });
    expect(hub.requests).toHaveLength(0);
  });

  it("makes no baseline of what it cannot read", async () => {
    const project = createProject({ "campaigns/broken.yaml": "campaign: 1" });
    const refused = await runCampanile(["ledger", "init", "--baseline"], { cwd: project.root });
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Mend it first") });
  });

  it("takes one of --empty and --baseline", async () => {
    const { made } = await setUp(["--empty", "--baseline"]);
    expect(made.exitCode).toBe(2);
  });
});

describe("ledger resolve", () => {
  const two = `${campaignFile.replace("platform: apple\npayload: { aps: { alert: Hello } }\n", "")}notifications:
  - { platform: apple, payload: { aps: { alert: Hello } } }
  - { platform: fcmv1, payload: { message: { notification: { title: Hello } } } }
`;

  it.each(["run", "campaign"])("takes a person's word about everything of a %s", async (way) => {
    const { hub, project, run, send } = await setUp();
    project.write("campaigns/news.yaml", two);
    hub.answerWith((_, response) => response.destroy());
    const cut = await send("--format", "json");
    const name = way === "run" ? JSON.parse(cut.stdout).run : "news";
    const resolved = await run(
      "ledger",
      "resolve",
      `--${way}`,
      name,
      "--as",
      "sent",
      "--why",
      "the metrics say so",
    );
    expect(resolved.stdout).toBe(`${key}: sent.\nproduction/news@1/fcmv1: sent.\n`);
    hub.answerWith(accept);
    expect((await send()).stdout).toContain("2 skipped");
    expect((await run("ledger", "resolve", `--${way}`, name, "--as", "sent")).exitCode).toBe(2);
  });

  it("accepts an edit for a whole campaign", async () => {
    const { project, run, send } = await setUp();
    await send();
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Typo mended"));
    expect((await send()).exitCode).toBe(6);
    expect((await run("ledger", "resolve", "--campaign", "news", "--accept-drift")).exitCode).toBe(0);
    expect(await send()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("skipped") });
  });

  it.each([[[]], [[key, "--campaign", "news"]]])(
    "wants to know which delivery is meant: %j",
    async (args) => {
      const { run } = await setUp();
      expect(await run("ledger", "resolve", ...args, "--as", "sent")).toMatchObject({ exitCode: 2 });
    },
  );
});

describe("an edit that nobody made", () => {
  it.each([
    ["by its key", [key]],
    ["by its campaign", ["--campaign", "news"]],
  ])("is not to be accepted %s, and neither is one beside another word", async (_, which) => {
    const { project, run, send } = await setUp();
    await send();
    expect(await run("ledger", "resolve", ...which, "--accept-drift")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("so there is nothing to accept"),
    });
    project.write("campaigns/news.yaml", campaignFile.replace("Hello", "Typo mended"));
    expect(await run("ledger", "resolve", ...which, "--accept-drift", "--as", "unsent")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--as and --accept-drift exclude each other"),
    });
    expect((await run("ledger", "resolve", ...which, "--accept-drift")).exitCode).toBe(0);
  });
});

describe("a name that neither the project nor the ledger knows", () => {
  it.each([
    [["ledger", "list", "--hub", "productoin"], "Did you mean `production`?"],
    [["ledger", "resolve", key, "--hub", "productoin", "--as", "sent"], "Did you mean `production`?"],
    [["ledger", "list", "--campaign", "nws"], "Did you mean `news`?"],
    [["ledger", "resolve", "--campaign", "nws", "--as", "sent"], "Did you mean `news`?"],
    [["ledger", "list", "--run", "nope"], "the ledger knows no run `nope`"],
    [["ledger", "resolve", "--run", "nope", "--as", "sent"], "the ledger knows no run `nope`"],
    [["outcomes", "--campaign", "nws"], "Did you mean `news`?"],
    [["outcomes", "--run", "nope"], "the ledger knows no run `nope`"],
    [["cancel", "nws", "--hub", "production"], "Did you mean `news`?"],
  ])("is a slip: %j", async (argv, message) => {
    const { run, send } = await setUp();
    await send();
    expect(await run(...argv)).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining(message),
    });
  });

  it("is none of a hub, a run or a campaign that has left the project", async () => {
    const { project, run, send } = await setUp();
    const sent = JSON.parse((await send("--format", "json")).stdout);
    project.write("campanile.yaml", projectFile.replace("production:", "live:"));
    project.write("campaigns/news.yaml", campaignFile.replace("news", "other").replace("production", "live"));
    for (const argv of [
      ["--hub", "production"],
      ["--campaign", "news"],
      ["--run", sent.run],
    ])
      expect((await run("ledger", "list", ...argv)).stdout, argv.join(" ")).toContain(key);
    const nothing = await run("cancel", "news", "--hub", "live");
    expect(nothing).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("nothing scheduled of news"),
    });
  });
});

describe("ledger list", () => {
  it("shows of each unknown what helps to decide", async () => {
    const { hub, run, send } = await setUp();
    hub.answerWith((_, response) => response.writeHead(500, { TrackingId: "t-1" }).end());
    await send();
    const { stdout } = await run("ledger", "list", "--unknown");
    expect(stdout).toMatch(/send begun at 2026-11-24T10:00:00Z by run \S+.*, alone in its group/);
    expect(stdout).toContain("tracking id t-1, for Azure support");
    expect(stdout).toContain(`campanile ledger resolve ${key} --as sent`);
  });

  it("filters by status, campaign, run and hub", async () => {
    const { project, run, send } = await setUp();
    project.write("campaigns/later.yaml", campaignFile.replace("news", "later").replace("Hello", "Later"));
    const sent = JSON.parse((await send("campaigns/news.yaml", "--format", "json")).stdout);
    for (const [flag, value] of [
      ["--status", "accepted"],
      ["--campaign", "news"],
      ["--run", sent.run],
      ["--hub", "production"],
    ] as const) {
      expect((await run("ledger", "list", flag, value)).stdout, flag).toContain(key);
    }
    for (const [flag, value] of [
      ["--status", "rejected"],
      ["--campaign", "later"],
      ["--hub", "local"],
    ] as const) {
      expect((await run("ledger", "list", flag, value)).stdout, flag).toBe("Nothing.\n");
    }
    expect((await run("ledger", "list", "--status", "sent")).exitCode).toBe(2);
  });
});

describe("ledger rebind", () => {
  it("says that an alias means another hub from now on", async () => {
    const { project, env, run, send } = await setUp();
    await send();
    project.write("campanile.yaml", projectFile.replace("hub: newsroom", "hub: newsroom-2"));
    expect((await send()).exitCode).toBe(5);
    project.write("campaigns/more.yaml", campaignFile.replace("news", "more").replace("Hello", "More"));
    const refused = await send();
    expect(refused).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("campanile ledger rebind production"),
    });
    const rebound = await run("ledger", "rebind", "production", "--why", "moved");
    expect(rebound).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("production means newsroom-2 at"),
    });
    expect((await send()).stdout).toContain("1 accepted, 1 skipped");
    expect(project.read(".campanile/ledger.jsonl")).toContain('"why":"moved"');
    expect(env["HUB"]).toBeDefined();
  });

  it("gives a new alias what was sent under the old one", async () => {
    const { hub, project, run, send } = await setUp();
    await send();
    project.write("campanile.yaml", projectFile.replace("production:", "live:"));
    project.write("campaigns/news.yaml", campaignFile.replace("production", "live"));
    const refused = await run("send", "--hub", "live");
    expect(refused).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("campanile ledger rebind live --from production"),
    });
    expect(await run("ledger", "rebind", "live")).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("campanile ledger rebind live --from production"),
    });
    expect((await run("ledger", "rebind", "live", "--from", "production")).exitCode).toBe(0);
    expect((await run("send", "--hub", "live")).stdout).toContain("it was sent on");
    expect(hub.requests).toHaveLength(1);
  });

  it("gives an alias that the ledger knows no hub that has another one there", async () => {
    const { hub, project, run, send } = await setUp();
    await send();
    project.write(
      "campanile.yaml",
      `${projectFile.replace("defaultHub", '  live: { hub: other, connectionString: "${HUB}" }\ndefaultHub')}`,
    );
    project.write("campaigns/live.yaml", campaignFile.replace("news", "live").replace("production", "live"));
    expect((await run("send", "--hub", "live")).exitCode).toBe(0);
    project.write(
      "campanile.yaml",
      `${projectFile.replace("defaultHub", '  live: { hub: newsroom, connectionString: "${HUB}" }\ndefaultHub')}`,
    );
    const refused = await run("ledger", "rebind", "live");
    expect(refused).toMatchObject({ exitCode: 5, stderr: expect.not.stringContaining("--from") });
    expect(refused.stderr).toContain("Give the hub its old alias in campanile.yaml");
    expect((await run("ledger", "rebind", "production")).exitCode).toBe(0);
    expect(hub.requests).toHaveLength(2);
  });

  it.each([
    [["nowhere"], "has no hub `nowhere`"],
    [["production", "--from", "staging"], "the ledger knows no hub `staging`"],
    [["production", "--commit"], "there is no commit here"],
  ])("refuses %j", async (args, message) => {
    const { run } = await setUp();
    const refused = await run("ledger", "rebind", ...args);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
  });
});

describe("a ledger that is damaged behind good entries", () => {
  it("plans nothing and previews nothing as if the rest had not been", async () => {
    const { project, run, send } = await setUp();
    expect((await send()).exitCode).toBe(0);
    const path = ".campanile/ledger.jsonl";
    const lines = project.read(path).split("\n");
    project.write(path, [...lines.slice(0, 2), "<<<<<<< HEAD", ...lines.slice(2)].join("\n"));
    for (const line of [
      ["plan", "--hub", "production"],
      ["preview", "--hub", "production", "--ledger", "--out", "preview.html"],
    ])
      expect(await run(...line)).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("line 3") });
  });
});

describe("ledger unlock", () => {
  const claim = (pid: number, host: string, shard?: string) =>
    JSON.stringify({
      hub: "production",
      campaign: "news",
      ...(shard === undefined ? {} : { shard }),
      run: "r-gone",
      host,
      pid,
      since: "2026-11-24T09:55:00.000Z",
      leaseUntilMs: Date.parse("2026-11-24T10:10:00Z"),
    });

  async function holdBy(pid: number, host: string) {
    const made = await setUp();
    const { sha256Hex } = await import("../../src/text/hash.ts");
    const name = `${sha256Hex("production/news").slice(0, 32)}-1.json`;
    made.project.write(`.campanile/ledger.jsonl.claims/${name}`, claim(pid, host));
    return made;
  }

  it("frees a campaign of a run on another host that is gone", async () => {
    const { hub, run, send } = await holdBy(7, "runner-1");
    const held = await send();
    expect(held).toMatchObject({ exitCode: 5, stdout: expect.stringMatching(/CAM5003: .*r-gone/) });
    expect((await run("ledger", "unlock")).stdout).toContain("production/news is held by run r-gone");
    expect((await run("ledger", "unlock", "news", "--hub", "production")).stdout).toContain("taken away");
    expect((await run("ledger", "unlock")).stdout).toBe("No campaign is held.\n");
    expect((await send()).exitCode).toBe(0);
    expect(hub.requests).toHaveLength(1);
  });

  it("takes nothing from a run that is alive, and says when there is nothing", async () => {
    const { hostName } = createNodeIo().processes;
    const { run } = await holdBy(process.ppid, hostName);
    const alive = await run("ledger", "unlock", "news", "--hub", "production");
    expect(alive).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("is alive") });
    expect((await run("ledger", "unlock", "other", "--hub", "production")).exitCode).toBe(2);
  });

  it("takes all shards of a campaign away, or none where one of them is alive", async () => {
    const { project, run } = await setUp();
    const { sha256Hex } = await import("../../src/text/hash.ts");
    const hold = (shard: string, pid: number, host: string) => {
      const name = `${sha256Hex(`production/news ${shard}`).slice(0, 32)}-1.json`;
      project.write(`.campanile/ledger.jsonl.claims/${name}`, claim(pid, host, shard));
    };
    hold("1/2", 7, "runner-1");
    hold("2/2", process.ppid, createNodeIo().processes.hostName);
    const unlock = () => run("ledger", "unlock", "news", "--hub", "production");
    expect((await unlock()).exitCode).toBe(2);
    expect((await run("ledger", "unlock")).stdout.match(/shard/g)).toHaveLength(2);
    hold("2/2", 8, "runner-2");
    expect((await unlock()).stdout.match(/taken away/g)).toHaveLength(2);
    expect((await run("ledger", "unlock")).stdout).toBe("No campaign is held.\n");
  });

  it("is not needed by a run that waits: --lock-timeout ends with the lease at the latest", async () => {
    const { send } = await holdBy(7, "runner-1");
    expect((await send("--lock-timeout", "1m")).exitCode).toBe(5);
    expect(await send("--lock-timeout", "PT20M")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 accepted"),
    });
    expect((await send("--lock-timeout", "soon")).exitCode).toBe(2);
  });
});

describe("ledger merge", () => {
  it.each([
    ["nonsense", "line 1: this line is no entry"],
    ['{"entry":"resolved","at":"2026-11-24T10:00:00Z","key":"k","as":"sent"}', "a run writes no `resolved`"],
  ])("takes nothing but what a run left: %s", async (text, message) => {
    const { project, run } = await setUp();
    writeFileSync(join(project.root, "rescue.jsonl"), `${text}\n`);
    const refused = await run("ledger", "merge", "rescue.jsonl");
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
    expect((await run("ledger", "merge", "missing.jsonl")).exitCode).toBe(2);
  });
});
