import type { Audience } from "../model/audience.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import type { Notification } from "../model/notification.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { count } from "../text/count.ts";
import { parseJson } from "../text/parse-json.ts";
import { sayDuration, sayTime } from "./say-time.ts";
import type { Change } from "./view.ts";

/**
 * What of a notification is different for devices and the hub, value by value; empty when only its spelling is: the
 * order of keys, blanks, comments or the file's name.
 */
export function listChanges(before: Notification, after: Notification): readonly Change[] {
  const aspects: readonly (readonly [string, (of: Notification) => string | undefined])[] = [
    ["platform", ({ platform }) => platform],
    ["schedule", ({ schedule }) => (schedule === undefined ? undefined : sayTime(schedule))],
    ["expires", ({ expires }) => (expires === undefined ? undefined : sayDuration(sayTime(expires)))],
    ["revision", ({ revision }) => String(revision)],
    ["repeat", ({ repeat }) => String(repeat)],
    ["cancelled", ({ cancelled }) => String(cancelled)],
    ["when in doubt", ({ onUnknown }) => onUnknown],
  ];
  return [
    ...compareAudiences(before, after),
    ...aspects.flatMap(([what, read]) => differ(what, read(before), read(after))),
    ...compareHeaders(before, after),
    ...compareContent(before, after),
  ];
}

/** Whether two notifications are one message under two names. */
export function isSameMessage(one: Notification, other: Notification): boolean {
  return one.platform === other.platform && listChanges(one, other).length === 0;
}

/** Words for people, unless they are the same for two expressions. */
function compareAudiences(before: Notification, after: Notification): readonly Change[] {
  const words = differ("audience", sayAudience(before.audience), sayAudience(after.audience));
  return words.length > 0 ? words : differ("audience", spell(before.audience), spell(after.audience));
}

function sayAudience(audience: Audience): string {
  if (audience.kind === "tags") return audience.words;
  if (audience.kind === "recipients") return `the people of ${audience.file}`;
  return audience.kind === "broadcast" ? "everyone" : count(audience.handles.length, "device");
}

function spell(audience: Audience): string {
  if (audience.kind === "tags") return audience.expression;
  if (audience.kind === "recipients") return canonicalJson(audience.written);
  return audience.kind === "broadcast" ? "everyone" : [...audience.handles].sort().join(", ");
}

function compareHeaders(before: Notification, after: Notification): readonly Change[] {
  const old = lowerNames(before.headers);
  const young = lowerNames(after.headers);
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((name) =>
    differ(`header ${name}`, old.get(name), young.get(name)),
  );
}

function lowerNames(headers: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function compareContent(before: Notification, after: Notification): readonly Change[] {
  const old = treeOf(before);
  const young = treeOf(after);
  if (old === undefined || young === undefined) return differ("content", before.body, after.body);
  const oldLeaves = listLeaves(old);
  const youngLeaves = listLeaves(young);
  return [...new Set([...oldLeaves.keys(), ...youngLeaves.keys()])].flatMap((path) => {
    const left = oldLeaves.get(path);
    const right = youngLeaves.get(path);
    if (left !== undefined && right !== undefined && canonicalJson(left) === canonicalJson(right)) return [];
    // The number 3 and the text "3" look alike without quotes.
    const isText = [left, right].every((value) => value === undefined || typeof value === "string");
    const show = (value: Json | undefined) =>
      value === undefined || (isText && typeof value === "string") ? value : canonicalJson(value);
    return differ(`content ${path}`.trim(), show(left), show(right));
  });
}

function treeOf({ form, body }: Notification): Json | undefined {
  return form === "json" ? parseJson(body) : undefined;
}

/** Every value of a tree by its path; an empty map or list is a value as well. */
function listLeaves(tree: Json, path = "", leaves = new Map<string, Json>()): ReadonlyMap<string, Json> {
  const entries = Array.isArray(tree)
    ? tree.map((value: Json, at) => [`${path}[${at}]`, value] as const)
    : isJsonObject(tree)
      ? Object.entries(tree).map(([key, value]) => [joinPath(path, key), value] as const)
      : [];
  if (entries.length === 0) leaves.set(path, tree);
  for (const [name, value] of entries) listLeaves(value, name, leaves);
  return leaves;
}

/** A key with a dot in it is no path. */
function joinPath(path: string, key: string): string {
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

function differ(what: string, before: string | undefined, after: string | undefined): readonly Change[] {
  return before === after ? [] : [{ what, before, after }];
}
