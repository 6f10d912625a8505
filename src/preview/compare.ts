import type { Json } from "../model/json.ts";
import type { Notification } from "../model/notification.ts";
import { canonicalJson } from "../text/canonical-json.ts";

/**
 * What of a notification is different, in words; empty when only its spelling is: the order of keys, blanks, comments or
 * the file's name.
 */
export function listChanges(before: Notification, now: Notification): readonly string[] {
  const aspects: readonly (readonly [string, (of: Notification) => unknown])[] = [
    ["platform", ({ platform }) => platform],
    ["audience", ({ audience }) => audience],
    ["content", ({ body, form }) => (form === "json" ? parse(body) : body)],
    ["headers", ({ headers }) => lowerNames(headers)],
    ["schedule", ({ schedule }) => schedule ?? null],
    ["expiry", ({ expires }) => expires ?? null],
    ["revision", ({ revision }) => revision],
    ["repeat", ({ repeat }) => repeat],
    ["cancelled", ({ cancelled }) => cancelled],
    ["what happens when in doubt", ({ onUnknown }) => onUnknown],
  ];
  return aspects.flatMap(([name, read]) =>
    canonicalJson(read(before)) === canonicalJson(read(now)) ? [] : [name],
  );
}

function lowerNames(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function parse(body: string): Json {
  try {
    const tree: Json = JSON.parse(body);
    return tree;
  } catch {
    return body;
  }
}
