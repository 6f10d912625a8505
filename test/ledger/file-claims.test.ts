import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LedgerBackend } from "../../src/ledger/backend.ts";
import { leaseMs } from "../../src/ledger/claim-lease.ts";
import { ClaimLostError } from "../../src/ledger/claim-lost-error.ts";
import { createFileBackend } from "../../src/ledger/file-backend.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import { scope, setUpFile } from "./file-support.ts";
import {
  claimOne,
  createTestClock,
  entriesIn,
  header,
  intent,
  keyA,
  outcome,
  processOf,
  realIo,
} from "./support.ts";

describe("a claim file", () => {
  const claimName = async (path: string) => {
    const names = await readdir(`${path}.claims`);
    return join(`${path}.claims`, names[0] ?? "");
  };

  it("counts for nothing when it is released, and its number is not used again", async () => {
    const { path, ledger, openAs } = await setUpFile();
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
    const { openAs, machine, path, clock } = await setUpFile();
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
              found = await entriesIn(rival);
            },
          };
        },
      },
    });
    expect((await claimOne(sleeper, scope)).kind).toBe("claimed");
    await expect(sleeper.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow(ClaimLostError);
    expect(foldLedger(found).deliveries.get(keyA)?.status).toBe("open");
  });

  it("is looked at for an intent that needs it, and for no other", async () => {
    const seen: string[] = [];
    const { ledger } = await setUpFile({
      readBytes: async (path) => {
        seen.push(path);
        return await realIo.files.readBytes(path);
      },
      sizeBytes: async (path) => {
        seen.push(path);
        return await realIo.files.sizeBytes(path);
      },
    });
    await ledger.create([header]);
    await ledger.claim(["other", "spring-sale", "third"].map((campaign) => ({ ...scope, campaign })));
    seen.length = 0;
    await ledger.append([intent("r1", [keyA])], { durable: true });
    expect(seen).toHaveLength(1);
    await ledger.append([outcome("r1", [keyA], "accepted")], { durable: true });
    expect(seen).toHaveLength(1);
  });

  it("of a holder that has the pid of this process, but is another run, is that of a dead one", async () => {
    const { openAs } = await setUpFile();
    await claimOne(openAs("r1", 1), scope);
    expect((await claimOne(openAs("r2", 1), scope)).kind).toBe("claimed");
  });

  it("that was taken away stays so for a holder that lives after all", async () => {
    const { ledger, openAs } = await setUpFile();
    await ledger.create([header]);
    await claimOne(ledger, scope);
    await openAs("r2", 2).unlock([scope]);
    expect(await openAs("r3", 3).liveClaims()).toEqual([]);
    await expect(ledger.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow(ClaimLostError);
  });

  it("hides what it claims and shows who holds it", async () => {
    const { path, ledger } = await setUpFile();
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
    const { path, ledger, openAs } = await setUpFile();
    await claimOne(ledger, scope);
    await writeFile(await claimName(path), '{"hub":"prod');
    expect((await claimOne(openAs("r2", 2), scope)).kind).toBe("claimed");
    expect(await readdir(`${path}.claims`)).toHaveLength(1);
  });

  it("counts when its owner is still writing it", async () => {
    const { path, ledger, openAs, clock } = await setUpFile();
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
    const { path, openAs, machine } = await setUpFile();
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
    const { path, ledger } = await setUpFile();
    await mkdir(`${path}.claims`);
    await writeFile(join(`${path}.claims`, "notes.txt"), "mine");
    await claimOne(ledger, scope);
    expect(await readFile(join(`${path}.claims`, "notes.txt"), "utf8")).toBe("mine");
  });
});
