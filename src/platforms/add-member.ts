import type { Json } from "../model/json.ts";

/** A member to write into a JSON text: `value` under `name`, in the object at `path`. */
export interface Addition {
  /** Keys from the root; empty for the root itself. */
  readonly path: readonly string[];
  readonly name: string;
  readonly value: Json;
}

interface OpenValue {
  readonly isObject: boolean;
  /** It stands at the beginning of the path, or at its end. */
  readonly isOnPath: boolean;
  isEmpty: boolean;
  /** The member that is being read, as written. */
  key: string;
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s"{}[\]:,]+/gs;

/**
 * Writes a member at the end of an object inside a JSON text. All else stays byte for byte, since reading and writing
 * the whole would round large numbers and move keys that look like numbers. Where a key stands twice, the last counts,
 * as it does for `JSON.parse`. A text without an object at the path comes back as it was.
 */
export function addMember(text: string, { path, name, value }: Addition): string {
  const place = findObjectEnd(text, path);
  if (place === undefined) return text;
  const before = text.slice(0, place.offset).trimEnd();
  const comma = place.isEmpty ? "" : ",";
  const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
  return `${before}${comma}${member}${text.slice(before.length)}`;
}

function findObjectEnd(
  text: string,
  path: readonly string[],
): { readonly offset: number; readonly isEmpty: boolean } | undefined {
  // A stack instead of recursion, so that a deep text costs no call depth.
  const open: OpenValue[] = [];
  let found: { readonly offset: number; readonly isEmpty: boolean } | undefined;
  let lastText = "";
  for (const { 0: token, index: offset } of text.matchAll(tokens)) {
    const parent = open.at(-1);
    if (token === "}" || token === "]") {
      open.pop();
      if (parent?.isObject === true && parent.isOnPath && open.length === path.length)
        found = { offset, isEmpty: parent.isEmpty };
    } else if (token === ":") {
      if (parent !== undefined) parent.key = lastText;
    } else if (token !== ",") {
      if (parent !== undefined) parent.isEmpty = false;
      if (token === "{" || token === "[") {
        const isOnPath =
          parent === undefined ||
          (parent.isObject && parent.isOnPath && isKey(parent.key, path[open.length - 1]));
        open.push({ isObject: token === "{", isOnPath, isEmpty: true, key: "" });
      } else lastText = token;
    }
  }
  return found;
}

/** Whether a key as written, with its quotes and escapes, is this one. */
function isKey(written: string, wanted: string | undefined): boolean {
  const key: unknown = written === "" ? undefined : JSON.parse(written);
  return wanted !== undefined && key === wanted;
}
