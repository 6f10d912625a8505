import type { TagExpression } from "./tag-expression.ts";

export type TagExpressionReading =
  | { readonly kind: "expression"; readonly expression: TagExpression; readonly mixesOperators: boolean }
  /** Offsets count UTF-16 units of the text. */
  | {
      readonly kind: "malformed";
      readonly offset: number;
      readonly length: number;
      readonly message: string;
      readonly hint?: string;
    };

interface Token {
  readonly kind: "tag" | "&&" | "||" | "!" | "(" | ")" | "end";
  readonly text: string;
  readonly offset: number;
}

/** Deeper nesting is no audience that a person can read. */
const maxDepth = 50;

class Malformed extends Error {
  readonly token: Pick<Token, "text" | "offset">;
  readonly hint: string | undefined;

  constructor(token: Pick<Token, "text" | "offset">, message: string, hint?: string) {
    super(message);
    this.token = token;
    this.hint = hint;
  }
}

/** Reads a tag expression: `!` binds tightest, then `&&`, then `||`. Source: NH docs, "Routing and tag expressions". */
export function parseTagExpression(text: string): TagExpressionReading {
  try {
    return readTokens(tokenize(text), text);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { token, message, hint } = error;
    const length = Math.max(1, token.text.length);
    return {
      kind: "malformed",
      offset: token.offset,
      length,
      message,
      ...(hint === undefined ? {} : { hint }),
    };
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 400);
    const blank = /^\s+/.exec(rest)?.[0];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = readToken(rest, at);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: "end", text: "", offset: text.trimEnd().length });
  return tokens;
}

function readToken(rest: string, offset: number): Token {
  const operator = /^(?:&&|\|\||!(?!=)|\(|\))/.exec(rest)?.[0];
  if (operator === "&&" || operator === "||" || operator === "!" || operator === "(" || operator === ")") {
    return { kind: operator, text: operator, offset };
  }
  const tag = /^(?:\$(?:InstallationId|UserId):\{[^}\s]*\}|[$A-Za-z0-9_@#.:-]+)/.exec(rest)?.[0];
  if (tag !== undefined) return { kind: "tag", text: tag, offset };
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  const place = { text: character, offset };
  if (character === "&" || character === "|") {
    throw new Malformed(place, `\`${character}\` stands alone`, `Write ${character}${character}.`);
  }
  if (rest.startsWith("!="))
    throw new Malformed({ text: "!=", offset }, "`!=` is no operator here", "Write !tag.");
  if (character === ",")
    throw new Malformed(place, "`,` is no operator", "Write || for any of them, && for all of them.");
  throw new Malformed(
    place,
    `a tag cannot hold \`${character}\``,
    `A tag is made of letters, digits and ${tagSigns}.`,
  );
}

const tagSigns = "_ @ # . : -";

function readTokens(tokens: readonly Token[], text: string): TagExpressionReading {
  let position = 0;
  let mixesOperators = false;
  const peek = (): Token => tokens[position] ?? { kind: "end", text: "", offset: text.length };
  const take = (): Token => {
    const token = peek();
    position++;
    return token;
  };

  const readOr = (depth: number): TagExpression => {
    const operands = [readAnd(depth)];
    while (peek().kind === "||") {
      take();
      operands.push(readAnd(depth));
    }
    // `(a && b) || c` says its order itself; without parentheses a reader has to know it.
    if (operands.length > 1 && operands.some((operand) => operand.bare)) mixesOperators = true;
    return join(
      "or",
      operands.map((operand) => operand.expression),
    );
  };
  const readAnd = (depth: number): { expression: TagExpression; bare: boolean } => {
    const operands = [readUnary(depth)];
    while (peek().kind === "&&") {
      take();
      operands.push(readUnary(depth));
    }
    return { expression: join("and", operands), bare: operands.length > 1 };
  };
  const readUnary = (depth: number): TagExpression => {
    const token = take();
    if (depth > maxDepth)
      throw new Malformed(token, `the expression nests deeper than ${maxDepth} levels`, "Flatten it.");
    if (token.kind === "tag") {
      refuseWordOperator(token, peek());
      return { kind: "tag", tag: token.text, offset: token.offset };
    }
    if (token.kind === "!") return { kind: "not", operand: readUnary(depth + 1) };
    if (token.kind !== "(") throw missingOperand(token, tokens[position - 2]);
    const inner = readOr(depth + 1);
    const close = take();
    if (close.kind === ")") return inner;
    if (close.kind === "end")
      throw new Malformed(token, "this parenthesis is never closed", "Close it with `)`.");
    throw twoInARow(close);
  };

  const expression = readOr(0);
  const rest = peek();
  if (rest.kind === ")")
    throw new Malformed(rest, "this parenthesis closes nothing", "Remove it, or open one before it.");
  if (rest.kind !== "end") throw twoInARow(rest);
  return { kind: "expression", expression, mixesOperators };
}

function join(kind: "and" | "or", operands: readonly TagExpression[]): TagExpression {
  const [only] = operands;
  if (operands.length === 1 && only !== undefined) return only;
  return {
    kind,
    operands: operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand])),
  };
}

const wordOperators: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!" };

/** `a and b`: the word is a tag to the parser, and the hub would refuse what follows. */
function refuseWordOperator(token: Token, next: Token): void {
  const operator = Object.hasOwn(wordOperators, token.text.toLowerCase())
    ? wordOperators[token.text.toLowerCase()]
    : undefined;
  if (operator === "!" && (next.kind === "tag" || next.kind === "("))
    throw new Malformed(token, `\`${token.text}\` is no operator`, "Write ! before the tag.");
  if (next.kind !== "tag") return;
  const word = Object.hasOwn(wordOperators, next.text.toLowerCase())
    ? wordOperators[next.text.toLowerCase()]
    : undefined;
  if (word !== undefined) throw new Malformed(next, `\`${next.text}\` is no operator`, `Write ${word}.`);
}

function twoInARow(token: Token): Malformed {
  const what = token.kind === "tag" ? `before \`${token.text}\`` : `before \`${token.text}\``;
  return new Malformed(
    token,
    `there is no operator ${what}`,
    "Join tags with && or ||. A tag holds no blank.",
  );
}

function missingOperand(token: Token, before: Token | undefined): Malformed {
  if (token.kind === "end" && before === undefined)
    return new Malformed(token, "the expression is empty", "Name a tag, or write `broadcast: true`.");
  if (token.kind === "end")
    return new Malformed(
      before ?? token,
      `nothing follows \`${before?.text ?? ""}\``,
      "Add a tag, or remove the operator.",
    );
  if (token.kind === ")")
    return new Malformed(token, "a tag is missing before `)`", "Add one, or remove the parentheses.");
  return new Malformed(
    token,
    `a tag is missing before \`${token.text}\``,
    "Add one, or remove the operator.",
  );
}
