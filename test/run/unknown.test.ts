import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { FileError } from "../../src/model/errors.ts";
import type { Files } from "../../src/model/io.ts";
import { compileScript } from "../support/compile-script.ts";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject } from "../support/project.ts";
import { accept, startStandInHub } from "../support/stand-in-hub.ts";

const key = "production/news@1/apple";

async function createSentProject(env: Readonly<Record<string, string>>) {
  const project = createProject();
  await runCampanile(["ledger", "init"], { cwd: project.root });
  const send = (...more: string[]) =>
    runCampanile(["send", "--hub", "production", ...more], { cwd: project.root, env });
  return { project, send };
}

describe("a send whose answer never came", () => {
  it("is named with exit code 4, is held by the next runs, and waits for a person", async () => {
    const hub = await startStandInHub((_, response) => response.destroy());
    const { project, send } = await createSentProject({ HUB: hub.connectionString });
    const cut = await send();
    expect(cut.exitCode).toBe(4);
    expect(cut.stdout).toContain("unknown");
    expect(hub.requests).toHaveLength(1);
    hub.answerWith(accept);
    const held = await send();
    expect(held).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("ledger list --unknown") });
    expect((await send("--strict")).exitCode).toBe(4);
    expect(hub.requests).toHaveLength(1);
    const list = await runCampanile(["ledger", "list", "--unknown"], { cwd: project.root });
    expect(list.stdout).toContain(key);
    const resolved = await runCampanile(
      ["ledger", "resolve", key, "--as", "unsent", "--why", "nobody got it"],
      { cwd: project.root },
    );
    expect(resolved.exitCode).toBe(0);
    expect((await send()).exitCode).toBe(0);
    expect(hub.requests).toHaveLength(2);
    const story = await runCampanile(["ledger", "show", key], { cwd: project.root });
    expect(story.stdout).toContain("nobody got it");
  });

  it("is skipped when a person says that it went out", async () => {
    const hub = await startStandInHub((_, response) => response.destroy());
    const { project, send } = await createSentProject({ HUB: hub.connectionString });
    await send();
    hub.answerWith(accept);
    await runCampanile(["ledger", "resolve", key, "--as", "sent"], { cwd: project.root });
    const next = await send();
    expect(next.exitCode).toBe(0);
    expect(next.stdout).toContain("skipped");
    expect(hub.requests).toHaveLength(1);
  });

  it("opens the circuit after five in a row: the rest does not leave", async () => {
    const hub = await startStandInHub((_, response) => response.destroy());
    const { project, send } = await createSentProject({ HUB: hub.connectionString });
    for (let index = 0; index < 12; index++) {
      project.write(
        `campaigns/n${index}.yaml`,
        campaignFile.replace("news", `n${index}`).replace("Hello", `Hello ${index}`),
      );
    }
    const cut = await send("--concurrency", "1");
    expect(cut.exitCode).toBe(4);
    expect(cut.stdout).toContain("CAM6001");
    expect(hub.requests).toHaveLength(5);
  });
});

describe("a refusal", () => {
  it("of the signature stops the run, says the cause once, and is sent by the next run", async () => {
    const hub = await startStandInHub((_, response) => response.writeHead(401).end());
    const { project, send } = await createSentProject({ HUB: hub.connectionString });
    project.write("campaigns/more.yaml", campaignFile.replace("news", "more").replace("Hello", "More"));
    const refused = await send("--concurrency", "1");
    expect(refused.exitCode).toBe(3);
    expect(refused.stdout).toContain("CAM6001");
    expect(hub.requests).toHaveLength(1);
    hub.answerWith(accept);
    expect((await send()).exitCode).toBe(0);
    expect(hub.requests).toHaveLength(3);
  });

  it("by a redirect is never followed", async () => {
    const other = await startStandInHub();
    const address = /http:\/\/[^/]+/.exec(other.connectionString)?.[0] ?? "";
    const hub = await startStandInHub((_, response) =>
      response.writeHead(307, { Location: `${address}/newsroom/messages/` }).end(),
    );
    const { send } = await createSentProject({ HUB: hub.connectionString });
    expect((await send()).exitCode).toBe(3);
    expect(hub.requests).toHaveLength(1);
    expect(other.requests).toHaveLength(0);
  });
});

describe("a ledger", () => {
  it("that cannot be written after a send leaves a rescue file and exit code 5", async () => {
    const hub = await startStandInHub();
    const project = createProject();
    await runCampanile(["ledger", "init"], { cwd: project.root });
    const real = createNodeIo().files;
    const files: Files = {
      ...real,
      openAppend: async (path) => {
        const file = await real.openAppend(path);
        return {
          ...file,
          append: async (text) =>
            text.includes('"entry":"outcome"')
              ? Promise.reject(new FileError(path, "ENOSPC", undefined))
              : file.append(text),
        };
      },
    };
    const full = await runCampanile(["send", "--hub", "production"], {
      cwd: project.root,
      env: { HUB: hub.connectionString },
      files,
    });
    expect(full.exitCode).toBe(5);
    expect(full.stdout).toContain("CAM5005");
    const rescue = /\.campanile\/rescue-[\w-]+\.jsonl/.exec(full.stdout)?.[0] ?? "";
    expect(readFileSync(join(project.root, rescue), "utf8")).toContain('"kind":"accepted"');
    for (const argv of [
      ["plan", "--hub", "production"],
      ["ledger", "list", "--unknown"],
    ]) {
      const { exitCode, stderr } = await runCampanile(argv, { cwd: project.root });
      expect(exitCode, argv.join(" ")).toBe(0);
      expect(stderr, argv.join(" ")).toContain(`campanile ledger merge ${rescue}`);
    }
    const inside = await runCampanile(["ledger", "list"], { cwd: join(project.root, "campaigns") });
    expect(inside.stderr).toContain(`campanile ledger merge ${join(project.root, rescue)}`);
    const again = () =>
      runCampanile(["send", "--hub", "production"], {
        cwd: project.root,
        env: { HUB: hub.connectionString },
      });
    const before = await again();
    expect(before.exitCode).toBe(5);
    expect(before.stderr).toContain(`campanile ledger merge ${rescue}`);
    const merged = await runCampanile(["ledger", "merge", rescue], { cwd: project.root });
    expect(merged).toMatchObject({
      exitCode: 0,
      stdout: "1 entry taken into the ledger, 3 were there already.\n",
    });
    expect((await again()).stdout).toContain("it was sent on");
    expect(hub.requests).toHaveLength(1);
  });

  it("that is damaged stops with its line and exit code 5", async () => {
    const hub = await startStandInHub();
    const { project, send } = await createSentProject({ HUB: hub.connectionString });
    await send();
    project.write(
      ".campanile/ledger.jsonl",
      project.read(".campanile/ledger.jsonl").replace('"entry":"intent"', '"entry":"intent'),
    );
    const damaged = await send();
    expect(damaged.exitCode).toBe(5);
    expect(damaged.stderr).toMatch(/CAM5002: .*line 4/);
    expect(hub.requests).toHaveLength(1);
  });

  it("refuses an alias that means another hub now, and a new alias for a known one", async () => {
    const hub = await startStandInHub();
    const other = await startStandInHub();
    const { project, send } = await createSentProject({ HUB: hub.connectionString });
    await send();
    project.write("campaigns/more.yaml", campaignFile.replace("news", "more").replace("Hello", "More"));
    const moved = await runCampanile(["send", "--hub", "production"], {
      cwd: project.root,
      env: { HUB: other.connectionString },
    });
    expect(moved).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("CAM5004") });
    project.write("campanile.yaml", project.read("campanile.yaml").replace("production", "live"));
    project.write("campaigns/more.yaml", campaignFile.replace("news", "more").replace("production", "live"));
    project.write("campaigns/news.yaml", campaignFile.replace("production", "live"));
    const renamed = await runCampanile(["send", "--hub", "live"], {
      cwd: project.root,
      env: { HUB: hub.connectionString },
    });
    expect(renamed).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("the ledger knows as `production`"),
    });
    expect([...hub.requests, ...other.requests]).toHaveLength(1);
  });

  it("knows no delivery of another name, and suggests the nearest", async () => {
    const hub = await startStandInHub();
    const { project, send } = await createSentProject({ HUB: hub.connectionString });
    await send();
    const asked = await runCampanile(["ledger", "show", "production/news@1/aple"], { cwd: project.root });
    expect(asked).toMatchObject({
      exitCode: 5,
      stderr: expect.stringMatching(/CAM5006[\s\S]*production\/news@1\/apple/),
    });
  });
});

describe("a process that is killed while the hub is silent", () => {
  let cli: Awaited<ReturnType<typeof compileScript>>;
  beforeAll(async () => {
    cli = await compileScript("run-cli.ts");
    return cli.remove;
  });

  it("ends with 130 within seconds when it is asked to stop, and what was in flight is recorded", async () => {
    const { project, child, ended } = await startSilentSend(cli.path);
    child.kill("SIGTERM");
    // Something may have gone out, which is worse to know than that the run was stopped.
    expect(await ended).toBe(4);
    expect(project.read(".campanile/ledger.jsonl")).toContain('"kind":"unknown"');
  }, 20_000);

  it("leaves a ledger that opens; the delivery is held and not posted again", async () => {
    const { hub, send, child, ended } = await startSilentSend(cli.path);
    child.kill("SIGKILL");
    await ended;
    hub.answerWith(accept);
    const held = await send();
    expect(held.exitCode).toBe(0);
    expect(held.stdout).toContain("ended without an outcome");
    expect(hub.requests).toHaveLength(1);
  }, 20_000);

  it("lets a second process that comes meanwhile send nothing", async () => {
    const { hub, send, child, ended } = await startSilentSend(cli.path);
    const second = await send();
    expect(second.stdout).toContain("another run is sending it right now");
    expect(hub.requests).toHaveLength(1);
    child.kill("SIGKILL");
    await ended;
  }, 20_000);
});

/** A process that has posted its first delivery to a hub which never answers. */
async function startSilentSend(script: string) {
  let arrived: () => void = () => undefined;
  const arrival = new Promise<void>((done) => {
    arrived = done;
  });
  const hub = await startStandInHub(() => arrived());
  const { project, send } = await createSentProject({ HUB: hub.connectionString });
  const child = spawn(process.execPath, [script, "send", "--hub", "production"], {
    cwd: project.root,
    env: { ...process.env, HUB: hub.connectionString, CI: "" },
    stdio: "ignore",
  });
  const ended = new Promise((done) => child.on("exit", done));
  await arrival;
  return { hub, project, send, child, ended };
}
