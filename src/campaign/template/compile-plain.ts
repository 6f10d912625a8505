import type { Json, JsonObject } from "../../model/json.ts";
import { callHelper, handOver, type Sink } from "./call-helper.ts";
import { type HelperHash, isTruthy } from "./helper-value.ts";
import { helpers } from "./helpers.ts";
import { lookUp, rootScope } from "./scope.ts";
import {
  isBlock,
  isCalled,
  isContent,
  isMustache,
  isPath,
  isSubExpression,
  plainName,
} from "./syntax-tree.ts";

/** A piece of a template as text; every mustache in it hands its value to the sink. */
export type Render = (properties: JsonObject, sink: Sink) => string;

type Read = (properties: JsonObject) => Json | undefined;

/**
 * A program without loops as functions: Handlebars writes code for each template, which costs more than all the rest of
 * one that is rendered a few times. `undefined` when there is more in it than names, values, helpers, `if` and `unless`.
 */
export function compilePlain(program: hbs.AST.Program | undefined): Render | undefined {
  const pieces = all((program?.body ?? []).map(compileStatement));
  if (pieces === undefined || (program?.blockParams ?? []).length > 0) return undefined;
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  return (properties, sink) => {
    let text = "";
    for (const piece of pieces) text += piece(properties, sink);
    return text;
  };
}

function compileStatement(node: hbs.AST.Statement): Render | undefined {
  if (isContent(node)) return () => node.value;
  if (node.type === "CommentStatement") return () => "";
  if (isBlock(node)) return compileChoice(node);
  if (!isMustache(node)) return undefined;
  const { loc, escaped } = node;
  const read = isCalled(node) ? compileCall(node) : compileValue(node.path);
  if (read === undefined) return undefined;
  return (properties, sink) => handOver(read(properties), { loc, isRaw: !escaped, sink });
}

/** `{{#if x}}` and `{{#unless x}}`. */
function compileChoice(node: hbs.AST.BlockStatement): Render | undefined {
  const name = plainName(node.path);
  const [subject] = node.params;
  if ((name !== "if" && name !== "unless") || subject === undefined || node.params.length > 1)
    return undefined;
  const read = compileValue(subject);
  const readHash = compileHash(node.hash);
  // Handlebars leaves `inverse` out where there is no {{else}}, and `program` of {{^if x}}…{{/if}}.
  const [yes, no] = [compilePlain(node.program), compilePlain(node.inverse)];
  if (read === undefined || readHash === undefined || yes === undefined || no === undefined) return undefined;
  return (properties, sink) => {
    const value = read(properties);
    const countsZero = Boolean(readHash(properties)["includeZero"]);
    const isChosen = (isTruthy(value) || (countsZero && value === 0)) === (name === "if");
    return isChosen ? yes(properties, sink) : no(properties, sink);
  };
}

function compileValue(node: hbs.AST.Expression): Read | undefined {
  if (isSubExpression(node)) return compileCall(node);
  if (isPath(node) && isOrdinary(node))
    return (properties) => {
      const found = lookUp(node, rootScope(properties));
      return found.kind === "found" ? found.value : undefined;
    };
  if (!isLiteral(node)) return undefined;
  // The code that Handlebars writes knows no negative zero.
  const value = node.value === 0 ? 0 : node.value;
  return () => value;
}

/**
 * A path of names. What else there is means more to JavaScript than to a property: a text has a `length` and characters,
 * `[00]` is no place in a list, and levels and empty names are read in ways of their own.
 */
function isOrdinary({ data, depth, parts }: hbs.AST.PathExpression): boolean {
  if (data && (depth > 0 || parts[0] !== "root")) return false;
  return parts.every((part, index) => part !== "" && (index === 0 || !/^(?:length|\d+)$/.test(part)));
}

function compileCall({
  path,
  params,
  hash,
  loc,
}: hbs.AST.MustacheStatement | hbs.AST.SubExpression): Read | undefined {
  const name = plainName(path);
  const { apply, usage } = helpers.get(name ?? "") ?? {};
  const readValues = all(params.map(compileValue));
  const readHash = compileHash(hash);
  if (name === undefined || apply === undefined || usage === undefined) return undefined;
  if (readValues === undefined || readHash === undefined) return undefined;
  return (properties) => {
    const values = readValues.map((read) => read(properties));
    return callHelper({ name, usage, apply, values, hash: readHash(properties), loc });
  };
}

type ReadHash = (properties: JsonObject) => HelperHash;

/** Handlebars leaves `hash` out where there is none, whatever its types say. */
function compileHash(hash: hbs.AST.Hash | undefined): ReadHash | undefined {
  const pairs = hash?.pairs ?? [];
  const reads = all(pairs.map(({ value }) => compileValue(value)));
  if (reads === undefined) return undefined;
  if (pairs.length === 0) return () => noOptions;
  return (properties) => Object.fromEntries(pairs.map(({ key }, index) => [key, reads[index]?.(properties)]));
}

const noOptions: HelperHash = {};

type Literal = hbs.AST.StringLiteral | hbs.AST.NumberLiteral | hbs.AST.BooleanLiteral;

function isLiteral(node: hbs.AST.Expression): node is Literal {
  return ["StringLiteral", "NumberLiteral", "BooleanLiteral"].includes(node.type);
}

function all<Item>(items: readonly (Item | undefined)[]): readonly Item[] | undefined {
  const found = items.filter((item) => item !== undefined);
  return found.length === items.length ? found : undefined;
}
