import { isJsonObject, type Json } from "../model/json.ts";
import type { Notification } from "../model/notification.ts";
import { childElements, parseXml, type XmlElement } from "../nh/xml.ts";
import { parseJson } from "../text/parse-json.ts";

/** The values of a body by their paths; an empty map, list or element is a value as well. */
export type Leaves = ReadonlyMap<string, Json>;

/** `undefined` for a body that has no parts: a text, or what a push service would not understand. */
export function listLeaves({ form, body }: Pick<Notification, "form" | "body">): Leaves | undefined {
  if (form === "raw") return undefined;
  if (form === "json") {
    const tree = parseJson(body);
    return tree === undefined ? undefined : listJsonLeaves(tree);
  }
  const reading = parseXml(body);
  if (reading.kind === "malformed") return undefined;
  const leaves = new Map<string, Json>();
  addElement(reading.root, reading.root.name, leaves);
  return leaves;
}

/** `aps.alert.title`, `actions[0].id`, `data["a.b"]`. */
export function listJsonLeaves(tree: Json): Leaves {
  const leaves = new Map<string, Json>();
  addValue(tree, "", leaves);
  return leaves;
}

function addValue(value: Json, path: string, leaves: Map<string, Json>): void {
  const members: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((item: Json, index) => [`${path}[${index}]`, item] as const)
    : isJsonObject(value)
      ? Object.entries(value).map(([key, member]) => [joinKey(path, key), member] as const)
      : [];
  if (members.length === 0) leaves.set(path, value);
  for (const [name, member] of members) addValue(member, name, leaves);
}

/** A key with a dot in it is no path. */
function joinKey(path: string, key: string): string {
  if (!/^[\p{Letter}\p{Number}_$-]+$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** `toast.visual.binding@template`, `toast.visual.binding.text[1]`; blanks between elements are layout. */
function addElement(element: XmlElement, path: string, leaves: Map<string, Json>): void {
  for (const [name, value] of element.attributes) leaves.set(`${path}@${name}`, value);
  const elements = childElements(element);
  const texts = joinTexts(element);
  if (elements.length === 0) {
    const text = texts.join("");
    if (text !== "" || element.attributes.size === 0) leaves.set(path, text);
    return;
  }
  const written = texts.filter((text) => text.trim() !== "");
  written.forEach((text, index) => {
    leaves.set(`${path}#text${written.length === 1 ? "" : `[${index}]`}`, text);
  });
  const seen = new Map<string, number>();
  for (const child of elements) {
    const place = seen.get(child.name) ?? 0;
    seen.set(child.name, place + 1);
    const isOne = elements.filter(({ name }) => name === child.name).length === 1;
    addElement(child, `${path}.${child.name}${isOne ? "" : `[${place}]`}`, leaves);
  }
}

/** The parser gives a text and a CDATA section beside it in two pieces. */
function joinTexts(element: XmlElement): readonly string[] {
  const texts: string[] = [];
  let isOpen = false;
  for (const child of element.children) {
    if (typeof child === "string") {
      if (isOpen) texts[texts.length - 1] += child;
      else texts.push(child);
    }
    isOpen = typeof child === "string";
  }
  return texts;
}
