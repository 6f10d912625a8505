import { isJsonObject, type Json } from "../model/json.ts";

/** What stands at a path of names in JSON of somebody else; `undefined` when there is nothing. */
export function at(value: Json | undefined, ...names: readonly string[]): Json | undefined {
  let found = value;
  for (const name of names) {
    if (!isJsonObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

export function textAt(value: Json | undefined, ...names: readonly string[]): string | undefined {
  const found = at(value, ...names);
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: Json | undefined, ...names: readonly string[]): number | undefined {
  const found = at(value, ...names);
  return typeof found === "number" && Number.isSafeInteger(found) ? found : undefined;
}

export function listAt(value: Json | undefined, ...names: readonly string[]): readonly Json[] {
  const found: unknown = at(value, ...names);
  return Array.isArray(found) ? found : [];
}
