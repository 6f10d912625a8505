import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { LedgerBackend } from "../../src/ledger/backend.ts";
import { leaseMs } from "../../src/ledger/claim-lease.ts";
import { ClaimLostError } from "../../src/ledger/claim-lost-error.ts";
import { formatEntry } from "../../src/ledger/entry-text.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import type { Files } from "../../src/model/io.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import {
  claimOne,
  createTestClock,
  entriesOf,
  header,
  intent,
  keyA,
  makeFolder,
  outcome,
  processOf,
  realIo,
  run,
} from "./support.ts";

const scope = { hub: "production", campaign: "spring-sale" };

async function setUp(replaced: Partial<Files> = {}) {
  const path = join(await makeFolder(), "ledger.jsonl");
  const clock = createTestClock();
  const machine = { hostName: "here", alive: new Set<number>() };
  const openAs = (runName: string, pid: number) => {
    const files = { ...realIo.files, ...replaced };
    const ledger = createFileBackend({
      path,
      place: "ledger.jsonl",
      run: runName,
      files,
      clock,
      processes: processOf(machine, pid),
    });
    onTestFinished(() => ledger.close());
    return ledger;
  };
  return { path, clock, machine, openAs, ledger: openAs("r1", 1) };
}

describe("a ledger file", () => {
  it("is JSON Lines that a person can read", async () => {
    const { path, ledger } = await setUp();
    await ledger.create([header]);
    await ledger.append([run("r1")], { durable: true });
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([header, run("r1")]);
  });

  it("is made anew when a crash left half a header", async () => {
    const { path, ledger } = await setUp();
    await writeFile(path, formatEntry(header).slice(0, 20));
    expect(await ledger.read()).toEqual({ kind: "missing" });
    expect(await ledger.create([header])).toBe(true);
    expect(entriesOf(await ledger.read())).toEqual([header]);
  });

  it("waits for a header that another process is writing", async () => {
    const { path, openAs, clock } = await setUp();
    await writeFile(path, formatEntry(header).slice(0, 20));
    const sleep = clock.sleep;
    clock.sleep = async (delayMs) => {
      await sleep(delayMs);
      await writeFile(path, formatEntry(header));
    };
    expect(await openAs("r2", 2).create([{ ...header, memberSalt: "another" }])).toBe(false);
    expect(entriesOf(await openAs("r3", 3).read())).toEqual([header]);
  });

  it("never replaces a file that is something else", async () => {
    const { path, ledger } = await setUp();
    await writeFile(path, "Dear diary");
    expect(await ledger.create([header])).toBe(false);
    expect(await readFile(path, "utf8")).toBe("Dear diary");
  });

  it("goes on behind the half line of a crash, also while the other still lives", async () => {
    const { path, openAs, ledger } = await setUp();
    await ledger.create([header]);
    await claimOne(openAs("r2", 2), scope);
    await appendFile(path, formatEntry(outcome("r2", [keyA], "accepted")).slice(0, -20));
    await ledger.append([run("r1")], { durable: true });
    await ledger.append([run("r3")], { durable: true });
    expect(entriesOf(await ledger.read())).toEqual([header, run("r1"), run("r3")]);
  });

  it("reports damage with its line", async () => {
    const { path, ledger } = await setUp();
    await writeFile(path, `${formatEntry(header)}oops\n${formatEntry(run("r1"))}`);
    expect(await ledger.read()).toEqual({ kind: "damaged", line: 2, message: "this line is no entry" });
  });

  it("takes nothing more when it was removed in the middle of a run, and goes on when it was restored", async () => {
    const { path, ledger } = await setUp();
    await ledger.create([header]);
    await ledger.append([run("r1")], { durable: true });
    const kept = await readFile(path, "utf8");
    await rm(path);
    for (const entry of [intent("r1", [keyA]), outcome("r1", [keyA], "accepted")])
      await expect(ledger.append([entry], { durable: true })).rejects.toThrow(
        "the ledger at ledger.jsonl was removed or replaced",
      );
    expect(await ledger.read()).toEqual({ kind: "missing" });
    await writeFile(path, kept);
    await ledger.append([run("r2")], { durable: true });
    expect(entriesOf(await ledger.read())).toEqual([header, run("r1"), run("r2")]);
  });

  it("takes nothing more when another file was put in its place, since that one will be read from now on", async () => {
    const { path, ledger } = await setUp();
    await ledger.create([header]);
    await ledger.append([run("r1")], { durable: true });
    await writeFile(`${path}.copy`, await readFile(path));
    await rename(`${path}.copy`, path);
    await expect(ledger.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow("replaced");
    await ledger.append([run("r2")], { durable: true });
    expect(entriesOf(await ledger.read())).toEqual([header, run("r1"), run("r2")]);
  });

  it("tells when it cannot be opened, and opens when it can again", async () => {
    let isBroken = true;
    const { ledger } = await setUp({
      openAppend: async (path) => {
        if (isBroken) throw new Error("EACCES");
        return await realIo.files.openAppend(path);
      },
    });
    await ledger.create([header]);
    await expect(ledger.append([run("r1")], { durable: true })).rejects.toThrow("EACCES");
    isBroken = false;
    await ledger.append([run("r1")], { durable: true });
    expect(entriesOf(await ledger.read())).toHaveLength(2);
  });

  it("is forced onto the disk only where that was asked", async () => {
    let syncs = 0;
    const { ledger } = await setUp({
      openAppend: async (path) => {
        const file = await realIo.files.openAppend(path);
        const sync = async () => {
          syncs++;
          await file.sync();
        };
        return { ...file, sync };
      },
    });
    await ledger.create([header]);
    await ledger.append([run("r1")], { durable: false });
    expect(syncs).toBe(0);
    await ledger.append([run("r2")], { durable: true });
    expect(syncs).toBe(1);
  });
});

describe("a claim file", () => {
  const claimName = async (path: string) => {
    const names = await readdir(`${path}.claims`);
    return join(`${path}.claims`, names[0] ?? "");
  };

  it("counts for nothing when it is released, and its number is not used again", async () => {
    const { path, ledger, openAs } = await setUp();
    const result = await claimOne(ledger, scope);
    const [first = ""] = await readdir(`${path}.claims`);
    expect(first).toMatch(/-1\.json$/);
    expect(result.kind).toBe("claimed");
    await ledger.release([scope]);
    expect(await ledger.liveClaims()).toEqual([]);
    expect((await claimOne(openAs("r2", 2), scope)).kind).toBe("claimed");
    expect(await readdir(`${path}.claims`)).toEqual([first.replace("-1.json", "-2.json")]);
  });

  it("is looked at after an intent was written: whoever took over in between finds the intent", async () => {
    const { openAs, machine, path, clock } = await setUp();
    await openAs("r0", 9).create([header]);
    let found: readonly LedgerEntry[] = [];
    const sleeper = createFileBackend({
      path,
      place: "ledger.jsonl",
      run: "r1",
      clock,
      processes: processOf(machine, 1),
      files: {
        ...realIo.files,
        openAppend: async (name) => {
          const file = await realIo.files.openAppend(name);
          return {
            ...file,
            sync: async () => {
              await file.sync();
              clock.advance(leaseMs);
              const rival = openAs("r2", 2);
              expect((await claimOne(rival, scope)).kind).toBe("claimed");
              found = entriesOf(await rival.read());
            },
          };
        },
      },
    });
    expect((await claimOne(sleeper, scope)).kind).toBe("claimed");
    await expect(sleeper.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow(ClaimLostError);
    expect(foldLedger(found).deliveries.get(keyA)?.status).toBe("open");
  });

  it("of a holder that has the pid of this process, but is another run, is that of a dead one", async () => {
    const { openAs } = await setUp();
    await claimOne(openAs("r1", 1), scope);
    expect((await claimOne(openAs("r2", 1), scope)).kind).toBe("claimed");
  });

  it("that was taken away stays so for a holder that lives after all", async () => {
    const { ledger, openAs } = await setUp();
    await ledger.create([header]);
    await claimOne(ledger, scope);
    await openAs("r2", 2).unlock(scope);
    expect(await openAs("r3", 3).liveClaims()).toEqual([]);
    await expect(ledger.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow(ClaimLostError);
  });

  it("hides what it claims and shows who holds it", async () => {
    const { path, ledger } = await setUp();
    await claimOne(ledger, scope);
    const name = await claimName(path);
    expect(name).not.toContain("spring-sale");
    expect(JSON.parse(await readFile(name, "utf8"))).toMatchObject({
      ...scope,
      run: "r1",
      host: "here",
      pid: 1,
    });
  });

  it("counts for nothing when a crash left it half written", async () => {
    const { path, ledger, openAs } = await setUp();
    await claimOne(ledger, scope);
    await writeFile(await claimName(path), '{"hub":"prod');
    expect((await claimOne(openAs("r2", 2), scope)).kind).toBe("claimed");
    expect(await readdir(`${path}.claims`)).toHaveLength(1);
  });

  it("counts when its owner is still writing it", async () => {
    const { path, ledger, openAs, clock } = await setUp();
    await claimOne(ledger, scope);
    const name = await claimName(path);
    const whole = await readFile(name, "utf8");
    await writeFile(name, "");
    const sleep = clock.sleep;
    clock.sleep = async (delayMs) => {
      await sleep(delayMs);
      await writeFile(name, whole);
    };
    expect(await claimOne(openAs("r2", 2), scope)).toMatchObject({ kind: "held", by: { run: "r1" } });
  });

  /** A run that slept while it created its claim, so that another took the empty file for torn and removed it. */
  async function claimAfterSleep(meanwhile: (rival: LedgerBackend) => Promise<void>) {
    const { path, openAs, machine } = await setUp();
    let hasSlept = false;
    const sleeper = createFileBackend({
      path,
      place: "ledger.jsonl",
      run: "r1",
      clock: createTestClock(),
      processes: processOf(machine, 1),
      files: {
        ...realIo.files,
        createText: async (claimPath, text) => {
          if (hasSlept) return await realIo.files.createText(claimPath, text);
          hasSlept = true;
          await mkdir(dirname(claimPath), { recursive: true });
          await writeFile(claimPath, "", { flag: "wx" });
          await meanwhile(openAs("r2", 2));
          // What is written now reaches nobody.
          return true;
        },
      },
    });
    return { openAs, result: await claimOne(sleeper, scope) };
  }

  it("is given up by a run that slept while it was being created, when another has gone on", async () => {
    const { result } = await claimAfterSleep(async (rival) => {
      expect((await claimOne(rival, scope)).kind).toBe("claimed");
    });
    expect(result).toMatchObject({ kind: "held", by: { run: "r2" } });
  });

  it("stands for everybody to see also when it was removed while it was being created", async () => {
    const { openAs, result } = await claimAfterSleep(async (rival) => {
      const claim = await claimOne(rival, scope);
      expect(claim.kind).toBe("claimed");
      await rival.release([scope]);
    });
    expect(result.kind).toBe("claimed");
    expect(await claimOne(openAs("r3", 3), scope)).toMatchObject({ kind: "held", by: { run: "r1" } });
  });

  it("leaves other files in its folder alone", async () => {
    const { path, ledger } = await setUp();
    await mkdir(`${path}.claims`);
    await writeFile(join(`${path}.claims`, "notes.txt"), "mine");
    await claimOne(ledger, scope);
    expect(await readFile(join(`${path}.claims`, "notes.txt"), "utf8")).toBe("mine");
  });
});
