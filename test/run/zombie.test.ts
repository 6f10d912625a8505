import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { leaseMs } from "../../src/ledger/claim-lease.ts";
import type { Clock } from "../../src/model/io.ts";
import { type Azurite, startAzurite } from "../support/azurite.ts";
import { compileScript } from "../support/compile-script.ts";
import { runCampanile } from "../support/fake-io.ts";
import { gitAll } from "../support/git.ts";
import { createGitRemote } from "../support/git-remote.ts";
import { campaignFile, createProject, projectFile, type TestProject } from "../support/project.ts";
import { accept, startStandInHub } from "../support/stand-in-hub.ts";

let cli: Awaited<ReturnType<typeof compileScript>>;
let azurite: Azurite;

beforeAll(async () => {
  [cli, azurite] = await Promise.all([compileScript("run-cli.ts"), startAzurite()]);
}, 60_000);

afterAll(async () => {
  await cli.remove();
  await azurite.stop();
});

const { clock } = createNodeIo();
/** Of a runner that comes when every lease of now is over. */
const later: Clock = { ...clock, nowMs: () => clock.nowMs() + leaseMs + 60_000 };

const names = Array.from({ length: 8 }, (_, index) => `n${index}`);
const campaign = `${campaignFile.replace("platform: apple\npayload: { aps: { alert: Hello } }\n", "")}notifications:
${names.map((name) => `  - { platform: apple, id: ${name}, payload: { aps: { alert: ${name} } } }`).join("\n")}
`;

interface Place {
  readonly ledger: () => string;
  readonly env: () => Readonly<Record<string, string>>;
  readonly prepare: (project: TestProject) => void;
}

let containers = 0;

const places: Readonly<Record<string, Place>> = {
  file: { ledger: () => "{ backend: file, shared: true }", env: () => ({}), prepare: () => undefined },
  git: {
    ledger: () => "{ backend: git }",
    env: () => ({}),
    prepare: ({ root }) => {
      gitAll(root, ["init", "--quiet"], ["remote", "add", "origin", createGitRemote().url]);
    },
  },
  azblob: {
    ledger: () => `{ backend: azblob, connectionString: "\${STORAGE}", container: zombie-${++containers} }`,
    env: () => ({ STORAGE: azurite.connectionString }),
    prepare: () => undefined,
  },
};

/** What the sleeper sends, and what the one that takes over. */
const parts = {
  "the same": { sleeper: [], rival: [] },
  "a part of what it sends": { sleeper: [], rival: ["--shard", "1/2"] },
  "all, of which it sends a part": { sleeper: ["--shard", "1/2"], rival: [] },
  "a part by another division": { sleeper: ["--shard", "1/2"], rival: ["--shard", "1/3"] },
};

/** What a backend does with claims is proved step by step elsewhere; here two ways are enough for the slow ones. */
const cases = Object.entries(places).flatMap(([ledger, place]) =>
  Object.entries(parts)
    .slice(0, ledger === "file" ? undefined : 2)
    .map(([what, part]) => ({ ledger, place, what, part })),
);

describe("a runner that is paused past its lease", () => {
  it.each(cases)(
    "does no harm when it wakes, with a ledger of the kind $ledger, while another sends $what",
    { timeout: 60_000 },
    async ({ place, part }) => {
      const posts = new Map<string, number>();
      let pause: () => void = () => undefined;
      const hub = await startStandInHub((request, response, count) => {
        const name = JSON.parse(request.body).aps.alert;
        posts.set(name, (posts.get(name) ?? 0) + 1);
        if (count === 3) pause();
        accept(request, response, count);
      });
      const project = createProject({
        "campanile.yaml": `${projectFile}ledger: ${place.ledger()}\n`,
        "campaigns/news.yaml": campaign,
      });
      place.prepare(project);
      const env = { PATH: process.env["PATH"] ?? "", HUB: hub.connectionString, ...place.env() };
      const options = { cwd: project.root, env };
      await runCampanile(["ledger", "init", "--empty"], { ...options, clock });
      const sleeper = spawn(
        process.execPath,
        [cli.path, "send", "--hub", "production", "--concurrency", "1", ...part.sleeper],
        { ...options, stdio: "ignore" },
      );
      await new Promise<void>((resolve) => {
        pause = () => {
          sleeper.kill("SIGSTOP");
          resolve();
        };
      });
      // The sleeper lives on this host, so only the end of its lease lets another take over.
      const early = await runCampanile(["send", "--hub", "production", ...part.rival], { ...options, clock });
      expect(early.exitCode).toBe(5);
      const rival = await runCampanile(["send", "--hub", "production", ...part.rival], {
        ...options,
        clock: later,
      });
      expect(rival.stdout).toContain("accepted");
      const ended = once(sleeper, "exit");
      sleeper.kill("SIGCONT");
      await ended;
      expect(Math.max(...posts.values())).toBe(1);
      const list = await runCampanile(["ledger", "list", "--format", "json"], { ...options, clock });
      const statuses = new Map<string, string>(
        JSON.parse(list.stdout).map(({ key, status }: { key: string; status: string }) => [
          key.split("/")[2],
          status,
        ]),
      );
      expect([...statuses.keys()].sort()).toEqual(names);
      for (const name of names)
        if (posts.get(name) === undefined)
          expect(["open", "unknown", "unsent"], name).toContain(statuses.get(name));
    },
  );
});
