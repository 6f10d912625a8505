import { isJsonObject, type Json } from "../model/json.ts";
import { nearest } from "../text/nearest.ts";
import { type Face, readFace } from "./read-face.ts";

export type FieldReading =
  | { readonly kind: "found"; readonly value: Json }
  /** `nearest`: a path of this body that was meant, perhaps. */
  | { readonly kind: "absent"; readonly nearest: string | undefined };

/** Reads a field of a body: a path into its JSON, or a part that people see, such as `title`, whatever its form. */
export function readField(body: string, path: string): FieldReading {
  const tree = readTree(body);
  const value = tree === undefined ? undefined : walk(tree, path.split("."));
  if (value !== undefined) return { kind: "found", value };
  const face: Partial<Face> = readFace(body) ?? {};
  const seen = isFacePart(path) ? face[path] : undefined;
  if (seen !== undefined) return { kind: "found", value: seen };
  const known = tree === undefined ? [] : listPaths(tree, "");
  return { kind: "absent", nearest: nearest(path, [...known, ...faceParts]) };
}

const faceParts = ["title", "subtitle", "body", "picture", "badge", "sound"] as const;

function isFacePart(path: string): path is keyof Face {
  return faceParts.some((part) => part === path);
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
export function listPaths(tree: Json, prefix: string): readonly string[] {
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

function readTree(body: string): Json | undefined {
  try {
    const tree: Json = JSON.parse(body);
    return tree;
  } catch {
    return undefined;
  }
}
