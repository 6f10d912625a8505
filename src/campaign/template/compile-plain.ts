import type { Json, JsonObject } from "../../model/json.ts";
import { callHelper, handOver, type Sink } from "./call-helper.ts";
import type { HelperHash } from "./helper-value.ts";
import { helpers } from "./helpers.ts";
import { lookUp, rootScope, type Scope } from "./scope.ts";
import { isCalled, isContent, isMustache, isPath, isSubExpression } from "./syntax-tree.ts";

/** Hands every value of a text to `sink`, and answers the text that it makes of them. */
export type RunTemplate = (properties: JsonObject, sink: Sink) => string;

type Evaluate = (scope: Scope) => Json | undefined;

/**
 * Text with names and helpers, but no block, needs no generated code: to make it costs more than all the rest of a
 * template, and each run of it prepares all helpers anew. `undefined` where a block, or anything else, needs it.
 */
export function compilePlain(program: hbs.AST.Program): RunTemplate | undefined {
  const pieces: ((scope: Scope, sink: Sink) => string)[] = [];
  for (const node of program.body) {
    if (isContent(node)) pieces.push(() => node.value);
    else if (isMustache(node)) {
      const evaluate = compileMustache(node);
      if (evaluate === undefined) return undefined;
      const { loc, escaped } = node;
      pieces.push((scope, sink) => handOver(evaluate(scope), { loc, isRaw: !escaped, sink }));
    } else return undefined;
  }
  return (properties, sink) => {
    const scope = rootScope(properties);
    let text = "";
    for (const piece of pieces) text += piece(scope, sink);
    return text;
  };
}

function compileMustache(node: hbs.AST.MustacheStatement): Evaluate | undefined {
  if (isCalled(node)) return compileCall(node);
  return isPath(node.path) ? compilePath(node.path) : undefined;
}

function compilePath(path: hbs.AST.PathExpression): Evaluate {
  return (scope) => {
    const found = lookUp(path, scope);
    return found.kind === "found" ? found.value : undefined;
  };
}

function compileCall(
  node: Pick<hbs.AST.MustacheStatement, "path" | "params" | "hash" | "loc">,
): Evaluate | undefined {
  const name = isPath(node.path) ? node.path.original : "";
  const { kind, apply, usage = "" } = helpers.get(name) ?? {};
  if (kind !== "value" || apply === undefined) return undefined;
  const call = { name, apply, usage, loc: node.loc };
  const params: Evaluate[] = [];
  for (const param of node.params) {
    const evaluate = compileExpression(param);
    if (evaluate === undefined) return undefined;
    params.push(evaluate);
  }
  const options: (readonly [string, Evaluate])[] = [];
  // Handlebars leaves `hash` out where there is none, whatever its types say.
  for (const { key, value } of node.hash?.pairs ?? []) {
    const evaluate = compileExpression(value);
    if (evaluate === undefined) return undefined;
    options.push([key, evaluate]);
  }
  return (scope) => {
    const hash =
      options.length === 0
        ? noOptions
        : Object.fromEntries(options.map(([key, evaluate]) => [key, evaluate(scope)]));
    return callHelper(
      call,
      params.map((evaluate) => evaluate(scope)),
      hash,
    );
  };
}

const noOptions: HelperHash = {};

function compileExpression(node: hbs.AST.Expression): Evaluate | undefined {
  if (isPath(node)) return compilePath(node);
  if (isSubExpression(node)) return compileCall(node);
  const value = literalOf(node);
  return value === undefined ? undefined : () => value;
}

function literalOf(node: hbs.AST.Expression): Json | undefined {
  if (node.type === "NullLiteral") return null;
  const { type, value }: { readonly type: string; readonly value?: unknown } = node;
  const isLiteral = ["StringLiteral", "NumberLiteral", "BooleanLiteral"].includes(type);
  const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isLiteral && isScalar ? value : undefined;
}
