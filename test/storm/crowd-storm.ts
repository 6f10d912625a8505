import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { runCampanile } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";
import { type Answer, accept, startStandInHub } from "../support/stand-in-hub.ts";
import { createChance } from "./chance.ts";

export interface CrowdStormOptions {
  /** Of `test/support/run-cli.ts`, compiled. */
  readonly script: string;
  /** `ledger:` of campanile.yaml. */
  readonly ledger: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly people: number;
  /** A text for each of them, or one for all. */
  readonly text: "personal" | "joined";
  /** `hold` unless given. */
  readonly onUnknown?: "hold" | "resend";
  /** The command lines of the processes of each round, behind `send`; those of a round run at once. */
  readonly rounds: readonly (readonly (readonly string[])[])[];
  /** The command lines that end it in peace. */
  readonly last: readonly (readonly string[])[];
  /** Of all requests, the part that meets a blow. */
  readonly roughness: number;
  readonly seed: number;
}

/** What the hub does to one request, and to a runner. */
type Blow = "accept, then reset" | "reset" | "half an answer" | "kill" | "accept, then kill";
const blows: readonly Blow[] = ["accept, then reset", "reset", "half an answer", "kill", "accept, then kill"];

export interface CrowdStormResult {
  readonly kills: number;
  /** People who are accepted by what the ledger knows. */
  readonly accepted: number;
  /** People who may have got it. */
  readonly held: number;
  readonly exitCodes: readonly (number | null)[];
}

/**
 * Sends one campaign to many people with processes that are killed and answers that are lost. The judge is the hub's count
 * for each address: nobody was posted to twice, or with `resend` four times at most and under one collapse id, and each
 * is accepted or named as in doubt.
 */
export async function stormCrowd(options: CrowdStormOptions): Promise<CrowdStormResult> {
  const chance = createChance(options.seed);
  const posts = new Map<string, number>();
  const collapseIds = new Map<string, Set<unknown>>();
  const { onUnknown = "hold" } = options;
  const reached = new Set<string>();
  const runners = new Set<ChildProcess>();
  const exitCodes: (number | null)[] = [];
  let kills = 0;
  let calm = false;
  const killOne = () => {
    const victim = [...runners][Math.floor(chance() * runners.size)];
    if (victim?.kill("SIGKILL") === true) kills++;
  };
  const answer: Answer = (request, response, count) => {
    const addresses = String(request.headers["servicebusnotification-tags"]).split(" || ");
    for (const address of addresses) {
      posts.set(address, (posts.get(address) ?? 0) + 1);
      const ids = collapseIds.get(address) ?? new Set();
      collapseIds.set(address, ids.add(request.headers["apns-collapse-id"]));
    }
    const blow =
      calm || chance() >= options.roughness ? "accept" : blows[Math.floor(chance() * blows.length)];
    if (blow !== "reset" && blow !== "kill") for (const address of addresses) reached.add(address);
    switch (blow) {
      case "half an answer":
        response.socket?.end("HTTP/1.1 2");
        return;
      case "kill":
      case "accept, then kill":
        killOne();
        response.socket?.resetAndDestroy();
        return;
      case "reset":
      case "accept, then reset":
        response.socket?.resetAndDestroy();
        return;
      default:
        accept(request, response, count);
    }
  };
  const hub = await startStandInHub(answer);
  const text = options.text === "personal" ? "{{name}} has {{points}}" : "Hello";
  const rows = Array.from({ length: options.people }, (_, index) => `p${index},P${index},${index}\n`);
  const project = createProject({
    "campanile.yaml": `campaigns: storm/*.yaml\nhubs:\n  production: { hub: newsroom, connectionString: "\${HUB}" }\nledger: ${options.ledger}\n`,
    "storm/points.yaml": `campaign: points\nhub: production\nexpires: 2099-01-01T00:00:00Z\nonUnknown: ${onUnknown}\nplatform: apple\nrecipients: { file: people.csv, id: id, user: id }\npayload: { aps: { alert: "${text}" } }\n`,
    "storm/people.csv": `id,name,points\n${rows.join("")}`,
  });
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: project.root,
    HUB: hub.connectionString,
    ...options.env,
  };
  const campanile = (...argv: readonly string[]) =>
    runCampanile(argv, { cwd: project.root, env, clock: createNodeIo().clock });
  expect(await campanile("ledger", "init", "--empty")).toMatchObject({ exitCode: 0 });
  const start = async (more: readonly string[]) => {
    const argv = ["send", "--hub", "production", "--concurrency", "4", ...more];
    const child = spawn(process.execPath, [options.script, ...argv], {
      cwd: project.root,
      env,
      stdio: "ignore",
    });
    runners.add(child);
    const [code] = await once(child, "exit");
    runners.delete(child);
    exitCodes.push(typeof code === "number" ? code : null);
  };
  for (const round of options.rounds) await Promise.all(round.map(start));
  calm = true;
  for (const argv of options.last) {
    const ended = await campanile("send", "--hub", "production", "--lock-timeout", "PT2M", ...argv);
    expect([0, 4], ended.stdout + ended.stderr).toContain(ended.exitCode);
  }
  const maxPosts = onUnknown === "resend" ? 4 : 1;
  expect([...posts].filter(([, count]) => count > maxPosts)).toEqual([]);
  expect([...collapseIds].filter(([, ids]) => ids.size > 1)).toEqual([]);
  const { stdout } = await campanile("plan", "--hub", "production", "--format", "json");
  const { members } = JSON.parse(stdout).plans[0].entries[0];
  expect(members).toMatchObject({ send: 0, changed: 0, rejected: 0 });
  expect(members.skip + members.hold).toBe(options.people);
  expect(reached.size).toBeGreaterThanOrEqual(members.skip);
  expect(posts.size).toBeLessThanOrEqual(options.people);
  return { kills, accepted: members.skip, held: members.hold, exitCodes };
}
