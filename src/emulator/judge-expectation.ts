import type { CheckDifference } from "../model/check-report.ts";
import type { WantedField, WantedNotification } from "../model/expectation.ts";
import type { Json } from "../model/json.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { diffWords } from "../text/diff-words.ts";
import { type FieldReading, readField, readTexts } from "./read-field.ts";

export interface Judgement {
  /** How many of the wanted have not come. */
  readonly missingCount: number;
  /** Which bodies came and fit nothing that was wanted. */
  readonly spare: readonly number[];
  /** Between what was wanted and did not come, and what came in its place. */
  readonly differences: readonly CheckDifference[];
}

/** Compares what a device must get with the bodies that it got: each wanted one once, in any order, and no other. */
export function judgeExpectation(
  wanted: readonly WantedNotification[],
  bodies: readonly string[],
): Judgement {
  const table = wanted.map((one) => bodies.map((body) => compare(one, body)));
  const holders = matchAll(table.map((row) => row.map((differences) => differences.length === 0)));
  const served = new Set(holders.values());
  const missing = table.filter((_, index) => !served.has(index));
  const spare = [...bodies.keys()].filter((index) => !holders.has(index));
  const differences = missing.flatMap((row) => chooseNearest(row.filter((_, index) => !holders.has(index))));
  return { missingCount: missing.length, spare, differences };
}

/**
 * The largest matching by augmenting paths, as body → wanted: a text may fit two bodies, of which another text fits
 * only one.
 */
function matchAll(fits: readonly (readonly boolean[])[]): ReadonlyMap<number, number> {
  const holders = new Map<number, number>();
  const place = (index: number, visited: Set<number>): boolean =>
    (fits[index] ?? []).some((isFitting, at) => {
      if (!isFitting || visited.has(at)) return false;
      visited.add(at);
      const before = holders.get(at);
      if (before !== undefined && !place(before, visited)) return false;
      holders.set(at, index);
      return true;
    });
  for (const index of fits.keys()) place(index, new Set());
  return holders;
}

/** Those to the body that comes nearest; none when nothing came. */
function chooseNearest(row: readonly (readonly CheckDifference[])[]): readonly CheckDifference[] {
  return [...row].sort((a, b) => a.length - b.length)[0] ?? [];
}

function compare(one: WantedNotification, body: string): readonly CheckDifference[] {
  return one.kind === "text"
    ? compareText(one.text, body)
    : one.fields.flatMap((field) => compareField(field, body));
}

function compareText(expected: string, body: string): readonly CheckDifference[] {
  const texts = readTexts(body);
  if (texts.some((text) => text.includes(expected))) return [];
  const [received] = [...texts].sort((a, b) => countCommon(expected, b) - countCommon(expected, a));
  if (received !== undefined) return [{ subject: "text", expected, received }];
  const hint = "Nothing of it is for the eye: name fields of its payload by their paths.";
  return [{ subject: "text", expected, hint }];
}

function countCommon(expected: string, text: string): number {
  const same = diffWords(expected, text).filter(({ kind }) => kind === "same");
  return same.reduce((sum, piece) => sum + piece.text.length, 0);
}

function compareField({ path, value }: WantedField, body: string): readonly CheckDifference[] {
  const reading = readField(body, path);
  if (isEqual(value, reading)) return [];
  if (reading.kind === "absent") {
    const hint =
      reading.nearest !== undefined
        ? `Did you mean \`${reading.nearest}\`?`
        : value === "nothing"
          ? "A field that must not be there is written as null."
          : undefined;
    return [{ subject: path, expected: spell(value), ...(hint === undefined ? {} : { hint }) }];
  }
  // Where `3` was meant and `"3"` came, the quotes are the difference.
  const differsInType = reading.kind === "found" && typeof value !== typeof reading.value;
  const write = differsInType ? (one: Json) => JSON.stringify(one) : spell;
  return [{ subject: path, expected: write(value), received: write(reading.value) }];
}

function isEqual(value: Json, reading: FieldReading): boolean {
  switch (reading.kind) {
    case "absent":
      return value === null;
    case "found":
      return canonicalJson(value) === canonicalJson(reading.value);
    case "text":
      return value !== null && typeof value !== "object" && String(value) === reading.value;
  }
}

function spell(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a device must get, one phrase for each notification. */
export function describeWanted(one: WantedNotification): string {
  if (one.kind === "text") return `“${one.text}”`;
  return one.fields.map(({ path, value }) => `${path}: ${spell(value)}`).join(", ");
}

/** A notification as a person would name it. */
export function describeBody(body: string): string {
  const texts = readTexts(body);
  return texts.length === 0 ? body : `“${texts.join(" / ")}”`;
}
