import { printTagExpression, type TagExpression, tagsIn } from "../nh/tag-expression.ts";
import { joinWords } from "../text/count.ts";

type HasTag = (tag: string) => boolean;

/** Which tags decided an expression. */
export interface Witness {
  /** Tags that the device has. */
  readonly held: readonly string[];
  /** Tags that it must not have, and has not. */
  readonly absent: readonly string[];
}

/** The tags that make an expression hold; `undefined` when it does not hold. Tags are asked for in lower case. */
export function explainHolds(expression: TagExpression, hasTag: HasTag): Witness | undefined {
  const witness = decide(expression, hasTag);
  return witness.holds ? { held: unique(witness.held), absent: unique(witness.absent) } : undefined;
}

/**
 * What keeps an expression from holding, as predicates of a device: `does not have the tag sports`. The parts that
 * hold are left out; empty when all of it holds.
 */
export function explainFails(expression: TagExpression, hasTag: HasTag): readonly string[] {
  return findFailing(expression, hasTag).map((part) => describeFailure(part, hasTag));
}

interface Decision extends Witness {
  readonly holds: boolean;
}

function decide(expression: TagExpression, hasTag: HasTag): Decision {
  switch (expression.kind) {
    case "tag": {
      const holds = hasTag(expression.tag.toLowerCase());
      return holds
        ? { holds, held: [expression.tag], absent: [] }
        : { holds, held: [], absent: [expression.tag] };
    }
    case "not": {
      const inner = decide(expression.operand, hasTag);
      return { ...inner, holds: !inner.holds };
    }
    case "and":
    case "or": {
      const parts = expression.operands.map((operand) => decide(operand, hasTag));
      const holds =
        expression.kind === "and" ? parts.every((part) => part.holds) : parts.some((p) => p.holds);
      const deciding = parts.filter((part) => part.holds === holds);
      return {
        holds,
        held: deciding.flatMap((part) => part.held),
        absent: deciding.flatMap((part) => part.absent),
      };
    }
  }
}

/** Each part of an `and` fails by itself; an `or` fails as a whole. */
function findFailing(expression: TagExpression, hasTag: HasTag): readonly TagExpression[] {
  if (decide(expression, hasTag).holds) return [];
  if (expression.kind !== "and") return [expression];
  return expression.operands.flatMap((operand) => findFailing(operand, hasTag));
}

function describeFailure(part: TagExpression, hasTag: HasTag): string {
  if (part.kind === "tag") return `does not have the tag ${part.tag}`;
  if (part.kind === "not") {
    const held = unique(decide(part.operand, hasTag).held);
    const text = printTagExpression(part);
    if (part.operand.kind === "tag") return `has the tag ${part.operand.tag}, which ${text} excludes`;
    const tags = held.length === 0 ? "" : `has ${nameTags(held)}, and so `;
    return `${tags}is excluded by ${text}`;
  }
  if (part.kind === "or" && part.operands.every(({ kind }) => kind === "tag"))
    return `has none of the tags ${joinWords(unique(tagsIn(part).map(({ tag }) => tag)))}`;
  return `does not meet ${printTagExpression(part)}`;
}

export function nameTags(tags: readonly string[]): string {
  return `the ${tags.length === 1 ? "tag" : "tags"} ${joinWords(tags)}`;
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
