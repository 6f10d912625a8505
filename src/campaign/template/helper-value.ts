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
  const characters = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)];
  if (characters.length <= limit) return text;
  return `${characters
    .slice(0, limit - 1)
    .map(({ segment }) => segment)
    .join("")}…`;
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
