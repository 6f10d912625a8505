import type { Json } from "../../model/json.ts";

/** A helper was called with a value it cannot use. The message completes "`name` …". */
export class HelperError extends Error {
  override readonly name = "HelperError";
}

export type HelperHash = Readonly<Record<string, Json | undefined>>;

export function isBlank(given: Json | undefined): given is undefined | null | "" {
  return given === undefined || given === null || given === "";
}

/** As `{{#if}}` sees it: an empty list is false. */
export function isTruthy(given: Json | undefined): boolean {
  return Array.isArray(given) ? given.length > 0 : Boolean(given);
}

export function toText(given: Json | undefined): string {
  if (typeof given === "string") return given;
  if (typeof given === "number" || typeof given === "boolean") return String(given);
  throw new HelperError("needs a text, and got a list or a map");
}

export function toNumber(given: Json | undefined): number {
  const isNumeric = typeof given === "string" && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given.trim());
  const number = typeof given === "number" ? given : isNumeric ? Number(given) : Number.NaN;
  if (!Number.isFinite(number)) throw new HelperError(`needs a number, and got ${quote(given)}`);
  return number;
}

export function toInteger(given: Json | undefined): number {
  const number = Math.trunc(toNumber(given));
  if (!Number.isSafeInteger(number))
    throw new HelperError(`cannot keep ${quote(given)} exactly: it is beyond 2^53`);
  return number;
}

export function truncate(text: string, length: Json | undefined): string {
  const limit = toInteger(length);
  if (limit < 1) throw new HelperError("needs a length of 1 or more");
  if (text.length <= limit) return text;
  const ends: number[] = [];
  for (const end of characterEnds(text)) {
    ends.push(end);
    if (ends.length > limit) return `${text.slice(0, ends[limit - 2] ?? 0)}…`;
  }
  return text;
}

/** Made when it is first needed: `Intl` takes a good part of what a command needs to start. */
let segmenter: Intl.Segmenter | undefined;

/**
 * Where each character ends, as readers count them. A piece at a time: Node keeps a copy of the whole segmented text with
 * every character, which for a long text is all the memory there is.
 */
function* characterEnds(text: string): Generator<number> {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  for (let start = 0, units = 256; start < text.length; ) {
    const piece = text.slice(start, start + units);
    const isLast = start + units >= text.length;
    const ends = [...segmenter.segment(piece)].map(({ segment, index }) => start + index + segment.length);
    // The last character of a piece may go on in the next.
    const whole = isLast ? ends : ends.slice(0, -1);
    yield* whole;
    units = whole.length === 0 ? units * 2 : 256;
    start = whole.at(-1) ?? start;
  }
}

export function encodeText(text: string): string {
  try {
    return encodeURIComponent(text).replace(/[!'()*]/g, percentEncode);
  } catch (error) {
    if (error instanceof URIError)
      throw new HelperError("got half of a surrogate pair, which no address can carry");
    throw error;
  }
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

export function compare(a: Json | undefined, b: Json | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  throw new HelperError(`compares two numbers or two texts, and got ${quote(a)} and ${quote(b)}`);
}

export function quote(given: Json | undefined): string {
  return given === undefined ? "nothing" : JSON.stringify(given);
}
