import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LedgerReading } from "../../src/ledger/backend.ts";
import { formatEntry } from "../../src/ledger/entry-text.ts";
import { createLedgerFold } from "../../src/ledger/state.ts";
import { scope, setUpFile } from "./file-support.ts";
import { claimOne, entriesIn, header, ignoreEntry, intent, keyA, outcome, realIo, run } from "./support.ts";

describe("a ledger file", () => {
  it("is JSON Lines that a person can read", async () => {
    const { path, ledger } = await setUpFile();
    await ledger.create([header]);
    await ledger.append([run("r1")], { durable: true });
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([header, run("r1")]);
  });

  it("is never put in the place of a file, not even of one with half a header: another run may go on with that", async () => {
    const { path, ledger } = await setUpFile();
    for (const begun of ["", "\0\0", formatEntry(header).slice(0, 20)]) {
      await writeFile(path, begun);
      expect(await ledger.read(ignoreEntry)).toEqual({ kind: "missing" });
      await expect(ledger.create([header])).rejects.toThrow("no whole ledger");
      expect(await readFile(path, "utf8")).toBe(begun);
    }
  });

  it("is made once, whole, when many make it at once: nobody sees a part of it", async () => {
    for (let round = 0; round < 100; round++) {
      const { path, openAs } = await setUpFile();
      const makers = Array.from({ length: 4 }, (_, index) => openAs(`r${index}`, index));
      const seen: LedgerReading["kind"][] = [];
      const made = Promise.all(
        makers.map(async (ledger, index) => {
          const isMine = await ledger.create([{ ...header, memberSalt: `salt ${index}` }]);
          seen.push((await ledger.read(ignoreEntry)).kind);
          return isMine;
        }),
      );
      expect((await made).filter(Boolean)).toHaveLength(1);
      expect(seen).toEqual(["whole", "whole", "whole", "whole"]);
      expect(await readdir(dirname(path))).toEqual(["ledger.jsonl"]);
    }
  });

  it("is read no earlier than the claims: what is settled meanwhile never looks abandoned", async () => {
    let settle: (() => Promise<void>) | undefined;
    const between = async () => {
      const once = settle;
      settle = undefined;
      await once?.();
    };
    const { path, openAs, ledger } = await setUpFile({
      list: async (directory) => {
        const found = await realIo.files.list(directory);
        await between();
        return found;
      },
      readChunks: async function* (name) {
        yield* realIo.files.readChunks(name);
        if (name === path) await between();
      },
    });
    await ledger.create([header]);
    await claimOne(ledger, scope);
    await ledger.append([intent("r1", [keyA])], { durable: true });
    settle = async () => {
      await ledger.append([outcome("r1", [keyA], "accepted")], { durable: false });
      await ledger.release([scope]);
    };
    const fold = createLedgerFold();
    const { liveClaims } = await openAs("r2", 2).view(fold.take);
    expect(settle).toBeUndefined();
    const status = fold.state().deliveries.get(keyA)?.status;
    expect([status, liveClaims.length]).not.toEqual(["open", 0]);
  });

  it("is missing where a file stands in the place of its folder, and unreadable where it is a folder", async () => {
    const { path, ledger } = await setUpFile();
    await writeFile(path, "");
    const { openAs } = await setUpFile({ readChunks: () => realIo.files.readChunks(join(path, "ledger")) });
    expect(await openAs("r1", 1).read(ignoreEntry)).toEqual({ kind: "missing" });
    await rm(path);
    await mkdir(path);
    await expect(ledger.read(ignoreEntry)).rejects.toMatchObject({ code: "EISDIR" });
  });

  it("is read piece by piece: after some years it is larger than a text can be", async () => {
    const { path, ledger } = await setUpFile({
      readBytes: async (name) => {
        if (name === path) throw new Error("it is too large");
        return await realIo.files.readBytes(name);
      },
    });
    const entries = Array.from({ length: 4_000 }, (_, index) => intent(`r${index}`, [`${keyA}-${index}`]));
    await ledger.create([header]);
    await ledger.append(entries, { durable: true });
    expect((await realIo.files.sizeBytes(path)) ?? 0).toBeGreaterThan(512 * 1024);
    expect(await entriesIn(ledger)).toEqual([header, ...entries]);
  });

  it("never replaces a file that is something else", async () => {
    const { path, ledger } = await setUpFile();
    await writeFile(path, "Dear diary");
    expect(await ledger.create([header])).toBe(false);
    expect(await readFile(path, "utf8")).toBe("Dear diary");
  });

  it("goes on behind the half line of a crash, also while the other still lives", async () => {
    const { path, openAs, ledger } = await setUpFile();
    await ledger.create([header]);
    await claimOne(openAs("r2", 2), scope);
    await appendFile(path, formatEntry(outcome("r2", [keyA], "accepted")).slice(0, -20));
    await ledger.append([run("r1")], { durable: true });
    await ledger.append([run("r3")], { durable: true });
    expect(await entriesIn(ledger)).toEqual([header, run("r1"), run("r3")]);
  });

  it("reports damage with its line", async () => {
    const { path, ledger } = await setUpFile();
    await writeFile(path, `${formatEntry(header)}oops\n${formatEntry(run("r1"))}`);
    expect(await ledger.read(ignoreEntry)).toEqual({
      kind: "damaged",
      line: 2,
      message: "this line is no entry",
    });
  });

  it("takes nothing more when it was removed in the middle of a run, and goes on when it was restored", async () => {
    const { path, ledger } = await setUpFile();
    await ledger.create([header]);
    await ledger.append([run("r1")], { durable: true });
    const kept = await readFile(path, "utf8");
    await rm(path);
    for (const entry of [intent("r1", [keyA]), outcome("r1", [keyA], "accepted")])
      await expect(ledger.append([entry], { durable: true })).rejects.toThrow(
        "the ledger at ledger.jsonl was removed or replaced",
      );
    expect(await ledger.read(ignoreEntry)).toEqual({ kind: "missing" });
    await writeFile(path, kept);
    await ledger.append([run("r2")], { durable: true });
    expect(await entriesIn(ledger)).toEqual([header, run("r1"), run("r2")]);
  });

  it("takes nothing more when an older copy was written over it: what is missing there would be sent again", async () => {
    const { path, ledger } = await setUpFile();
    await ledger.create([header]);
    const old = await readFile(path);
    await ledger.append([run("r1")], { durable: true });
    await writeFile(path, old);
    await expect(ledger.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow(
      "the ledger at ledger.jsonl was removed or replaced",
    );
    expect(await entriesIn(ledger)).toEqual([header]);
  });

  it("takes nothing more when another file was put in its place, since that one will be read from now on", async () => {
    const { path, ledger } = await setUpFile();
    await ledger.create([header]);
    await ledger.append([run("r1")], { durable: true });
    await writeFile(`${path}.copy`, await readFile(path));
    await rename(`${path}.copy`, path);
    await expect(ledger.append([intent("r1", [keyA])], { durable: true })).rejects.toThrow("replaced");
    await ledger.append([run("r2")], { durable: true });
    expect(await entriesIn(ledger)).toEqual([header, run("r1"), run("r2")]);
  });

  it("tells when it cannot be opened, and opens when it can again", async () => {
    let isBroken = true;
    const { ledger } = await setUpFile({
      openAppend: async (path) => {
        if (isBroken) throw new Error("EACCES");
        return await realIo.files.openAppend(path);
      },
    });
    await ledger.create([header]);
    await expect(ledger.append([run("r1")], { durable: true })).rejects.toThrow("EACCES");
    isBroken = false;
    await ledger.append([run("r1")], { durable: true });
    expect(await entriesIn(ledger)).toHaveLength(2);
  });

  it("lets go of its file when the disk refuses the last write", async () => {
    let closed = 0;
    const { ledger } = await setUpFile({
      openAppend: async (path) => {
        const file = await realIo.files.openAppend(path);
        const close = async () => {
          closed++;
          await file.close();
        };
        return { ...file, close, sync: () => Promise.reject(new Error("EIO")) };
      },
    });
    await ledger.create([header]);
    await ledger.append([run("r1")], { durable: false });
    await expect(ledger.close()).rejects.toThrow("EIO");
    expect(closed).toBe(1);
  });

  it("is forced onto the disk only where that was asked", async () => {
    let syncs = 0;
    const { ledger } = await setUpFile({
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
