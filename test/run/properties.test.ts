import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNodeIo } from "../../src/io.ts";
import { FileError } from "../../src/model/errors.ts";
import type { Files } from "../../src/model/io.ts";
import { runCampanile } from "../support/fake-io.ts";
import { createProject } from "../support/project.ts";
import { type Answer, accept, startStandInHub } from "../support/stand-in-hub.ts";

const everyAnswer = ["accept", "accept, then reset", "reset", 400, 500, 503] as const;

/** What happens to the requests of one run, and to its ledger. */
interface Weather {
  readonly answers: readonly (typeof everyAnswer)[number][];
  /** The write to the ledger that fails, counted from the first of the run; none when it is large. */
  readonly brokenWrite: number;
  /** What a person says afterwards about everything in doubt: nothing, or the truth. */
  readonly resolves: boolean;
}

const weather: fc.Arbitrary<Weather> = fc.record({
  answers: fc.array(fc.constantFrom(...everyAnswer), {
    maxLength: 6,
  }),
  brokenWrite: fc.oneof(fc.constant(99), fc.integer({ min: 0, max: 8 })),
  resolves: fc.boolean(),
});

const names = ["a", "b", "c"];
const campaign = `campaign: news
hub: production
expires: 2099-01-01T00:00:00Z
tags: sports
notifications:
${names.map((name) => `  - { platform: apple, id: ${name}, payload: { aps: { alert: ${name} } } }`).join("\n")}
`;

describe("any sequence of runs, lost answers and full disks", () => {
  it("delivers nothing twice, and ends with all of it accepted or named", { timeout: 120_000 }, async () => {
    const hub = await startStandInHub();
    const real = createNodeIo().files;
    await fc.assert(
      fc.asyncProperty(fc.array(weather, { minLength: 1, maxLength: 4 }), async (days) => {
        const project = createProject({ "campaigns/news.yaml": campaign });
        const options = { cwd: project.root, env: { HUB: hub.connectionString } };
        await runCampanile(["ledger", "init"], options);
        const posts = new Map<string, number>();
        const took = new Map<string, number>();
        const tally = (counts: Map<string, number>, name: string) =>
          counts.set(name, (counts.get(name) ?? 0) + 1);
        for (const { answers, brokenWrite, resolves } of [
          ...days,
          { answers: [], brokenWrite: 99, resolves: true },
        ]) {
          hub.answerWith(
            answerAs(answers, { onPost: (name) => tally(posts, name), onTake: (name) => tally(took, name) }),
          );
          const files = brokenDisk(real, brokenWrite);
          await runCampanile(["send", "--hub", "production"], { ...options, files });
          await mergeRescues(project.root);
          if (!resolves) continue;
          for (const name of names) {
            const state = took.has(name) ? "sent" : "unsent";
            const key = `production/news@1/${name}`;
            await runCampanile(["ledger", "resolve", key, "--as", state], options);
          }
        }
        hub.answerWith(
          answerAs([], { onPost: (name) => tally(posts, name), onTake: (name) => tally(took, name) }),
        );
        const last = await runCampanile(["send", "--hub", "production"], options);
        expect(last.exitCode).toBe(0);
        // A person told the truth, so whatever the hub took it took once, and in the end it took everything.
        expect(Object.fromEntries(took)).toEqual({ a: 1, b: 1, c: 1 });
      }),
      { numRuns: 8 },
    );
  });
});

interface Judge {
  onPost(name: string): void;
  onTake(name: string): void;
}

function answerAs(answers: Weather["answers"], { onPost, onTake }: Judge): Answer {
  let index = 0;
  return (request, response, count) => {
    const name = JSON.parse(request.body).aps.alert;
    onPost(name);
    const answer = answers[index++] ?? "accept";
    if (typeof answer === "number") {
      response.writeHead(answer).end();
      return;
    }
    if (answer !== "reset") onTake(name);
    if (answer === "accept") accept(request, response, count);
    else response.socket?.resetAndDestroy();
  };
}

/** A disk that is full from one write to the ledger on. */
function brokenDisk(real: Files, brokenWrite: number): Files {
  let writes = 0;
  return {
    ...real,
    openAppend: async (path) => {
      const file = await real.openAppend(path);
      return {
        ...file,
        append: async (text) => {
          if (writes++ >= brokenWrite) throw new FileError(path, "ENOSPC", undefined);
          await file.append(text);
        },
      };
    },
  };
}

async function mergeRescues(cwd: string): Promise<void> {
  const names = await createNodeIo().files.list(`${cwd}/.campanile`);
  for (const name of names.filter((file) => file.startsWith("rescue-")))
    expect((await runCampanile(["ledger", "merge", `.campanile/${name}`], { cwd })).exitCode).toBe(0);
}
