import type { LedgerEntry } from "../model/ledger-entry.ts";
import { parseJson } from "../text/parse-json.ts";
import type { Damage, LedgerReading, TakeEntry } from "./backend.ts";
import { entryStart, parseEntry } from "./entry-text.ts";

/** Takes the bytes of a ledger as they come, since one that has grown for long is larger than any text can be. */
export interface LedgerReader {
  accept(piece: Uint8Array): void;
  end(): LedgerReading;
}

const lineEnd = 0x0a;

/**
 * Reads a ledger of JSON Lines and hands over its entries in their order. A crash can leave half an entry at the end, and
 * another writer then puts its own lines right behind it; nobody was ever told that the half is written, so nothing happened
 * on its account, and it is dropped in both places. Any other line that cannot be read makes the whole ledger unreadable:
 * nothing is handed over from there on, and what was is worth nothing.
 */
export function createLedgerReader(take: TakeEntry): LedgerReader {
  let begunLine: Uint8Array[] = [];
  let lines = 0;
  let entryCount = 0;
  let damage: ({ readonly line: number } & Damage) | undefined;
  /** A line before the first entry: at most the half of a header, and the last one. */
  let dropped = "";

  const takeInOrder = (entry: LedgerEntry): Damage | undefined => {
    if (entryCount === 0 && entry.entry !== "ledger") return { message: "a ledger begins with its header" };
    if (entryCount > 0 && entry.entry === "ledger") return { message: "a second header stands here" };
    entryCount++;
    take(entry);
    return undefined;
  };

  const readLines = (text: string, { isEnd }: { readonly isEnd: boolean }): void => {
    for (const line of text.split("\n")) {
      if (damage !== undefined) return;
      lines++;
      const wrong = readLine(line, { isEnd, take: takeInOrder });
      if (wrong !== undefined) damage = { line: lines, ...wrong };
      else if (entryCount === 0) dropped = line;
    }
  };

  const joinBegun = (last: Uint8Array): string => {
    const bytes = begunLine.length === 0 ? last : Buffer.concat([...begunLine, last]);
    begunLine = [];
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
    return lines === 0 ? text.replace(/^\uFEFF/, "") : text;
  };

  return {
    accept: (piece) => {
      const end = piece.lastIndexOf(lineEnd);
      if (end >= 0) readLines(joinBegun(piece.subarray(0, end)), { isEnd: false });
      if (end < piece.length - 1) begunLine.push(piece.subarray(end + 1));
    },
    end: () => {
      readLines(joinBegun(new Uint8Array()), { isEnd: true });
      if (damage !== undefined) return { kind: "damaged", ...damage };
      if (entryCount > 0) return { kind: "whole", entryCount };
      return isHalfHeader(dropped)
        ? { kind: "missing" }
        : { kind: "damaged", line: 1, message: "this file is no ledger" };
    },
  };
}

/** Answers what is wrong with the line. */
function readLine(
  line: string,
  { isEnd, take }: { readonly isEnd: boolean; readonly take: (entry: LedgerEntry) => Damage | undefined },
): Damage | undefined {
  const whole = parseEntry(line);
  if (whole.kind === "entry") return take(whole.entry);
  const pieces = line.split(/(?=\{"entry":")/);
  for (const [index, piece] of pieces.entries()) {
    const isFollowed = index < pieces.length - 1 || isEnd;
    if (isFollowed && parseJson(piece) === undefined) continue;
    const reading = parseEntry(piece);
    if (reading.kind === "wrong") {
      const { kind: _, ...damage } = reading;
      return damage;
    }
    const damage = take(reading.entry);
    if (damage !== undefined) return damage;
  }
  return undefined;
}

/** A crash while the ledger was made; a loss of power can pad the file with zero bytes. */
function isHalfHeader(text: string): boolean {
  const begun = text.replace(/\0+$/, "");
  return begun.startsWith(entryStart) || entryStart.startsWith(begun);
}
