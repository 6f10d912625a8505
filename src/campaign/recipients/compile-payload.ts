import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import type { Platform } from "../../platforms/platform.ts";
import { parseTemplate } from "../template/parse-template.ts";
import { compileTemplate, renderScalar, renderText } from "../template/render-template.ts";

/** Renders a tree for one row; `undefined` when a leaf cannot be, and who wants to know why renders it with a reporter. */
export type RenderTree = (properties: JsonObject) => Json | undefined;

/**
 * Takes a payload apart once, so that a million rows need not look at what is the same for all of them. The sample was
 * rendered with every check, so what is asked here of a row is only whether its leaves have values.
 */
export function compilePayload(written: Json, platform: Platform): RenderTree {
  const whole = compileNode(written, [], platform);
  if (whole.kind === "fixed") return () => whole.value;
  return (properties) => {
    const state = { properties, isWrong: false };
    const tree = whole.build(state);
    return state.isWrong ? undefined : tree;
  };
}

interface RowState {
  readonly properties: JsonObject;
  isWrong: boolean;
}

/** A part of a payload: the same for every row, or made for each. */
type Part =
  | { readonly kind: "fixed"; readonly value: Json }
  | { readonly kind: "made"; build(state: RowState): Json };

function compileNode(value: Json, path: readonly (string | number)[], platform: Platform): Part {
  if (typeof value === "string") return compileLeaf(value, path, platform);
  if (Array.isArray(value)) {
    const items = value.map((item: Json, index) => compileNode(item, [...path, index], platform));
    return {
      kind: "made",
      build: (state) => items.map((item) => (item.kind === "fixed" ? item.value : item.build(state))),
    };
  }
  return isJsonObject(value) ? compileMap(value, path, platform) : { kind: "fixed", value };
}

/** A copy of what is fixed has each key in its place, so that only what differs is put in. */
function compileMap(value: JsonObject, path: readonly (string | number)[], platform: Platform): Part {
  const parts = Object.entries(value).map(
    ([name, member]) => [name, compileNode(member, [...path, name], platform)] as const,
  );
  const fixed: JsonObject = Object.fromEntries(
    parts.map(([name, part]) => [name, part.kind === "fixed" ? part.value : null]),
  );
  const made = parts.flatMap(([name, part]) => (part.kind === "made" ? [{ name, part }] : []));
  if (made.length === 0) return { kind: "fixed", value: fixed };
  const build = (state: RowState): Json => {
    const map: Record<string, Json> = { ...fixed };
    for (const { name, part } of made) map[name] = part.build(state);
    return map;
  };
  return { kind: "made", build };
}

function compileLeaf(text: string, path: readonly (string | number)[], platform: Platform): Part {
  const reading = parseTemplate(text);
  if (reading.kind === "literal") return { kind: "fixed", value: reading.text };
  if (reading.kind === "malformed") return { kind: "made", build: failRow };
  const compiled = compileTemplate(reading.template);
  const isScalar = reading.template.isSingleMustache && !platform.wantsText(path);
  const build = (state: RowState): Json => {
    const rendering = isScalar
      ? renderScalar(compiled, state.properties)
      : renderText(compiled, state.properties, asItIs);
    return rendering.kind === "rendered" ? rendering.value : failRow(state);
  };
  return { kind: "made", build };
}

function failRow(state: RowState): Json {
  state.isWrong = true;
  return "";
}

const asItIs = (text: string): string => text;
