import type { LedgerEntry } from "../model/ledger-entry.ts";
import { byteLength } from "../text/count.ts";
import { formatEntry } from "./entry-text.ts";

/**
 * The lines of these entries in pieces of at most `maxBytes`, each of whole lines. An entry about many deliveries
 * that is longer becomes several entries that say the same; one about a single delivery stays whole.
 */
export function formatPieces(entries: readonly LedgerEntry[], maxBytes: number): readonly string[] {
  const lines = entries.map(formatEntry);
  const whole = lines.join("");
  // No text has more bytes than three times its units, so most need not be counted, line by line.
  if (whole.length * 3 <= maxBytes) return whole === "" ? [] : [whole];
  const pieces: string[] = [];
  let piece = "";
  let pieceBytes = 0;
  for (const { line, lineBytes } of entries.flatMap((entry, index) =>
    splitEntry(entry, lines[index] ?? formatEntry(entry), maxBytes),
  )) {
    if (piece !== "" && pieceBytes + lineBytes > maxBytes) {
      pieces.push(piece);
      piece = "";
      pieceBytes = 0;
    }
    piece += line;
    pieceBytes += lineBytes;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

interface Line {
  readonly line: string;
  readonly lineBytes: number;
}

/** `line`: the entry as it is written. */
function splitEntry(entry: LedgerEntry, line: string, maxBytes: number): readonly Line[] {
  const lineBytes = byteLength(line);
  const halves = lineBytes > maxBytes ? halve(entry) : undefined;
  return halves === undefined
    ? [{ line, lineBytes }]
    : halves.flatMap((half) => splitEntry(half, formatEntry(half), maxBytes));
}

function halve(entry: LedgerEntry): readonly [LedgerEntry, LedgerEntry] | undefined {
  if (entry.entry === "intent" || entry.entry === "baseline") {
    const { deliveries } = entry;
    const middle = Math.ceil(deliveries.length / 2);
    if (middle === deliveries.length) return undefined;
    return [
      { ...entry, deliveries: deliveries.slice(0, middle) },
      { ...entry, deliveries: deliveries.slice(middle) },
    ];
  }
  if (entry.entry === "outcome") {
    const { keys } = entry;
    const middle = Math.ceil(keys.length / 2);
    if (middle === keys.length) return undefined;
    return [
      { ...entry, keys: keys.slice(0, middle) },
      { ...entry, keys: keys.slice(middle) },
    ];
  }
  if (entry.entry === "members") {
    const { requests, rendered, first } = entry;
    const middle = Math.ceil(requests.length / 2);
    if (middle === requests.length) return undefined;
    return [
      { ...entry, requests: requests.slice(0, middle), rendered: rendered.slice(0, middle) },
      {
        ...entry,
        first: first + middle,
        requests: requests.slice(middle),
        rendered: rendered.slice(middle),
      },
    ];
  }
  if (entry.entry === "replies") {
    const { requests } = entry;
    const middle = Math.ceil(requests.length / 2);
    if (middle === requests.length) return undefined;
    return [
      { ...entry, requests: requests.slice(0, middle) },
      { ...entry, requests: requests.slice(middle) },
    ];
  }
  return undefined;
}
