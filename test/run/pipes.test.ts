import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { compileScript } from "../support/compile-script.ts";
import { runCampanile } from "../support/fake-io.ts";
import { campaignFile, createProject, type TestProject } from "../support/project.ts";
import { startStandInHub } from "../support/stand-in-hub.ts";
import { until } from "../support/until.ts";

let cli: Awaited<ReturnType<typeof compileScript>>;

beforeAll(async () => {
  cli = await compileScript("run-cli.ts");
}, 60_000);

afterAll(() => cli.remove());

interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

function ending(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => child.once("close", (exitCode, signal) => resolve({ exitCode, signal })));
}

/** A descriptor that takes no writing, as a full disk does. */
function readOnly(project: TestProject): number {
  const descriptor = openSync(join(project.root, "campanile.yaml"), "r");
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

describe("a reader that goes away", () => {
  it.each(["stdout", "stderr"] as const)("ends no send: %s is closed at once", async (name) => {
    const hub = await startStandInHub();
    const more = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [
        `campaigns/c${index}.yaml`,
        campaignFile.replace("news", `c${index}`).replace("Hello", `Hello ${index}`),
      ]),
    );
    const project = createProject(more);
    await runCampanile(["ledger", "init"], { cwd: project.root });
    const child = spawn(process.execPath, [cli.path, "send", "--hub", "production", "--debug"], {
      cwd: project.root,
      env: { PATH: process.env["PATH"] ?? "", HUB: hub.connectionString },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child[name].destroy();
    for (const stream of [child.stdout, child.stderr]) stream.resume();
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    expect(exitCode).toBe(0);
    expect(hub.requests).toHaveLength(7);
    expect(project.read(".campanile/ledger.jsonl").match(/"kind":"accepted"/g)).toHaveLength(7);
    expect(readdirSync(join(project.root, ".campanile/reports"))).toHaveLength(1);
  });
});

describe("an output that cannot be written", () => {
  it.each(["stdout", "stderr"] as const)("ends no send, and is no success: %s", async (name) => {
    const hub = await startStandInHub();
    const project = createProject();
    await runCampanile(["ledger", "init"], { cwd: project.root });
    const broken = readOnly(project);
    const child = spawn(process.execPath, [cli.path, "send", "--hub", "production", "--debug"], {
      cwd: project.root,
      env: { PATH: process.env["PATH"] ?? "", HUB: hub.connectionString },
      stdio: ["ignore", name === "stdout" ? broken : "pipe", name === "stderr" ? broken : "pipe"],
    });
    let told = "";
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      told += chunk;
    });
    child.stdout?.resume();
    expect(await ending(child)).toEqual({ exitCode: 2, signal: null });
    expect(hub.requests).toHaveLength(1);
    expect(project.read(".campanile/ledger.jsonl")).toContain('"kind":"accepted"');
    if (name === "stdout") expect(told).toMatch(/campanile: stdout: E\w+\n {2}hint: The result could not/);
    expect(told).not.toMatch(/\n\s+at /);
  });
});

describe("a signal", () => {
  it("is left to the system until a command listens", () => {
    const before = process.listenerCount("SIGINT");
    const io = createNodeIo();
    expect(process.listenerCount("SIGINT")).toBe(before);
    expect(io.stop.aborted).toBe(false);
    expect(io.stop).toBe(io.stop);
    expect(process.listenerCount("SIGINT")).toBe(before + 1);
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      const ours = process.listeners(name).at(-1);
      if (ours !== undefined) process.removeListener(name, ours);
    }
  });

  it("asks a run to stop, and a second one ends it at once; both say what becomes of what is in flight", async () => {
    const hub = await startStandInHub();
    const asked = new Promise<void>((resolve) => hub.answerWith(() => resolve()));
    const { root: cwd } = createProject();
    await runCampanile(["ledger", "init"], { cwd });
    const child = spawn(process.execPath, [cli.path, "send", "--hub", "production"], {
      cwd,
      env: { PATH: process.env["PATH"] ?? "", HUB: hub.connectionString },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let told = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      told += chunk;
    });
    await asked;
    child.kill("SIGINT");
    // As npx does with a Ctrl-C of the terminal.
    child.kill("SIGINT");
    await until(() => (told.includes("Stopping: ") ? true : undefined));
    expect(told).not.toContain("in doubt, and");
    const again = setInterval(() => child.kill("SIGTERM"), 50);
    onTestFinished(() => clearInterval(again));
    expect(await ending(child)).toEqual({ exitCode: 130, signal: null });
    expect(told.match(/Stopping: .*second Ctrl-C/g)).toHaveLength(1);
    expect(told.match(/Stopped at once: .*in doubt.*`campanile ledger list --unknown`/g)).toHaveLength(1);
    const list = await runCampanile(["ledger", "list", "--unknown"], { cwd });
    expect(list.stdout).toContain("production/news@1/apple");
  });
});
