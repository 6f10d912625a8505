import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import { compileScript } from "../support/compile-script.ts";
import { claimOne, entriesIn, header, intent, makeFolder, outcome, realIo } from "./support.ts";

let writer: Awaited<ReturnType<typeof compileScript>>;

beforeAll(async () => {
  writer = await compileScript("ledger-writer.ts");
}, 30_000);

afterAll(() => writer.remove());

async function makeLedger(run: string) {
  const path = join(await makeFolder(), "ledger.jsonl");
  const ledger = createFileBackend({ ...realIo, path, place: path, run });
  onTestFinished(() => ledger.close());
  await ledger.create([header]);
  return { path, ledger };
}

/** Starts a process that writes; the lines it says are collected as they come. */
function startWriter(path: string, run: string, rounds: number, deliveriesPerRound: number) {
  const child = spawn(process.execPath, [writer.path, path, run, String(rounds), String(deliveriesPerRound)]);
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  return { child, lines: createInterface({ input: child.stdout }), errors: () => errors };
}

async function exitOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = await once(child, "close");
  return typeof code === "number" ? code : null;
}

describe("a ledger file and the processes that write it", () => {
  it("holds every line of two that append at once, in the order of each", { timeout: 60_000 }, async () => {
    const { path, ledger } = await makeLedger("r0");
    // Groups of 3000 are longer than one write of Node.
    const writers = ["one", "two"].map((run) => startWriter(path, run, 12, 3000));
    const exits = await Promise.all(writers.map(({ child }) => exitOf(child)));
    expect(writers.map(({ errors }) => errors())).toEqual(["", ""]);
    expect(exits).toEqual([0, 0]);
    const entries = await entriesIn(ledger);
    const { deliveries } = foldLedger(entries);
    expect(deliveries.size).toBe(2 * 12 * 3000);
    expect([...deliveries.values()].every(({ status }) => status === "accepted")).toBe(true);
    for (const run of ["one", "two"]) {
      const keys = [...deliveries.keys()].filter((key) => key.startsWith(`h/${run}@`));
      const rounds = keys.map((key) => Number(key.split("/n")[1]?.split("/")[0]));
      expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
    }
  });

  it.each([1, 2, 3, 5, 8, 13])(
    "opens after kill -9 behind line %i, and forgets nothing that was certain",
    { timeout: 60_000 },
    async (killAfter) => {
      const { path, ledger } = await makeLedger("r0");
      const { child, lines, errors } = startWriter(path, "victim", 1000, 1500);
      const said: string[] = [];
      for await (const line of lines) {
        said.push(line);
        if (said.length >= killAfter) child.kill("SIGKILL");
      }
      // Its output ends a moment before the system has taken the process away.
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      expect(errors()).toBe("");
      expect(said.length).toBeGreaterThanOrEqual(killAfter);

      const { deliveries } = foldLedger(await entriesIn(ledger));
      const statusesOf = (round: number) =>
        new Set(
          [...deliveries].filter(([key]) => key.includes(`/n${round}/`)).map(([, { status }]) => status),
        );
      const rounds = (word: string) =>
        said.flatMap((line) => (line.startsWith(`${word} `) ? [Number(line.split(" ")[1])] : []));
      for (const round of rounds("done")) expect(statusesOf(round)).toEqual(new Set(["accepted"]));
      const lastIntended = Math.max(-1, ...rounds("intended"));
      for (const [key, { status }] of deliveries) {
        const round = Number(key.split("/n")[1]?.split("/")[0]);
        // Beyond what was said there is at most the group that was being written.
        expect(round).toBeLessThanOrEqual(lastIntended + 1);
        expect(["open", "accepted"]).toContain(status);
      }

      // The next run goes on at once: the claim of the dead is free, and its half line hurts nobody.
      expect(await claimOne(ledger, { hub: "h", campaign: "victim" })).toMatchObject({ kind: "claimed" });
      await ledger.append([intent("r0", ["h/next@1/n"]), outcome("r0", ["h/next@1/n"], "rejected")], {
        durable: true,
      });
      const after = foldLedger(await entriesIn(ledger)).deliveries;
      expect(after.get("h/next@1/n")?.status).toBe("rejected");
      expect(after.size).toBeGreaterThanOrEqual(deliveries.size + 1);
    },
  );

  it("lets one of several processes have a campaign", { timeout: 60_000 }, async () => {
    const { path, ledger } = await makeLedger("r0");
    const rivals = ["rival1", "rival2", "rival3", "rival4"].map((run) => startWriter(path, run, 1, 1));
    const answers = await Promise.all(
      rivals.map(async ({ lines }) => {
        const [answer] = await once(lines, "line");
        return String(answer);
      }),
    );
    expect(answers.toSorted()).toEqual(["claimed", "held", "held", "held"]);
    expect(await ledger.liveClaims()).toMatchObject([{ campaign: "same" }]);
    for (const { child } of rivals) child.stdin.end();
    expect(await Promise.all(rivals.map(({ child }) => exitOf(child)))).toEqual([0, 0, 0, 0]);
    expect(await ledger.liveClaims()).toEqual([]);
  });
});
