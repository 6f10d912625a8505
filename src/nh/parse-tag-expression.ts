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
  for (;;) {
    at += match(/\s*/y, text, at).length;
    if (at >= text.length) break;
    const token = readToken(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: "end", text: "", offset: text.trimEnd().length });
  return tokens;
}

/** What a sticky pattern matches at a place; an empty text when it does not. */
function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function readToken(text: string, offset: number): Token {
  const operator = match(/&&|\|\||!(?!=)|[()]/y, text, offset);
  if (operator === "&&" || operator === "||" || operator === "!" || operator === "(" || operator === ")") {
    return { kind: operator, text: operator, offset };
  }
  const generated = match(/\$(?:InstallationId|UserId):\{/y, text, offset);
  if (generated !== "") return readGeneratedTag(text, offset, generated);
  const tag = match(/[$A-Za-z0-9_@#.:-]+/y, text, offset);
  if (tag !== "") return { kind: "tag", text: tag, offset };
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const place = { text: character, offset };
  if (character === "&" || character === "|") {
    throw new Malformed(place, `\`${character}\` stands alone`, `Write ${character}${character}.`);
  }
  if (character === "!")
    throw new Malformed({ text: "!=", offset }, "`!=` is no operator here", "Write !tag.");
  if (character === ",")
    throw new Malformed(place, "`,` is no operator", "Write || for any of them, && for all of them.");
  if (/[\u2018-\u201e]/.test(character))
    throw new Malformed(
      place,
      `\`${character}\` is a quote for print, and no quote to YAML`,
      'Tags need no quotes; where a value does, type straight ones: "…".',
    );
  throw new Malformed(
    place,
    `a tag cannot hold \`${character}\``,
    "A tag is made of letters, digits and _ @ # . : -.",
  );
}

/** `$UserId:{ada}`: the braces are part of the tag, so what is amiss inside them is said of them. */
function readGeneratedTag(text: string, offset: number, opening: string): Token {
  const id = match(/[^}\s]*/y, text, offset + opening.length);
  const end = offset + opening.length + id.length;
  if (text.charAt(end) === "}") return { kind: "tag", text: `${opening}${id}}`, offset };
  const shown = `${opening}${id}`;
  throw new Malformed(
    { text: shown, offset },
    `\`${shown}\` lacks its closing brace`,
    "Write $UserId:{id} or $InstallationId:{id}, without blanks.",
  );
}

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

const wordOperators: ReadonlyMap<string, string> = new Map([
  ["and", "&&"],
  ["or", "||"],
  ["not", "!"],
]);

/** `a and b`: the word is a tag to the parser, and the hub would refuse what follows. */
function refuseWordOperator(token: Token, next: Token): void {
  const startsOperand = next.kind === "tag" || next.kind === "(" || next.kind === "!";
  if (startsOperand && token.text.toLowerCase() === "not")
    throw new Malformed(token, `\`${token.text}\` is no operator`, "Write ! before the tag.");
  if (next.kind === "tag" && wordOperators.has(next.text.toLowerCase())) throw twoInARow(next);
}

function twoInARow(token: Token): Malformed {
  const operator = token.kind === "tag" ? wordOperators.get(token.text.toLowerCase()) : undefined;
  return operator === undefined
    ? new Malformed(
        token,
        `there is no operator before \`${token.text}\``,
        "Join tags with && or ||. A tag holds no blank.",
      )
    : new Malformed(token, `\`${token.text}\` is no operator`, `Write ${operator}.`);
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
