import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";

/** Thrown where the text has something else than a snapshot has. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";
}

export function toObject(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Mismatch();
  return value;
}

export function toList(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new Mismatch();
  return value;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function toMap<T>(
  value: Json | undefined,
  read: (value: Json | undefined) => T,
): ReadonlyMap<string, T> {
  return new Map(
    toList(value).map((pair): [string, T] => {
      const [name, item, ...more] = toList(pair);
      if (more.length > 0) throw new Mismatch();
      return [toText(name), read(item)];
    }),
  );
}

export function toText(value: Json | undefined): string {
  if (typeof value !== "string") throw new Mismatch();
  return value;
}

export function toFlag(value: Json | undefined): boolean {
  if (typeof value !== "boolean") throw new Mismatch();
  return value;
}

/** The last millisecond that a `Date` can hold. */
const maxMs = 8.64e15;

export function toCount(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new Mismatch();
  return value;
}

export function toMs(value: Json | undefined): number {
  const atMs = toCount(value);
  if (atMs > maxMs) throw new Mismatch();
  return atMs;
}

export function toWord<Word extends string>(value: Json | undefined, words: readonly Word[]): Word {
  const word = words.find((known) => known === value);
  if (word === undefined) throw new Mismatch();
  return word;
}

export function toOptional<T>(value: Json | undefined, read: (value: Json | undefined) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}
