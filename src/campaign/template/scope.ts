import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { nearest } from "../../text/nearest.ts";
import type { Remark } from "../yaml/source.ts";
import { helpers } from "./helpers.ts";

/** Where a name is looked up: the properties, or inside `{{#each}}` and `{{#with}}`. */
export interface Scope {
  /** What `this` is. */
  readonly value: Json;
  readonly parent: Scope | undefined;
  /** Names from `as |item|`. */
  readonly locals: ReadonlyMap<string, Json>;
  readonly isLoop: boolean;
}

export type Lookup =
  | { readonly kind: "found"; readonly value: Json }
  | { readonly kind: "absent"; readonly remark: Remark };

export function rootScope(properties: JsonObject): Scope {
  return { value: properties, parent: undefined, locals: noLocals, isLoop: false };
}

const noLocals: ReadonlyMap<string, Json> = new Map();

/** Finds what a path names. */
export function lookUp(node: hbs.AST.PathExpression, scope: Scope): Lookup {
  if (node.data) return lookUpData(node, scope);
  let from: Scope | undefined = scope;
  for (let level = 0; level < node.depth; level++) from = from?.parent;
  const [head = "", ...rest] = node.parts;
  // `this.item` and `./item` are members, also where `as |item|` named something so.
  const isMember = node.depth > 0 || /^(?:\.|this\b)/.test(node.original);
  const local = isMember ? undefined : scope.locals.get(head);
  return local === undefined ? walk(node, from?.value, node.parts) : walk(node, local, rest);
}

function lookUpData(node: hbs.AST.PathExpression, scope: Scope): Lookup {
  if (node.parts[0] === "root") {
    let outermost = scope;
    while (outermost.parent !== undefined) outermost = outermost.parent;
    return walk(node, outermost.value, node.parts.slice(1));
  }
  if (scope.isLoop && ["@index", "@key", "@first", "@last"].includes(node.original))
    return { kind: "found", value: 0 };
  return {
    kind: "absent",
    remark: {
      code: "CAM4002",
      message: `\`${node.original}\` is not defined here`,
      hint: "In {{#each}} there are @index, @key, @first and @last.",
    },
  };
}

function walk(node: hbs.AST.PathExpression, start: Json | undefined, parts: readonly string[]): Lookup {
  let value = start;
  for (const part of parts) {
    const holder = value;
    value = ownMember(holder, part);
    if (value === undefined) return { kind: "absent", remark: undefinedName(node.original, part, holder) };
  }
  return value === undefined
    ? { kind: "absent", remark: undefinedName(node.original, node.original, undefined) }
    : { kind: "found", value };
}

/** Only what a value has itself: `constructor` and its kind are no properties of a campaign. */
function ownMember(value: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(value))
    return name === "length" ? value.length : /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function undefinedName(original: string, part: string, holder: Json | undefined): Remark {
  const suggestion = nearest(part, isJsonObject(holder) ? Object.keys(holder) : []);
  const helper = helpers.get(original);
  const code = "CAM4002";
  const message = `\`${original}\` is not defined`;
  if (original.startsWith("../") && holder === undefined)
    return {
      code,
      message,
      hint: "`../` leads out of {{#each}} and {{#with}}, and this is outside of them.",
    };
  if (suggestion !== undefined) return { code, message, hint: `Did you mean \`${suggestion}\`?` };
  if (helper !== undefined)
    return { code, message, hint: `As a helper it needs an argument: ${helper.usage}.` };
  return { code, message, hint: `Add \`${part}\` to properties, or write {{default ${original} "…"}}.` };
}

/**
 * Handlebars' runtime compares an item with the value around it by `==`, to count the levels of `../`. `same`: it takes
 * one for the other, and `../` would lead one level too far. `incomparable`: it may fail on them.
 */
export function compareLevels(item: Json, around: Json): "different" | "same" | "incomparable" {
  if (item === around) return "same";
  const [map, other] = typeof item === "object" ? [item, around] : [around, item];
  if (typeof map !== "object" || map === null) {
    const isAlike = String(item) === String(around) || Number(item) === Number(around);
    return typeof item !== typeof around && isAlike ? "same" : "different";
  }
  if (typeof other === "object") return "different";
  if (!Array.isArray(map))
    return Object.hasOwn(map, "toString") || Object.hasOwn(map, "valueOf") ? "incomparable" : "different";
  if (map.some((entry: Json) => typeof entry === "object")) return "incomparable";
  return map.join() === String(other) ? "same" : "different";
}
