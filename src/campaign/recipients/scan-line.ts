import { maxRowBytes } from "./row-reading.ts";

export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;

export interface ScannedLine {
  /** The end of its text, without the line end. */
  readonly end: number;
  /** Where the next line begins. */
  readonly next: number;
  readonly isTooLong: boolean;
  /** The line is too long and its end not in sight: what comes up to the next line feed belongs to it. */
  readonly isCut: boolean;
}

/** The line that begins at `start`; `undefined` when its end is not in `bytes` yet and it may still be short enough. */
export function scanLine(bytes: Buffer, start: number, isLast: boolean): ScannedLine | undefined {
  const feed = bytes.indexOf(lineFeed, start);
  if (feed < 0) {
    const length = bytes.length - start;
    const isCut = length > maxRowBytes + 1;
    if (!isCut && !isLast) return undefined;
    return { end: bytes.length, next: bytes.length, isTooLong: length > maxRowBytes, isCut };
  }
  const end = feed > start && bytes[feed - 1] === carriageReturn ? feed - 1 : feed;
  return { end, next: feed + 1, isTooLong: end - start > maxRowBytes, isCut: false };
}

/** Passes over the rest of a line that was cut; the position behind it, or -1 when its end is not in sight either. */
export function skipLine(bytes: Buffer, start: number): number {
  return bytes.indexOf(lineFeed, start) + 1 || -1;
}
