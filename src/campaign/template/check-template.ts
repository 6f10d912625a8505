import type { Json, JsonObject } from "../../model/json.ts";
import { joinWords } from "../../text/count.ts";
import { nearest } from "../../text/nearest.ts";
import type { Remark } from "../yaml/source.ts";
import { helpers } from "./helpers.ts";
import { type Range, rangeOf, type Template } from "./parse-template.ts";
import { lookUp, rootScope, type Scope } from "./scope.ts";
import { isBlock, isMustache, isPath, isSubExpression, plainName } from "./syntax-tree.ts";

export interface TemplateProblem extends Remark {
  readonly range: Range;
}

/** The most passes through loops that one template may take, so that a small file cannot make a runner spin. */
const maxIterations = 10_000;

/**
 * Checks every name, helper and construct of a template against the properties in force, branches that are not taken
 * included. Loops are walked with their real elements, since an element may lack what another has.
 */
export function checkTemplate(template: Template, properties: JsonObject): readonly TemplateProblem[] {
  const problems = new Map<string, TemplateProblem>();
  let iterations = 0;
  const report = (node: hbs.AST.Node, remark: Remark) => {
    const range = rangeOf(template.text, node);
    problems.set(`${range.start}:${range.end}:${remark.code}`, { ...remark, range });
  };

  const find = (node: hbs.AST.PathExpression, scope: Scope): Json | undefined => {
    const result = lookUp(node, scope);
    if (result.kind === "found") return result.value;
    report(node, result.remark);
    return undefined;
  };

  const visitProgram = (program: hbs.AST.Program | undefined, scope: Scope): void => {
    for (const statement of program?.body ?? []) visitStatement(statement, scope);
  };

  const visitStatement = (node: hbs.AST.Statement, scope: Scope): void => {
    if (isMustache(node)) visitCall(node, node, scope, "mustache");
    else if (isBlock(node)) visitBlock(node, scope);
    else if (node.type !== "ContentStatement" && node.type !== "CommentStatement") {
      report(node, {
        code: "CAM4005",
        message: `a template cannot use ${constructWords[node.type] ?? node.type}`,
        hint: "Write the text out.",
      });
    }
  };

  const visitBlock = (node: hbs.AST.BlockStatement, scope: Scope): void => {
    const name = plainName(node.path);
    const helper = name === undefined ? undefined : helpers.get(name);
    if (helper?.kind !== "block" || name === undefined) {
      const blocks = [...helpers]
        .filter(([, candidate]) => candidate.kind === "block")
        .map(([block]) => block);
      const known =
        helper === undefined
          ? `The blocks are ${joinWords(blocks)}.`
          : `Write it as a value: ${helper.usage}.`;
      report(node.path, { code: "CAM4003", message: `there is no block \`${name ?? "…"}\``, hint: known });
      return;
    }
    if (!checkArguments(name, node, scope)) return;
    const [subject] = node.params;
    if (name === "if" || name === "unless") {
      visitProgram(node.program, scope);
      visitProgram(node.inverse, scope);
      return;
    }
    if (subject === undefined || !isPath(subject)) {
      report(subject ?? node, {
        code: "CAM4004",
        message: `\`${name}\` takes a property`,
        hint: `Write ${helper.usage}.`,
      });
      return;
    }
    const value = find(subject, scope);
    if (value === undefined) return;
    visitInner(name, node, value, scope);
    visitProgram(node.inverse, scope);
  };

  const visitInner = (name: string, node: hbs.AST.BlockStatement, value: Json, scope: Scope): void => {
    const [first, second] = node.program.blockParams ?? [];
    const enter = (item: Json, key: Json, isLoop: boolean): Scope => ({
      value: item,
      parent: scope,
      locals: new Map([
        ...scope.locals,
        ...(first === undefined ? [] : [[first, item] as const]),
        ...(second === undefined ? [] : [[second, key] as const]),
      ]),
      isLoop: isLoop || scope.isLoop,
    });
    if (name === "with") {
      visitProgram(node.program, enter(value, "", false));
      return;
    }
    if (typeof value !== "object" || value === null) {
      report(node, {
        code: "CAM4004",
        message: "`each` walks a list or a map, and this is neither",
        hint: "Give the property a list.",
      });
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      if (iterations > maxIterations) return;
      if (++iterations > maxIterations) {
        report(node, {
          code: "CAM4008",
          message: `the loops of this template take more than ${maxIterations.toLocaleString("en-US")} passes`,
          hint: "Shorten the list.",
        });
        return;
      }
      visitProgram(node.program, enter(item, key, true));
    }
  };

  /** A mustache or a sub-expression: a name, or a helper with arguments. */
  const visitCall = (
    node: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
    place: hbs.AST.Node,
    scope: Scope,
    kind: "mustache" | "inner",
  ): void => {
    const isCall = kind === "inner" || node.params.length > 0 || (node.hash?.pairs.length ?? 0) > 0;
    if (!isPath(node.path)) {
      report(place, {
        code: "CAM4001",
        message: "a template holds a name or a helper, and this is a value",
        hint: "Write the value without braces.",
      });
      return;
    }
    if (!isCall) {
      visitValue(node.path, scope);
      return;
    }
    const name = plainName(node.path);
    const helper = name === undefined ? undefined : helpers.get(name);
    if (name === undefined || helper === undefined) {
      report(node.path, unknownHelper(node.path.original));
      return;
    }
    if (helper.kind === "block") {
      report(node.path, {
        code: "CAM4004",
        message: `\`${name}\` is a block`,
        hint: `Write ${helper.usage}.`,
      });
      return;
    }
    checkArguments(name, node, scope);
  };

  const checkArguments = (
    name: string,
    node: hbs.AST.MustacheStatement | hbs.AST.SubExpression | hbs.AST.BlockStatement,
    scope: Scope,
  ): boolean => {
    const helper = helpers.get(name);
    if (helper === undefined) return false;
    const { minArguments, maxArguments, options, usage } = helper;
    let isRight = true;
    if (node.params.length < minArguments || node.params.length > maxArguments) {
      const wanted =
        minArguments === maxArguments ? String(minArguments) : `${minArguments} to ${maxArguments}`;
      report(node.path, {
        code: "CAM4004",
        message: `\`${name}\` takes ${wanted} ${wanted === "1" ? "argument" : "arguments"}, and this has ${node.params.length}`,
        hint: `Write ${usage}.`,
      });
      isRight = false;
    }
    node.params.forEach((param, index) => {
      const mayBeAbsent = name === "default" && index === 0 && isPath(param);
      if (!mayBeAbsent) visitValue(param, scope);
    });
    for (const pair of node.hash?.pairs ?? []) {
      if (options !== "any" && !options.includes(pair.key)) {
        const suggestion = nearest(pair.key, options);
        report(pair, {
          code: "CAM4004",
          message: `\`${name}\` has no option \`${pair.key}\``,
          hint: suggestion === undefined ? `Write ${usage}.` : `Did you mean \`${suggestion}\`?`,
        });
        isRight = false;
      }
      visitValue(pair.value, scope);
    }
    return isRight;
  };

  const visitValue = (node: hbs.AST.Expression, scope: Scope): void => {
    if (isSubExpression(node)) visitCall(node, node, scope, "inner");
    else if (isPath(node)) find(node, scope);
    else if (node.type === "NullLiteral" || node.type === "UndefinedLiteral") {
      report(node, {
        code: "CAM4004",
        message: "a template knows neither null nor undefined",
        hint: 'Use {{default name "…"}} for a value that may be absent.',
      });
    }
  };

  visitProgram(template.program, rootScope(properties));
  return [...problems.values()];
}

function unknownHelper(original: string): Remark {
  if (original === "lookup" || original === "log") {
    return {
      code: "CAM4005",
      message: `a template cannot use \`${original}\``,
      hint: "Name the property directly.",
    };
  }
  const suggestion = nearest(original, helpers.keys());
  const hint =
    suggestion === undefined
      ? `The helpers are ${joinWords([...helpers.keys()])}.`
      : `Did you mean \`${suggestion}\`?`;
  return { code: "CAM4003", message: `there is no helper \`${original}\``, hint };
}

const constructWords: Readonly<Record<string, string>> = {
  PartialStatement: "a partial ({{> …}})",
  PartialBlockStatement: "a partial block ({{#> …}})",
  Decorator: "a decorator ({{* …}})",
  DecoratorBlock: "a decorator ({{#* …}})",
};
