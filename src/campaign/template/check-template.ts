import type { Json, JsonObject } from "../../model/json.ts";
import { formatAmount, joinWords } from "../../text/count.ts";
import { nearest } from "../../text/nearest.ts";
import type { Remark } from "../yaml/source.ts";
import { constructWords, explainUnknownHelper } from "./explain-construct.ts";
import { helpers } from "./helpers.ts";
import { type Range, rangeOf, type Template, textInside } from "./parse-template.ts";
import { compareLevels, lookUp, rootScope, type Scope } from "./scope.ts";
import { isBlock, isContent, isMustache, isPath, isSubExpression, plainName } from "./syntax-tree.ts";

export interface TemplateProblem extends Remark {
  readonly range: Range;
}

/** The most passes through loops, and statements in them, that one template may take: a small file must not make a runner spin. */
const maxIterations = 10_000;
const maxSteps = 100_000;
/** The most text that its loops may repeat, values aside. */
const maxRepeatedUnits = 1024 * 1024;

/**
 * Checks every name, helper and construct of a template against the properties in force, branches that are not taken
 * included. Loops are walked with their real elements, since an element may lack what another has.
 */
export function checkTemplate(template: Template, properties: JsonObject): readonly TemplateProblem[] {
  const problems = new Map<string, TemplateProblem>();
  let iterations = 0;
  let steps = 0;
  let units = 0;
  const report = (node: hbs.AST.Node, remark: Remark) => {
    const range = rangeOf(template.text, node);
    problems.set(`${range.start}:${range.end}:${remark.code}`, { ...remark, range });
  };

  let isEndless = false;
  const passedLimit = (): string | undefined => {
    if (iterations > maxIterations) return `${formatAmount(maxIterations)} passes`;
    if (steps > maxSteps) return `${formatAmount(maxSteps)} steps`;
    return units > maxRepeatedUnits ? "1 MiB of text" : undefined;
  };

  const find = (node: hbs.AST.PathExpression, scope: Scope): Json | undefined => {
    const result = lookUp(node, scope);
    if (result.kind === "found") return result.value;
    report(node, result.remark);
    return undefined;
  };

  const visitProgram = (program: hbs.AST.Program | undefined, scope: Scope): void => {
    steps += program?.body.length ?? 0;
    for (const statement of program?.body ?? []) visitStatement(statement, scope);
  };

  const visitStatement = (node: hbs.AST.Statement, scope: Scope): void => {
    if (isMustache(node)) visitCall(node, node, scope, "mustache");
    else if (isBlock(node)) visitBlock(node, scope);
    else if (isContent(node)) units += node.value.length;
    else if (node.type !== "CommentStatement") {
      report(node, {
        code: "CAM4005",
        message: `a template cannot use ${constructWords[node.type] ?? node.type}`,
        hint: "Write the text out.",
      });
    }
  };

  const visitBlock = (node: hbs.AST.BlockStatement, scope: Scope): void => {
    if (template.text.startsWith("{{{{", rangeOf(template.text, node).start)) {
      const message = "a template cannot use a raw block ({{{{…}}}})";
      report(node, { code: "CAM4005", message, hint: "For the characters {{ write \\{{." });
      return;
    }
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
      const hint = `Write ${helper.usage}.`;
      report(subject ?? node, { code: "CAM4004", message: `\`${name}\` takes a property`, hint });
      return;
    }
    const value = find(subject, scope);
    if (value === undefined) return;
    visitInner(name, node, value, scope);
    visitProgram(node.inverse, scope);
  };

  const visitInner = (name: string, node: hbs.AST.BlockStatement, value: Json, scope: Scope): void => {
    // Handlebars leaves `program` out of {{^each x}}…{{/each}}.
    const names = node.program?.blockParams ?? [];
    const [first, second] = names;
    const hidden = names.find((local) => helpers.has(local));
    if (hidden !== undefined) {
      const message = `\`as |${names.join(" ")}|\` hides the helper \`${hidden}\``;
      report(node, { code: "CAM4004", message, hint: "Choose another name." });
    }
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
    const refuseBlur = (item: Json): void => {
      const likeness = compareLevels(item, scope.value);
      const affected = likeness === "incomparable" ? template.text : textInside(template, node);
      if (likeness === "different" || !affected.includes("../")) return;
      const message =
        "`../` cannot tell a value in this block from the one around it, since they look the same";
      const hint = "Write @root.name, or give the outer value a name: {{#each list as |item|}}.";
      report(node, { code: "CAM4004", message, hint });
    };
    if (name === "with") {
      refuseBlur(value);
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
      if (isEndless) return;
      iterations++;
      const limit = passedLimit();
      if (limit !== undefined) {
        isEndless = true;
        const message = `the loops of this template take more than ${limit}`;
        report(node, { code: "CAM4008", message, hint: "Shorten the list, or the text in the loop." });
        return;
      }
      refuseBlur(item);
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
      report(node.path, explainUnknownHelper(node.path.original, node.params));
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
      const mayBeAbsent = name === "default" && index === 0 && isPath(param) && !param.data;
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
