import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { createServer } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { createServerCertificate } from "../../src/emulator/certificate.ts";
import { createNodeIo } from "../../src/io.ts";
import { temporaryFolder } from "../support/fake-io.ts";
import { git, gitAll } from "../support/git.ts";
import { comparePairs, formatComparison, median, noteFigures } from "./figures.ts";
import { writeCampaigns } from "./many-campaigns.ts";

const io = createNodeIo();
const root = resolve(import.meta.dirname, "../..");
const programs = resolve(import.meta.dirname, "programs");
const cli = join(root, "dist/cli.js");

/** Runs Node to its end and says how long it took, from before it was started. */
function timeNode(
  args: readonly string[],
  { cwd = root, env = {} }: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<number> {
  return new Promise((told, failed) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [...args], {
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, CI: "", ...env },
    });
    let complaint = "";
    child.stderr.on("data", (chunk) => {
      complaint += String(chunk);
    });
    child.on("close", (code) => {
      if (code === 0) told(performance.now() - startedAt);
      else failed(new Error(`${args.join(" ")} ended with ${code}: ${complaint}`));
    });
  });
}

/** Both in turn, so many times, after one time that does not count. */
async function takePairs(
  pairs: number,
  own: () => Promise<number>,
  other: () => Promise<number>,
): Promise<{ readonly own: readonly number[]; readonly other: readonly number[] }> {
  await other();
  await own();
  const times = { own: [] as number[], other: [] as number[] };
  for (let pair = 0; pair < pairs; pair++) {
    times.other.push(await other());
    times.own.push(await own());
  }
  return times;
}

it.each([
  { what: "campanile --help", program: cli, aim: 1.5 },
  {
    what: "campanile --help, the bundle of the action",
    program: join(root, ".github/action/campanile.mjs"),
    aim: 3,
  },
])("starts in $aim x the time of an empty program: $what", async ({ what, program, aim }) => {
  const { own, other } = await takePairs(
    25,
    () => timeNode([program, "--help"]),
    () => timeNode(["-e", "0"]),
  );
  const comparison = comparePairs({ what, beside: "node -e 0", aim: `at most ${aim} x` }, own, other);
  noteFigures({ comparisons: [comparison] });
  io.stdout.write(formatComparison(comparison));
  expect.soft(comparison.ratio).toBeLessThanOrEqual(aim);
});

it("validates 1,000 campaigns, no two alike, in 2.5 x the time of parsing their YAML", async () => {
  const cwd = temporaryFolder();
  writeCampaigns(cwd, 1_000);
  // Each is a process of its own, from its start to its end.
  const { own, other } = await takePairs(
    7,
    () => timeNode([cli, "validate"], { cwd }),
    () => timeNode([join(programs, "parse-yaml.mjs"), "campaigns"], { cwd }),
  );
  const comparison = comparePairs(
    {
      what: "campanile validate, 1,000 campaigns (whole process)",
      beside: "`parse` of the yaml package over them (whole process)",
      aim: "at most 2.5 x",
    },
    own,
    other,
  );
  noteFigures({ comparisons: [comparison] });
  io.stdout.write(formatComparison(comparison));
  expect.soft(comparison.ratio).toBeLessThanOrEqual(2.5);
});

/** A hub over TLS that says when the first byte of a POST came, and takes everything. */
async function startWatchedHub(): Promise<{ readonly port: number; nextPost(): Promise<number> }> {
  const authority = JSON.parse(readFileSync(io.env["CAMPANILE_BENCH_AUTHORITY"] ?? "", "utf8"));
  const { certificate, privateKey } = await createServerCertificate(authority, io.clock);
  let seen: (atMs: number) => void = () => undefined;
  const server = createServer({ cert: certificate, key: privateKey }, (socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      const atMs = performance.now();
      if (chunk.subarray(0, 5).toString("latin1") === "POST ") seen(atMs);
      // Its requests are small: each comes in one piece, or in a head and a body.
      if (chunk.includes("}"))
        socket.write(
          "HTTP/1.1 201 Created\r\nLocation: https://localhost/newsroom/messages/1-1?api-version=2020-06\r\nContent-Length: 0\r\n\r\n",
        );
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    port,
    nextPost: () =>
      new Promise((told) => {
        seen = told;
      }),
  };
}

/** A repository with one campaign, which each commit makes a new one. */
function makeRepository(): { readonly cwd: string; commit(number: number): void } {
  const cwd = temporaryFolder();
  writeCampaigns(cwd, 0);
  git(cwd, "init", "--quiet", "--initial-branch", "main");
  return {
    cwd,
    commit: (number) => {
      writeFileSync(
        join(cwd, "campaigns/news.yaml"),
        `campaign: news-${number}\ntags: sports\nplatform: apple\npayload: { aps: { alert: Hello ${number} } }\n`,
      );
      gitAll(
        cwd,
        ["add", "campanile.yaml", "campaigns"],
        ["commit", "--quiet", "--message", `News ${number}`],
      );
    },
  };
}

it("makes the first POST of a merged campaign within 3 seconds", async () => {
  const hub = await startWatchedHub();
  const { cwd, commit } = makeRepository();
  const env = {
    HUB: `Endpoint=sb://localhost:${hub.port}/;SharedAccessKeyName=Send;SharedAccessKey=c2VjcmV0`,
  };
  commit(0);
  await timeNode([cli, "ledger", "init", "--empty"], { cwd, env });
  const timeToPost = async (args: readonly string[]): Promise<number> => {
    const startedAt = performance.now();
    const post = hub.nextPost();
    const end = timeNode(args, { cwd, env });
    const postedAt = await Promise.race([post, end.then(() => Number.NaN)]);
    await end;
    return postedAt - startedAt;
  };
  let number = 0;
  const { own, other } = await takePairs(
    11,
    () => {
      commit(++number);
      return timeToPost([cli, "send"]);
    },
    () => timeToPost([join(programs, "post-once.mjs"), String(hub.port)]),
  );
  const comparison = comparePairs(
    {
      what: "campanile send of a commit, start to first byte of its POST",
      beside: "a bare script of node:https",
      aim: "at most 3,000 ms",
    },
    own,
    other,
  );
  noteFigures({ comparisons: [comparison] });
  io.stdout.write(formatComparison(comparison));
  expect.soft(median(own)).toBeLessThanOrEqual(3_000);
});
