import type { RowValues } from "../../model/audience.ts";

/** Finds again what rows with the same cells came to, as far as the templates use the cells. */
export interface RowCache<Value> {
  get(values: RowValues, make: MakeOfRow<Value>): Value;
}

export type MakeOfRow<Value> = (values: RowValues, { isKept }: { readonly isKept: boolean }) => Value;

/** Rows that show whether it is worth the while: where each person has an own text, it is not. */
const trialRows = 4_096;
const minHits = trialRows / 4;
const maxKept = 1_000;

/** `texts` are all templates that a row is rendered with. */
export function createRowCache<Value>(texts: readonly string[]): RowCache<Value> {
  const names = listNames(texts);
  const kept = new Map<string, Value>();
  let isOn = names !== undefined;
  let lookups = 0;
  let hits = 0;
  return {
    get: (values, make) => {
      if (!isOn || names === undefined) return make(values, { isKept: false });
      const key = keyOf(values, names);
      const known = kept.get(key);
      lookups++;
      if (known !== undefined) {
        hits++;
        return known;
      }
      if (lookups >= trialRows && hits < minHits) {
        isOn = false;
        kept.clear();
        return make(values, { isKept: false });
      }
      const made = make(values, { isKept: true });
      if (kept.size >= maxKept) kept.clear();
      kept.set(key, made);
      return made;
    },
  };
}

/** Every word within braces: more than the columns that are used, and never fewer. `undefined`: it could be any. */
function listNames(texts: readonly string[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const text of texts)
    for (const [mustache] of text.matchAll(/\{\{.*?\}\}/gs)) {
      if (/\bthis\b|@root|(?<![\w\]])\.(?![\w/[])/.test(mustache)) return undefined;
      for (const [, quoted, plain] of mustache.matchAll(/\[([^\]]*)\]|([^\s{}()[\]|=#^/.&~"']+)/g)) {
        const name = quoted ?? plain;
        if (name !== undefined) names.add(name);
      }
    }
  return [...names];
}

/** The length of each keeps two cells from being read as one. */
function keyOf(values: RowValues, names: readonly string[]): string {
  let key = "";
  for (const name of names) {
    if (!Object.hasOwn(values, name)) continue;
    const value = values[name];
    const text = String(value);
    key += `${name}=${typeof value}${text.length}:${text}`;
  }
  return key;
}
