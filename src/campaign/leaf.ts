import type { JsonObject } from "../model/json.ts";
import { checkTemplate } from "./template/check-template.ts";
import { parseTemplate, rangeOf, type Template } from "./template/parse-template.ts";
import { compileTemplate, type EscapeText, renderScalar, renderText } from "./template/render-template.ts";
import { findUnescaped } from "./template/syntax-tree.ts";
import type { Reporter } from "./yaml/reporter.ts";
import type { Path } from "./yaml/source.ts";

export interface LeafOptions {
  readonly reporter: Reporter;
  readonly path: Path;
  /** `scalar`: a text that is one mustache keeps the type of its value. */
  readonly wants: "text" | "scalar";
  /** How `{{x}}` is made safe for the text around it. Absent: values stand as they are. */
  readonly escapeText?: EscapeText;
}

/** Renders one text of a campaign. `undefined` when it cannot be; the reporter knows why. */
export function renderLeaf(
  text: string,
  properties: JsonObject,
  options: LeafOptions,
): string | number | boolean | undefined {
  const { reporter, path } = options;
  const reading = parseTemplate(text);
  if (reading.kind === "literal") return reading.text;
  if (reading.kind === "malformed") {
    reporter.inText(path, reading.range, { code: "CAM4001", message: reading.message, hint: reading.hint });
    return undefined;
  }
  const { template } = reading;
  const problems = checkTemplate(template, properties);
  for (const { range, ...remark } of problems) reporter.inText(path, range, remark);
  if (options.escapeText !== undefined) warnOfUnescaped(template, options);
  if (problems.length > 0) return undefined;
  const compiled = compileTemplate(template);
  const rendering =
    options.wants === "scalar" && template.isSingleMustache
      ? renderScalar(compiled, properties)
      : renderText(compiled, properties, options.escapeText ?? ((value) => value));
  if (rendering.kind === "rendered") return rendering.value;
  const { range, ...remark } = rendering.problem;
  reporter.inText(path, range, remark);
  return undefined;
}

function warnOfUnescaped(template: Template, options: LeafOptions): void {
  for (const mustache of findUnescaped(template.program)) {
    options.reporter.inText(options.path, rangeOf(template.text, mustache), {
      code: "CAM4007",
      message: "three braces put the value into the text unescaped, so it can break the text",
      hint: "Write {{…}} with two braces unless the value is markup of your own.",
    });
  }
}
