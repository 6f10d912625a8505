import Handlebars from "handlebars";
import type { Json, JsonObject } from "../../model/json.ts";
import { CallError, callHelper, handOver, type Sink, textOf } from "./call-helper.ts";
import type { TemplateProblem } from "./check-template.ts";
import { compilePlain, type Render } from "./compile-plain.ts";
import type { HelperHash } from "./helper-value.ts";
import { helpers } from "./helpers.ts";
import { rangeOf, type Template } from "./parse-template.ts";
import { isBlock, isCalled, isMustache, isPath } from "./syntax-tree.ts";

/** How `{{x}}` is made safe for the text around it; `{{{x}}}` never is. */
export type EscapeText = (text: string) => string;

export type Rendering<Value> =
  | { readonly kind: "rendered"; readonly value: Value }
  | { readonly kind: "failed"; readonly problem: TemplateProblem };

/** A template that can be rendered again and again with different properties. */
export interface CompiledTemplate {
  readonly template: Template;
  readonly run: Render;
}

/** The longest text that one template may make: four times what a hub takes. */
const maxOutputUnits = 256 * 1024;

/** A name that no author can write, so that no template calls the step itself. */
const step = "hand over";

const environment = createEnvironment();
const knownHelpers = Object.fromEntries([...helpers.keys(), step].map((name) => [name, true]));

/** Compiles a template that {@link checkTemplate} found nothing wrong with. */
export function compileTemplate(template: Template): CompiledTemplate {
  const known = compiledTemplates.get(template);
  if (known !== undefined) return known;
  const run = compilePlain(template.program) ?? compileCode(template);
  const compiled = { template, run };
  compiledTemplates.set(template, compiled);
  return compiled;
}

const compiledTemplates = new WeakMap<Template, CompiledTemplate>();

/** By Handlebars itself, which walks every template that there is. */
export function compileCode(template: Template): Render {
  const render = environment.compile(rewriteProgram(template.program), {
    knownHelpersOnly: true,
    knownHelpers,
  });
  return (properties, sink) => render(properties, { data: { sink } });
}

/** Renders to text. */
export function renderText(
  compiled: CompiledTemplate,
  properties: JsonObject,
  escapeText: EscapeText,
): Rendering<string> {
  const { template } = compiled;
  return attempt(template, () => {
    let units = 0;
    return compiled.run(properties, (value, isRaw) => {
      const text = isRaw ? textOf(value) : escapeText(textOf(value));
      units += text.length;
      // Stopped here: the whole could be more than a text can hold.
      if (units > maxOutputUnits) throw new CallError(template.program.loc, tooLong);
      return text;
    });
  });
}

/** Renders a template that is one mustache to its value, which keeps its type. */
export function renderScalar(
  compiled: CompiledTemplate,
  properties: JsonObject,
): Rendering<string | number | boolean> {
  return attempt<string | number | boolean>(compiled.template, () => {
    let kept: string | number | boolean = "";
    compiled.run(properties, (value) => {
      kept = typeof value === "number" || typeof value === "boolean" ? value : textOf(value);
      return "";
    });
    return kept;
  });
}

function attempt<Value extends string | number | boolean>(
  template: Template,
  render: () => Value,
): Rendering<Value> {
  try {
    const value = render();
    if (typeof value !== "string" || value.length <= maxOutputUnits) return { kind: "rendered", value };
    const range = { start: 0, end: template.text.length };
    return {
      kind: "failed",
      problem: { range, ...tooLong },
    };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const { code, message, hint, loc } = error;
    return { kind: "failed", problem: { range: rangeOf(template.text, { loc }), code, message, hint } };
  }
}

const tooLong = {
  code: "CAM4008",
  message: "the rendered text is larger than 256 KiB",
  hint: "Shorten it.",
} as const;

/** What Handlebars passes to a helper behind its arguments. */
interface CallOptions {
  readonly hash: HelperHash;
  readonly loc: hbs.AST.SourceLocation;
  readonly data: { readonly sink: Sink };
}

function createEnvironment(): ReturnType<typeof Handlebars.create> {
  const created = Handlebars.create();
  for (const name of ["lookup", "log"]) created.unregisterHelper(name);
  for (const [name, { apply, usage }] of helpers) {
    if (apply === undefined) continue;
    created.registerHelper(name, (...given) => {
      const { hash, loc }: CallOptions = given.pop();
      const values: (Json | undefined)[] = given;
      return callHelper({ name, usage, apply, values, hash, loc });
    });
  }
  created.registerHelper(step, (...given) => {
    const { hash, loc, data }: CallOptions = given.pop();
    const value: Json | undefined = given[0];
    return handOver(value, { loc, isRaw: hash["raw"] === true, sink: data.sink });
  });
  return created;
}

/**
 * Turns each `{{x}}` into a call of our step with `x` as its argument. A name in argument position is always the
 * property, also when a helper has the same name, and the step sees the value before it becomes text.
 */
function rewriteProgram(program: hbs.AST.Program): hbs.AST.Program {
  return { ...program, body: program.body.map(rewriteStatement) };
}

function rewriteStatement(node: hbs.AST.Statement): hbs.AST.Statement {
  if (isBlock(node)) {
    const block: hbs.AST.BlockStatement = { ...node };
    // Handlebars leaves out `inverse` where there is no {{else}}, and `program` of {{^if x}}…{{/if}}, whatever its types say.
    if (node.program !== undefined) block.program = rewriteProgram(node.program);
    if (node.inverse !== undefined) block.inverse = rewriteProgram(node.inverse);
    return block;
  }
  if (!isMustache(node)) return node;
  const { loc, path, params, hash } = node;
  const isCall = isCalled(node);
  const call: hbs.AST.SubExpression | undefined =
    isCall && isPath(path) ? { type: "SubExpression", path, params, hash, loc } : undefined;
  const raw: hbs.AST.HashPair = {
    type: "HashPair",
    key: "raw",
    value: booleanLiteral(!node.escaped, loc),
    loc,
  };
  const mustache: hbs.AST.MustacheStatement = {
    ...node,
    path: { type: "PathExpression", data: false, depth: 0, parts: [step], original: step, loc },
    params: [call ?? path],
    hash: { type: "Hash", pairs: [raw], loc },
    escaped: false,
  };
  return mustache;
}

function booleanLiteral(value: boolean, loc: hbs.AST.SourceLocation): hbs.AST.BooleanLiteral {
  return { type: "BooleanLiteral", value, original: value, loc };
}
