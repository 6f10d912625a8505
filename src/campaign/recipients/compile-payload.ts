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
  const build = compileNode(written, [], platform);
  return (properties) => {
    const state = { properties, isWrong: false };
    const tree = build(state);
    return state.isWrong ? undefined : tree;
  };
}

interface RowState {
  readonly properties: JsonObject;
  isWrong: boolean;
}

type Build = (state: RowState) => Json;

function compileNode(value: Json, path: readonly (string | number)[], platform: Platform): Build {
  if (typeof value === "string") return compileLeaf(value, path, platform);
  if (Array.isArray(value)) {
    const items = value.map((item: Json, index) => compileNode(item, [...path, index], platform));
    return (state) => items.map((build) => build(state));
  }
  if (!isJsonObject(value)) return () => value;
  const members = Object.entries(value).map(
    ([name, member]) => [name, compileNode(member, [...path, name], platform)] as const,
  );
  return (state) => Object.fromEntries(members.map(([name, build]) => [name, build(state)]));
}

function compileLeaf(text: string, path: readonly (string | number)[], platform: Platform): Build {
  const reading = parseTemplate(text);
  if (reading.kind === "literal") return () => reading.text;
  if (reading.kind === "malformed")
    return (state) => {
      state.isWrong = true;
      return "";
    };
  const compiled = compileTemplate(reading.template);
  const isScalar = reading.template.isSingleMustache && !platform.wantsText(path);
  return (state) => {
    const rendering = isScalar
      ? renderScalar(compiled, state.properties)
      : renderText(compiled, state.properties, (value) => value);
    if (rendering.kind === "rendered") return rendering.value;
    state.isWrong = true;
    return "";
  };
}
