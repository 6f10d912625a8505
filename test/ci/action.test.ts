import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { actionFile } from "../../src/commands/scaffold-action.ts";
import { startHub } from "../../src/emulator-api.ts";
import { runCampanile, temporaryFolder } from "../support/fake-io.ts";
import { gitAll } from "../support/git.ts";
import { createProject } from "../support/project.ts";
import { barePath, root, runAction, runScript } from "./run-step.ts";
import { campaignOf, projectFile } from "./support.ts";

const bundle = join(root, ".github/action/campanile.mjs");

describe("the file that the action runs", () => {
  it("is what the sources give", () => {
    const { stdout, stderr } = spawnSync(process.execPath, [".github/build/action.mjs", "--check"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toContain("as committed");
  });

  it("holds the Azure SDK, and does not touch it until a ledger in blobs asks for it", () => {
    const spy = join(temporaryFolder(), "spy.cjs");
    writeFileSync(
      spy,
      `const real = process.env;
process.env = new Proxy(real, { get: (target, name) => {
  if (name === "AZURE_LOG_LEVEL") process.stderr.write("the Azure SDK is awake\\n");
  return target[name];
} });
`,
    );
    const start = (...args: readonly string[]) =>
      spawnSync(process.execPath, ["--require", spy, bundle, ...args], {
        cwd: createProject({
          "campanile.yaml": `hubs:
  local: { emulator: campaigns/fleet.yaml }
defaultHub: local
ledger: { backend: azblob, connectionString: "\${STORAGE}", container: campanile }
`,
          "campaigns/news.yaml":
            "campaign: news\ntags: sports\nplatform: apple\npayload: { aps: { alert: Hi } }\n",
        }).root,
        env: { STORAGE: "no connection string" },
        encoding: "utf8",
      });
    const help = start("--help");
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toContain("test-send");
    const plan = start("plan");
    expect(plan.stderr).toContain("the Azure SDK is awake");
    expect(plan.stderr).toContain("CAM7004");
  });

  it("comes with the licence of every package in it", () => {
    const licences = readFileSync(join(root, ".github/action/LICENSES.txt"), "utf8");
    for (const name of ["undici", "yaml", "handlebars", "commander", "@azure/storage-blob"])
      expect(licences).toMatch(new RegExp(`^(?:.*, )?${name} \\d`, "m"));
  });
});

describe("action.yml", () => {
  it("is what `init` copies, for the script where it stands here", () => {
    expect(readFileSync(join(root, "action.yml"), "utf8")).toBe(actionFile(".github/action/campanile.mjs"));
  });

  it("has no text of anybody in a script, and pins what it uses", () => {
    const text = actionFile("x.mjs");
    const [, script = ""] = /run: \|\n([\s\S]*?)\n {4}- /.exec(text) ?? [];
    expect(script).toContain("node ");
    expect(script).not.toContain("${{");
    for (const [, reference] of text.matchAll(/uses: (\S+)/g)) expect(reference).toMatch(/@[0-9a-f]{40}$/);
  });
});

/** A repository as it is after `campanile init`, with a real hub and a campaign for it. */
async function newsroom() {
  const cwd = temporaryFolder();
  await runCampanile(["init"], { cwd });
  const hub = await startHub({ fleet: { devices: [{ name: "Ada", platform: "apple", tags: ["sports"] }] } });
  onTestFinished(() => hub.stop());
  writeFileSync(join(cwd, "campanile.yaml"), projectFile.replace("newsroom", hub.name));
  writeFileSync(join(cwd, "campaigns/news.yaml"), campaignOf("news", "It's here"));
  const remote = temporaryFolder();
  gitAll(
    cwd,
    ["init", "--quiet", "--bare", remote],
    ["init", "--quiet", "--initial-branch", "main"],
    ["remote", "add", "origin", remote],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "first"],
  );
  const env = {
    HUB: hub.connectionString,
    GITHUB_EVENT_NAME: "schedule",
    GITHUB_REF: "refs/heads/main",
  };
  await runCampanile(["ledger", "init", "--empty"], { cwd, env });
  return { cwd, hub, env, action: join(cwd, ".github/actions/campanile") };
}

describe("the step of the action, by bash on a machine with node and git alone", () => {
  it("reaches the hub within 15 seconds, sends once, and tells it", async () => {
    const { cwd, hub, env, action } = await newsroom();
    const startMs = performance.now();
    const arrival = hub
      .waitFor({ device: "Ada" }, { timeoutMs: 30_000 })
      .then(() => performance.now() - startMs);
    const first = await runAction(action, { cwd, env });
    expect(first).toMatchObject({
      exitCode: 0,
      outputs: { verdict: "sent", accepted: "1", steps: "plan send outcomes" },
    });
    expect(await arrival).toBeLessThan(15_000);
    expect(first.summary).toContain("1 accepted");
    expect(readdirSync(join(cwd, ".campanile/ci")).sort()).toEqual(
      expect.arrayContaining(["campanile.sarif", "junit.xml", "report.html", "report.json", "report.md"]),
    );
    const second = await runAction(action, { cwd, env });
    expect(second).toMatchObject({ exitCode: 0, outputs: { verdict: "nothing-to-send" } });
    expect(hub.messages).toHaveLength(1);
  });

  it("takes inputs for what they are, whatever is in them", async () => {
    const { cwd, env, action } = await newsroom();
    const inputs = {
      mode: "plan",
      hub: 'production"; touch pwned; "',
      files: "campaigns/$(touch pwned).yaml\n`touch pwned`\n--mode\nsend\n* ; touch pwned\n",
      "extra-args": "--strict\n--base\n$(touch pwned)\n",
    };
    const step = await runAction(action, { cwd, env, inputs });
    expect(step).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining('has no hub `production"; touch pwned; "`'),
    });
    const named = await runAction(action, { cwd, env, inputs: { ...inputs, hub: "production" } });
    expect(named).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining("campaigns/$(touch pwned).yaml: there is no such file"),
    });
    expect(readdirSync(cwd)).not.toContain("pwned");
  });

  it("says what is missing on a machine without node", async () => {
    const { cwd, env, action } = await newsroom();
    const step = await runAction(action, { cwd, env, path: barePath("git") });
    expect(step).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining("Put actions/setup-node before this step"),
    });
  });
});

describe("fetch-key.sh", () => {
  const fetchKey = readFileSync(join(root, ".github/action/fetch-key.sh"), "utf8");
  const wanted = { RESOURCE_GROUP: "group", NAMESPACE: "ns", HUB: "newsroom", RULE: "send" };

  /** Stands for the Azure CLI, which needs an account; it notes what it was asked. */
  const withAz = async (answer: string, env: Readonly<Record<string, string>>) => {
    const path = barePath("cat");
    const notes = temporaryFolder();
    writeFileSync(join(notes, "answer"), answer);
    writeFileSync(
      join(path, "az"),
      `#!/bin/sh\necho "$@" >> ${notes}/calls\nif [ "$1" = notification-hub ]; then cat ${notes}/answer; fi\n`,
    );
    chmodSync(join(path, "az"), 0o755);
    const file = join(notes, "env");
    const step = await runScript(fetchKey, { cwd: notes, path, env: { ...env, GITHUB_ENV: file } });
    const read = (name: string) =>
      readdirSync(notes).includes(name) ? readFileSync(join(notes, name), "utf8") : "";
    return { ...step, environment: read("env"), calls: read("calls") };
  };

  it("puts a masked connection string into the environment of later steps", async () => {
    const key = "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=abc=";
    const { exitCode, output, environment, calls } = await withAz(`${key}\n`, wanted);
    expect(exitCode).toBe(0);
    expect(output).toBe(`::add-mask::${key}\n`);
    expect(environment).toBe(`NOTIFICATION_HUB_CONNECTION_STRING=${key}\n`);
    expect(calls).toContain(
      "--resource-group group --namespace-name ns --notification-hub-name newsroom --name send",
    );
  });

  it.each([
    ["nothing", ""],
    ["something else", "None"],
    ["several lines", "Endpoint=sb://a\nPATH=/evil"],
  ])("sets nothing when az answers %s", async (_, answer) => {
    const { exitCode, environment } = await withAz(answer, wanted);
    expect(exitCode).toBe(2);
    expect(environment).toBe("");
  });

  it("says which variable is missing", async () => {
    const { exitCode, output } = await withAz("", { ...wanted, RULE: "" });
    expect(exitCode).not.toBe(0);
    expect(output).toContain("RULE: is not set");
  });

  it("is a script that a plain shell reads", () => {
    expect(execFileSync("sh", ["-n", join(root, ".github/action/fetch-key.sh")], { encoding: "utf8" })).toBe(
      "",
    );
  });
});
