import { maxRowBytes, tooLong } from "./row-reading.ts";
import { carriageReturn, lineFeed } from "./scan-line.ts";

/** Where a record of a CSV file ends, and what it holds. Its quotes are right. */
export interface ScannedRecord {
  /** The end of its text, without the line end. */
  readonly end: number;
  /** Where the next record begins. */
  readonly next: number;
  readonly lines: number;
  readonly cells: number;
  /** Its first control character, -1 when there is none. */
  readonly control: number;
}

export type RecordFault = "quote inside" | "text after quote" | "quote open" | "too long";

export const faultWords: Readonly<Record<RecordFault, string>> = {
  "quote inside": "a quote stands inside a cell; put the whole cell in quotes and write that quote twice",
  "text after quote": "text follows the closing quote of a cell; write a quote inside a cell twice",
  "quote open": "a cell opens a quote that is not closed",
  "too long": tooLong,
};

/** Finds the record that begins at `start`, or what is wrong with it; `undefined` when only more bytes can tell. */
export type ScanRecord = (
  bytes: Buffer,
  start: number,
  isLast: boolean,
) => ScannedRecord | RecordFault | undefined;

const quote = 0x22;
const plain = 0;
const special = 1;
const undecided = -1;
const unclosed = -2;

/** What is at hand of a record, and what was seen in it. */
interface Sight {
  readonly bytes: Buffer;
  readonly isLast: boolean;
  /** Not looked at: the end of the bytes, or the first one that makes the record too long. */
  readonly limit: number;
  feeds: number;
  control: number;
}

/**
 * Follows RFC 4180, section 2, with line ends of one or two characters. When a reader goes on behind the first line of a
 * faulty record, no line is looked at more than twice: its quotes, odd in number, open a cell or close it, never both.
 */
export function createRecordScanner(delimiter: number): ScanRecord {
  const inQuotes = new Uint8Array(256).fill(special, 0, 0x20);
  inQuotes[0x09] = plain;
  inQuotes[0x7f] = special;
  inQuotes[quote] = special;
  const inCell = inQuotes.slice();
  inCell[delimiter] = special;

  return (bytes, start, isLast) => {
    const limit = Math.min(bytes.length, start + maxRowBytes + 1);
    const sight: Sight = { bytes, isLast, limit, feeds: 0, control: -1 };
    let cells = 1;
    let at = start;
    for (;;) {
      const isQuoted = at < limit && bytes[at] === quote;
      at = isQuoted ? passQuotes(sight, at + 1, inQuotes) : passPlain(sight, at, inCell, delimiter);
      if (at === unclosed) return isLast || limit < bytes.length ? "quote open" : undefined;
      if (at >= limit) {
        if (at - start > maxRowBytes) return "too long";
        if (!isLast) return undefined;
      } else if (bytes[at] === delimiter) {
        cells++;
        at++;
        continue;
      }
      const length = at === undecided ? undecided : lineEndLength(sight, at);
      if (length === undecided) return undefined;
      if (length === 0 && at < limit) return isQuoted ? "text after quote" : "quote inside";
      return { end: at, next: at + length, lines: sight.feeds + 1, cells, control: sight.control };
    }
  };
}

/** The position behind the closing quote. */
function passQuotes(sight: Sight, start: number, classes: Uint8Array): number {
  const { bytes, limit } = sight;
  let at = start;
  for (;;) {
    while (at < limit && classes[bytes[at] ?? 0] === plain) at++;
    if (at >= limit) return unclosed;
    if (bytes[at] === quote) {
      if (at + 1 >= bytes.length && !sight.isLast) return undecided;
      if (bytes[at + 1] !== quote) return at + 1;
      at += 2;
      continue;
    }
    const length = lineEndLength(sight, at);
    if (length === undecided) return undecided;
    if (length > 0) sight.feeds++;
    else if (sight.control < 0) sight.control = bytes[at] ?? 0;
    at += length || 1;
  }
}

/** The position of the delimiter, the quote or the line end that follows. */
function passPlain(sight: Sight, start: number, classes: Uint8Array, delimiter: number): number {
  const { bytes, limit } = sight;
  let at = start;
  for (;;) {
    while (at < limit && classes[bytes[at] ?? 0] === plain) at++;
    if (at >= limit || bytes[at] === delimiter || bytes[at] === quote) return at;
    if (lineEndLength(sight, at) !== 0) return at;
    if (sight.control < 0) sight.control = bytes[at] ?? 0;
    at++;
  }
}

/** 1 for LF, 2 for CRLF, 0 for anything else: a CR by itself is a control character. */
function lineEndLength({ bytes, isLast }: Sight, at: number): number {
  if (bytes[at] === lineFeed) return 1;
  if (bytes[at] !== carriageReturn) return 0;
  if (at + 1 >= bytes.length) return isLast ? 0 : undecided;
  return bytes[at + 1] === lineFeed ? 2 : 0;
}
