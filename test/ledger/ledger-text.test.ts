import { describe, expect, it } from "vitest";
import { formatEntry, parseEntry } from "../../src/ledger/entry-text.ts";
import { createLedgerReader } from "../../src/ledger/ledger-reader.ts";
import { foldLedger } from "../../src/ledger/state.ts";
import type { LedgerEntry } from "../../src/model/ledger-entry.ts";
import {
  at,
  baseline,
  entriesOf,
  header,
  intent,
  keyA,
  keyB,
  outcome,
  readLedgerText,
  resolved,
  run,
  target,
} from "./support.ts";

const story: readonly LedgerEntry[] = [
  header,
  run("r1"),
  target,
  intent("r1", [keyA, keyB]),
  outcome("r1", [keyA], "accepted", { notificationId: "12-34", trackingId: "t", status: 201 }),
  outcome("r1", [keyB], "unknown", { cause: 'cut \u{1f525} in the middle: {"entry":"outcome"} \\' }),
  resolved(keyB, "sent", { why: "Bo hat’s gesehen", actor: "Ada" }),
  baseline(["production/old@1/apple"]),
];
const text = story.map(formatEntry).join("");
const bytes = new TextEncoder().encode(text);

describe("the text of an entry", () => {
  it("reads back as the entry that it was", () => {
    const settled: LedgerEntry = { entry: "settled", run: "r1", at: at(3), key: keyB, as: "unsent" };
    for (const entry of [...story, settled])
      expect(parseEntry(formatEntry(entry))).toEqual({ kind: "entry", entry });
  });

  it("is one line that begins with the kind, in whatever order the entry was made", () => {
    const { entry, ...rest } = target;
    const line = formatEntry({ ...rest, entry });
    expect(line.startsWith('{"entry":"target",')).toBe(true);
    expect(line.indexOf("\n")).toBe(line.length - 1);
  });

  it.each([
    ["", "this line is no entry"],
    ["[]", "this line is no entry"],
    ["{}", "this line is no entry"],
    ['{"entry":7}', "this line is no entry"],
    ['{"entry":"seance","at":"x"}', "the entry `seance` was written by a newer Campanile"],
    ['{"entry":"toString"}', "the entry `toString` was written by a newer Campanile"],
    ['{"entry":"ledger","version":2,"at":"x"}', "the entry `ledger` was written by a newer Campanile"],
    [formatEntry(target).replace('"host"', '"hosts"'), "the entry `target` has a wrong `host`"],
    [formatEntry(run("r1")).replace("2026-11-24T09", "yesterday"), "the entry `run` has a wrong `at`"],
    [`{"entry":"settled","at":"${at(3)}","key":"k","as":"sent"}`, "the entry `settled` has a wrong `run`"],
    [
      formatEntry(intent("r1", [keyA])).replace('"rendered"', '"shown"'),
      "the entry `intent` has a wrong `deliveries`",
    ],
    [
      formatEntry(outcome("r1", [keyA], "accepted")).replace("accepted", "read"),
      "the entry `outcome` has a wrong `kind`",
    ],
    [formatEntry(outcome("r1", [], "accepted")), "the entry `outcome` has a wrong `keys`"],
    [formatEntry({ ...header, memberSalt: "" }), "the entry `ledger` has a wrong `memberSalt`"],
    ['{"__proto__":{"entry":"target"}}', "this line is no entry"],
  ])("refuses %s", (line, message) => {
    const isNewer = message.endsWith("newer Campanile") ? { isNewer: true } : {};
    expect(parseEntry(line)).toEqual({ kind: "wrong", message, ...isNewer });
  });
});

describe("the text of a ledger", () => {
  it("reads as missing when there is nothing, or no more than half a header", () => {
    expect(readLedgerText("")).toEqual({ kind: "missing" });
    expect(readLedgerText('{"ent')).toEqual({ kind: "missing" });
    expect(readLedgerText("\uFEFF")).toEqual({ kind: "missing" });
    expect(readLedgerText('\uFEFF{"ent')).toEqual({ kind: "missing" });
    expect(readLedgerText('{"entry":"ledger","ver\0\0\0')).toEqual({ kind: "missing" });
  });

  it("opens after a cut at every byte, and never takes an unfinished send for done", () => {
    const ends = lineEnds();
    for (let size = 0; size <= bytes.length; size++) {
      const reading = readLedgerText(new TextDecoder().decode(bytes.slice(0, size)));
      // An entry is whole one byte before its line end.
      const whole = ends.filter((end) => end - 1 <= size).length;
      if (whole === 0) expect(reading).toEqual({ kind: "missing" });
      else expect(reading).toEqual({ kind: "entries", entries: story.slice(0, whole) });
      const status =
        reading.kind === "entries" ? foldLedger(reading.entries).deliveries.get(keyA)?.status : undefined;
      expect(status).toBe(whole >= 5 ? "accepted" : whole >= 4 ? "open" : undefined);
    }
  });

  it("opens when another writer goes on right behind a cut at every byte", () => {
    const next = [
      intent("r2", ["production/next@1/apple"]),
      outcome("r2", ["production/next@1/apple"], "unsent"),
    ];
    const added = new TextEncoder().encode(next.map(formatEntry).join(""));
    const ends = lineEnds();
    for (let size = ends[0] ?? 0; size <= bytes.length; size++) {
      const joined = new Uint8Array([...bytes.slice(0, size), ...added]);
      const whole = ends.filter((end) => end - 1 <= size).length;
      const entries = entriesOf(readLedgerText(new TextDecoder().decode(joined)));
      expect(entries).toEqual([...story.slice(0, whole), ...next]);
    }
  });

  it("reads the same in pieces of any size", () => {
    const told = text.replaceAll("Ada", "Smørrebrød 🎉");
    for (const ledger of [told, `\uFEFF${told}`, told.slice(0, -9), `${told}\n{"entry":"seance"}\n`]) {
      const whole = readLedgerText(ledger, Number.MAX_SAFE_INTEGER);
      for (let pieceBytes = 1; pieceBytes < 300; pieceBytes++)
        expect(readLedgerText(ledger, pieceBytes)).toEqual(whole);
    }
    expect(entriesOf(readLedgerText(`\uFEFF${text}`))).toEqual(story);
  });

  it("hands over nothing from the line on that cannot be read", () => {
    const taken: LedgerEntry[] = [];
    const reader = createLedgerReader((entry) => taken.push(entry));
    reader.accept(Buffer.from(`${formatEntry(header)}nonsense\n${formatEntry(run("r1"))}`));
    reader.accept(Buffer.from(formatEntry(run("r2"))));
    expect(reader.end()).toMatchObject({ kind: "damaged", line: 2 });
    expect(taken).toEqual([header]);
  });

  it("drops the zero bytes that a loss of power leaves at the end", () => {
    expect(entriesOf(readLedgerText(`${text}\0\0\0`))).toHaveLength(story.length);
    expect(entriesOf(readLedgerText(`${text}\0\0${formatEntry(run("r2"))}`))).toHaveLength(story.length + 1);
  });

  it("reads a file that went through a tool with other line ends", () => {
    expect(entriesOf(readLedgerText(text.replaceAll("\n", "\r\n")))).toEqual(story);
  });

  it.each([
    ["a changed line", text.replace('"entry":"run"', '"entry":"run'), 2, "this line is no entry"],
    ["an empty line", text.replace("\n", "\n\n"), 2, "this line is no entry"],
    ["a line of a merge", text.replace("\n", "\n<<<<<<< HEAD\n"), 2, "this line is no entry"],
    ["a bad last line that has its end", `${text}{"entry":"outc\n`, 9, "this line is no entry"],
    [
      "a kind of a newer version",
      `${text}{"entry":"seance"}\n`,
      9,
      "the entry `seance` was written by a newer Campanile",
    ],
    [
      "such a kind without its line end",
      `${text}{"entry":"seance"}`,
      9,
      "the entry `seance` was written by a newer Campanile",
    ],
    ["a header that is missing", text.slice(text.indexOf("\n") + 1), 1, "a ledger begins with its header"],
    ["a second header", `${text}${formatEntry(header)}`, 9, "a second header stands here"],
    ["another file", "Dear diary", 1, "this file is no ledger"],
    ["another file of lines", "Dear diary\n", 1, "this line is no entry"],
  ])("reports %s with its line", (_, damaged, line, message) => {
    const isNewer = message.endsWith("newer Campanile") ? { isNewer: true } : {};
    expect(readLedgerText(damaged)).toEqual({ kind: "damaged", line, message, ...isNewer });
  });
});

/** The byte offset behind each line. */
function lineEnds(): readonly number[] {
  return [...bytes.entries()].flatMap(([offset, byte]) => (byte === 0x0a ? [offset + 1] : []));
}
