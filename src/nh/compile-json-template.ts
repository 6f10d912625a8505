import { parseJson } from "../text/parse-json.ts";
import { evaluate, lookUp, type TemplateValues } from "./evaluate-candidate.ts";
import { type PropertyToken, parseCandidate, TemplateExpressionError } from "./parse-template-expression.ts";

/** No push service takes a payload that nests as deep. */
const maxDepth = 100;

/** A text or a bracket of a JSON document. */
const jsonPart = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g;

/**
 * Reads a JSON document. Throws a {@link TemplateExpressionError}. What is no expression stays as it was written, digit by digit: reading and writing it anew would round long numbers
 * and move keys that are digits to the front.
 */
export function compileJson(text: string): (values: TemplateValues) => string {
  const parts: (string | ((values: TemplateValues) => string))[] = [];
  let depth = 0;
  let copied = 0;
  for (const { 0: part, index } of text.matchAll(jsonPart)) {
    if (part === "{" || part === "[") depth++;
    if (part === "}" || part === "]") depth--;
    if (depth > maxDepth)
      throw new TemplateExpressionError(
        `Failed to deserialize the body template. It nests deeper than ${maxDepth} levels.`,
      );
    if (!part.startsWith('"') || isKey(text, index + part.length)) continue;
    const value = parseJson(part);
    const candidate = parseCandidate(typeof value === "string" ? value : "");
    if (candidate.kind === "literal") continue;
    parts.push(
      text.slice(copied, index),
      candidate.kind === "number"
        ? (values) => writeNumber(candidate.token, values)
        : (values) => JSON.stringify(evaluate(candidate, values)),
    );
    copied = index + part.length;
  }
  parts.push(text.slice(copied));
  return (values) => parts.map((part) => (typeof part === "string" ? part : part(values))).join("");
}

function isKey(text: string, end: number): boolean {
  const behind = /[^ \t\n\r]/g;
  behind.lastIndex = end;
  return behind.exec(text)?.[0] === ":";
}

/** The documented pattern of a JSON number: a sign before it makes a text of it. */
const numberPattern = /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** The digits as they came: a number of JavaScript would round long ones. */
function writeNumber(token: PropertyToken, values: TemplateValues): string {
  const text = lookUp(token, values);
  return numberPattern.test(text) ? text : JSON.stringify(text);
}
