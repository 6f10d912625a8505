import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { runCampanile } from "../support/fake-io.ts";
import { createProject, type TestProject } from "../support/project.ts";
import { type Answer, accept, startStandInHub } from "../support/stand-in-hub.ts";
import { createChance } from "./chance.ts";

export interface StormOptions {
  /** Of `test/support/run-cli.ts`, compiled. */
  readonly script: string;
  /** `ledger:` of campanile.yaml, with what it needs. */
  readonly ledger: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs a command before the ledger is made, such as `git init`. */
  readonly prepare?: (project: TestProject) => void;
  readonly campaigns: number;
  /** Processes at the same time. */
  readonly runners: number;
  /** Rounds in which somebody is killed or cut off, before the last ones are left in peace. */
  readonly rounds: number;
  readonly seed: number;
}

const perCampaign = 5;

/** What the hub does to one request, and to the runner behind it. */
type Blow = "accept" | "accept, then reset" | "reset" | "half an answer" | "kill" | "accept, then kill";
const blows: readonly Blow[] = ["accept, then reset", "reset", "half an answer", "kill", "accept, then kill"];

/**
 * Sends campaigns with processes that are killed and answers that are lost, again and again, until a run ends in peace.
 * The judge is the hub's own count: no delivery was posted twice, and each is accepted or named as unknown.
 */
export async function storm(options: StormOptions): Promise<{ readonly kills: number }> {
  const chance = createChance(options.seed);
  const posts = new Map<string, number>();
  const accepted = new Set<string>();
  const runners = new Set<ChildProcess>();
  let kills = 0;
  let calm = false;
  const killOne = () => {
    const victim = [...runners][Math.floor(chance() * runners.size)];
    if (victim === undefined) return;
    kills++;
    victim.kill("SIGKILL");
  };
  const answer: Answer = (request, response, count) => {
    const name = JSON.parse(request.body).aps.alert;
    posts.set(name, (posts.get(name) ?? 0) + 1);
    const blow = calm || chance() < 0.8 ? "accept" : (blows[Math.floor(chance() * blows.length)] ?? "accept");
    if (blow.startsWith("accept")) accepted.add(name);
    switch (blow) {
      case "accept":
        accept(request, response, count);
        return;
      case "half an answer":
        accepted.add(name);
        response.socket?.end("HTTP/1.1 2");
        return;
      case "reset":
      case "accept, then reset":
        response.socket?.resetAndDestroy();
        return;
      case "kill":
      case "accept, then kill":
        killOne();
        response.socket?.resetAndDestroy();
    }
  };
  const hub = await startStandInHub(answer);
  const project = createProject({
    "campanile.yaml": `campaigns: storm/*.yaml\nhubs:\n  production: { hub: newsroom, connectionString: "\${HUB}" }\nledger: ${options.ledger}\n`,
    ...Object.fromEntries(listCampaigns(options.campaigns)),
  });
  options.prepare?.(project);
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: project.root,
    HUB: hub.connectionString,
    ...options.env,
  };
  const campanile = (...argv: string[]) =>
    runCampanile(argv, { cwd: project.root, env, clock: createNodeIo().clock });
  expect(await campanile("ledger", "init", "--empty")).toMatchObject({ exitCode: 0 });
  const start = () => {
    const argv = ["send", "--hub", "production", "--concurrency", "4", "--lock-timeout", "10m"];
    const child = spawn(process.execPath, [options.script, ...argv], {
      cwd: project.root,
      env,
      stdio: "ignore",
    });
    runners.add(child);
    child.once("exit", () => runners.delete(child));
    return once(child, "exit");
  };
  for (let round = 0; round < options.rounds; round++)
    await Promise.all(Array.from({ length: options.runners }, start));
  calm = true;
  const last = await campanile("send", "--hub", "production", "--lock-timeout", "PT30M");
  expect({ ...last, exitCode: [0, 4].includes(last.exitCode) ? 0 : last.exitCode }).toMatchObject({
    exitCode: 0,
  });

  const known = JSON.parse((await campanile("ledger", "list", "--format", "json")).stdout);
  expect([...posts].filter(([, count]) => count > 1)).toEqual([]);
  expect(known).toHaveLength(options.campaigns * perCampaign);
  for (const { key, status } of known) {
    const name = key.split("/").slice(1).join("/");
    expect(["accepted", "unknown", "open"], key).toContain(status);
    if (status === "accepted") expect(accepted.has(name), key).toBe(true);
  }
  return { kills };
}

function listCampaigns(count: number): readonly (readonly [string, string])[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `c${index}`;
    const notifications = Array.from(
      { length: perCampaign },
      (__, place) =>
        `  - { platform: apple, id: n${place}, tags: sports, payload: { aps: { alert: ${name}@1/n${place} } } }`,
    );
    const text = `campaign: ${name}\nhub: production\nexpires: 2099-01-01T00:00:00Z\nnotifications:\n${notifications.join("\n")}\n`;
    return [`storm/${name}.yaml`, text];
  });
}
