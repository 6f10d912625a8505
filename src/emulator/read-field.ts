import { isJsonObject, type Json } from "../model/json.ts";
import { childElements, parseXml, textOf, type XmlElement } from "../nh/xml.ts";
import { nearest } from "../text/nearest.ts";
import { parseJson } from "../text/parse-json.ts";
import { type Face, readFace } from "./read-face.ts";

export type FieldReading =
  | { readonly kind: "found"; readonly value: Json }
  /** XML has texts alone, and what people see is text as well: `3` and `"3"` are the same there. */
  | { readonly kind: "text"; readonly value: string }
  /** `nearest`: a path of this body that was meant, perhaps. */
  | { readonly kind: "absent"; readonly nearest: string | undefined };

/**
 * Reads a field of a body: a path into its JSON or XML, with dots between the steps, or a part that people see, such as
 * `title`, wherever the platform keeps it. A list and elements of one name take a step that is a number, from 0.
 */
export function readField(body: string, path: string): FieldReading {
  const tree = parseJson(body);
  const steps = path.split(".");
  if (tree !== undefined) {
    const value = walk(tree, steps);
    if (value !== undefined) return { kind: "found", value };
  }
  const root = tree === undefined ? readRoot(body) : undefined;
  const written = root === undefined ? undefined : walkElements([root], steps);
  if (written !== undefined) return { kind: "text", value: written };
  const seen = readPart(body, path);
  if (seen !== undefined) return { kind: "text", value: seen };
  const known = tree !== undefined ? listPaths(tree, "") : root === undefined ? [] : listElements(root, "");
  const seeable = faceParts.filter((part) => readPart(body, part) !== undefined);
  return { kind: "absent", nearest: nearest(path, [...known, ...seeable]) };
}

/** Texts that a person sees, the title first; a body without a form is one as it stands. */
export function readTexts(body: string): readonly string[] {
  if (parseJson(body) === undefined && readRoot(body) === undefined) return body === "" ? [] : [body];
  const face = readFace(body);
  return [face?.title, face?.subtitle, face?.body].filter((part) => part !== undefined);
}

const faceParts = ["title", "subtitle", "body", "picture", "badge", "sound"] as const;

function readPart(body: string, path: string): string | undefined {
  const part = faceParts.find((name) => name === path);
  if (part === undefined) return undefined;
  const face: Partial<Face> | undefined = readFace(body);
  const isRaw = part === "body" && parseJson(body) === undefined && readRoot(body) === undefined;
  return face?.[part] ?? (isRaw && body !== "" ? body : undefined);
}

function walk(tree: Json, steps: readonly string[]): Json | undefined {
  if (steps.length === 0) return tree;
  if (Array.isArray(tree)) {
    const [step = "", ...rest] = steps;
    const item: Json | undefined = /^\d+$/.test(step) ? tree[Number(step)] : undefined;
    return item === undefined ? undefined : walk(item, rest);
  }
  if (!isJsonObject(tree)) return undefined;
  // A key may have dots itself, as those of Android's data often do: the longest that fits comes first.
  for (let end = steps.length; end > 0; end--) {
    const key = steps.slice(0, end).join(".");
    const member = Object.hasOwn(tree, key) ? tree[key] : undefined;
    const found = member === undefined ? undefined : walk(member, steps.slice(end));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The paths of all leaves and of what holds them. */
function listPaths(tree: Json, prefix: string): readonly string[] {
  const members: readonly (readonly [string, Json])[] = isJsonObject(tree)
    ? Object.entries(tree)
    : Array.isArray(tree)
      ? tree.map((item: Json, index) => [String(index), item] as const)
      : [];
  return members.flatMap(([key, value]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return [path, ...listPaths(value, path)];
  });
}

function readRoot(body: string): XmlElement | undefined {
  const reading = parseXml(body);
  return reading.kind === "document" ? reading.root : undefined;
}

/** Of several elements of one name the first, unless a number chooses. */
function walkElements(candidates: readonly XmlElement[], steps: readonly string[]): string | undefined {
  const [step, ...rest] = steps;
  const named = candidates.filter(({ local }) => local === step);
  const [next = "", ...others] = rest;
  const isChosen = /^\d+$/.test(next);
  const element = named[isChosen ? Number(next) : 0];
  const after = isChosen ? others : rest;
  if (element === undefined) return undefined;
  if (after.length === 0) return textOf(element).trim();
  const attribute = element.attributes.get(after.join("."));
  return attribute ?? walkElements(childElements(element), after);
}

function listElements(element: XmlElement, prefix: string): readonly string[] {
  const path = `${prefix}${element.local}`;
  return [
    path,
    ...[...element.attributes.keys()].map((name) => `${path}.${name}`),
    ...childElements(element).flatMap((child) => listElements(child, `${path}.`)),
  ];
}
