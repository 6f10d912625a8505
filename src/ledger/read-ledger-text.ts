import type { LedgerEntry } from "../model/ledger-entry.ts";
import { parseJson } from "../text/parse-json.ts";
import type { LedgerReading } from "./backend.ts";
import { entryStart, parseEntry } from "./entry-text.ts";

/**
 * Reads a ledger of JSON Lines. A crash can leave half an entry at the end, and another writer then puts its own
 * lines right behind it; nobody was ever told that the half is written, so nothing happened on its account, and it
 * is dropped in both places. Any other line that cannot be read makes the whole ledger unreadable.
 */
export function readLedgerText(text: string): LedgerReading {
  const lines = text.split("\n");
  const entries: LedgerEntry[] = [];
  for (const [index, line] of lines.entries()) {
    const damage = readLine(line, { isEnd: index === lines.length - 1 }, entries);
    if (damage !== undefined) return { kind: "damaged", line: index + 1, message: damage };
  }
  if (entries.length > 0) return { kind: "entries", entries };
  return isHalfHeader(text)
    ? { kind: "missing" }
    : { kind: "damaged", line: 1, message: "this file is no ledger" };
}

/** Adds the entries of one line; answers what is wrong with it. */
function readLine(
  line: string,
  { isEnd }: { readonly isEnd: boolean },
  entries: LedgerEntry[],
): string | undefined {
  const whole = parseEntry(line);
  if (whole.kind === "entry") return add(whole.entry, entries);
  const pieces = line.split(/(?=\{"entry":")/);
  for (const [index, piece] of pieces.entries()) {
    const isFollowed = index < pieces.length - 1 || isEnd;
    if (isFollowed && parseJson(piece) === undefined) continue;
    const reading = parseEntry(piece);
    const damage = reading.kind === "wrong" ? reading.message : add(reading.entry, entries);
    if (damage !== undefined) return damage;
  }
  return undefined;
}

function add(entry: LedgerEntry, entries: LedgerEntry[]): string | undefined {
  const isFirst = entries.length === 0;
  if (isFirst && entry.entry !== "ledger") return "a ledger begins with its header";
  if (!isFirst && entry.entry === "ledger") return "a second header stands here";
  entries.push(entry);
  return undefined;
}

/** A crash while the ledger was made; a loss of power can pad the file with zero bytes. */
function isHalfHeader(text: string): boolean {
  const begun = text.replace(/\0+$/, "");
  return begun.startsWith(entryStart) || entryStart.startsWith(begun);
}
