import { sha256Hex } from "./hash.ts";

/** JSON with keys sorted at every level and no blanks; text stays as it is, without Unicode normalisation. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** SHA-256 of the canonical JSON, in lower-case hexadecimal. */
export function digest(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}
