import { joinWords } from "../text/count.ts";
import { maxTagsMixed, maxTagsOrOnly } from "./limits.ts";

export { parseTagExpression, type TagExpressionReading } from "./parse-tag-expression.ts";

export type TagExpression =
  /** `offset` is the place in the text it was read from, in UTF-16 units. */
  | { readonly kind: "tag"; readonly tag: string; readonly offset: number }
  | { readonly kind: "not"; readonly operand: TagExpression }
  | { readonly kind: "and" | "or"; readonly operands: readonly TagExpression[] };

export function anyOf(tags: readonly string[]): TagExpression {
  const operands = tags.map((tag): TagExpression => ({ kind: "tag", tag, offset: 0 }));
  const [only] = operands;
  return operands.length === 1 && only !== undefined ? only : { kind: "or", operands };
}

/** The one spelling of an expression: blanks around operators, no parentheses but those it needs. */
export function printTagExpression(expression: TagExpression): string {
  switch (expression.kind) {
    case "tag":
      return expression.tag;
    case "not":
      return `!${printInside(expression.operand, "not")}`;
    case "and":
    case "or": {
      const operator = expression.kind === "and" ? " && " : " || ";
      return expression.operands.map((operand) => printInside(operand, expression.kind)).join(operator);
    }
  }
}

/** `a && b || c` is right but misread, so an `and` inside an `or` keeps its parentheses. */
function printInside(operand: TagExpression, parent: "not" | "and" | "or"): string {
  const text = printTagExpression(operand);
  const isCompound = operand.kind === "and" || operand.kind === "or";
  return isCompound && operand.kind !== parent ? `(${text})` : text;
}

/** Whom an expression reaches, as a noun phrase: `everyone tagged sports or politics, but not muted`. */
export function describeTagExpression(expression: TagExpression): string {
  const parts = expression.kind === "and" ? expression.operands : [expression];
  const wanted = parts.filter((part) => part.kind !== "not");
  const unwanted = parts.flatMap((part) => (part.kind === "not" ? [part.operand] : []));
  const having =
    wanted.length === 0
      ? "everyone"
      : `everyone tagged ${joinWords(wanted.map((part) => phrase(part, wanted.length > 1)))}`;
  if (unwanted.length === 0) return having;
  // "not a and b" would read as neither of them, so an `and` is always set apart.
  const names = unwanted.map((part) => phrase(part, unwanted.length > 1 || part.kind === "and"));
  return `${having}, but not ${joinWords(names, "or")}`;
}

function phrase(expression: TagExpression, isNested: boolean): string {
  switch (expression.kind) {
    case "tag":
      return expression.tag;
    case "not":
      return `not ${phrase(expression.operand, true)}`;
    case "and":
    case "or": {
      const words = joinWords(
        expression.operands.map((operand) => phrase(operand, true)),
        expression.kind,
      );
      return isNested ? `(${words})` : words;
    }
  }
}

export interface TagPlace {
  readonly tag: string;
  readonly offset: number;
}

export function tagsIn(expression: TagExpression): readonly TagPlace[] {
  switch (expression.kind) {
    case "tag":
      return [expression];
    case "not":
      return tagsIn(expression.operand);
    default:
      return expression.operands.flatMap(tagsIn);
  }
}

/** Tags of an expression, repeats counted, and how many the hub takes in one of its kind. */
export function measureTagExpression(expression: TagExpression): {
  readonly count: number;
  readonly limit: 20 | 6;
} {
  return { count: tagsIn(expression).length, limit: isOrOnly(expression) ? maxTagsOrOnly : maxTagsMixed };
}

function isOrOnly(expression: TagExpression): boolean {
  if (expression.kind === "tag") return true;
  return expression.kind === "or" && expression.operands.every(isOrOnly);
}

export function evaluateTagExpression(expression: TagExpression, hasTag: (tag: string) => boolean): boolean {
  switch (expression.kind) {
    case "tag":
      return hasTag(expression.tag);
    case "not":
      return !evaluateTagExpression(expression.operand, hasTag);
    case "and":
      return expression.operands.every((operand) => evaluateTagExpression(operand, hasTag));
    case "or":
      return expression.operands.some((operand) => evaluateTagExpression(operand, hasTag));
  }
}

/** Whether a device without any tag is reached: such an expression is a broadcast in disguise. */
export function matchesUntagged(expression: TagExpression): boolean {
  return evaluateTagExpression(expression, () => false);
}
