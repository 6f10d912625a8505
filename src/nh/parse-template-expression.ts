/** A value of a device's template, cut into what the hub evaluates. */
export type Candidate =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "number"; readonly token: PropertyToken }
  | { readonly kind: "text"; readonly tokens: readonly Token[] };

export type Token = { readonly kind: "quoted"; readonly text: string } | PropertyToken;

export interface PropertyToken {
  readonly kind: "property";
  /** `$` value, `.` clip with dots, `%` percent-encoded, `#` number. */
  readonly sigil: "$" | "." | "%" | "#";
  /** In lower case: names are looked up without regard to case. */
  readonly name: string;
  readonly fallback: string | undefined;
  readonly maxUnits: number | undefined;
}

/** What is wrong with a template. */
export class TemplateExpressionError extends Error {
  override readonly name = "TemplateExpressionError";
}

/** Source: .NET SDK 4.2.0, ExpressionEvaluator, whose rules the service shares. */
const maxNameLength = 120;
/** An `int` of .NET. */
const maxInteger = 2 ** 31 - 1;

/**
 * Reads one value of a template. The first character decides: `$ . % #` and `{` begin an expression, and everything else
 * is a literal as a whole, also when it holds `$(name)` further on. Source: NH docs, "Templates".
 */
export function parseCandidate(text: string): Candidate {
  const first = text.charAt(0);
  if (first === "{") {
    if (!text.endsWith("}"))
      throw new TemplateExpressionError(`Expression is ${text}. The closing parenthesis is missing.`);
    return composite(text.slice(1, -1), text);
  }
  if (first === "" || !"$.%#".includes(first)) return { kind: "literal", text };
  if (/\s$/.test(text)) throw new TemplateExpressionError(`Expression is ${text}. It ends with a blank.`);
  return composite(text, text);
}

function composite(inner: string, whole: string): Candidate {
  const tokens: Token[] = [];
  let at = 0;
  const fail = (problem: string): never => {
    throw new TemplateExpressionError(`Expression is ${whole}. ${problem}`);
  };
  const skipBlanks = () => {
    while (/\s/.test(inner.charAt(at)) && at < inner.length) at++;
  };
  for (;;) {
    skipBlanks();
    // The validator wants three characters for whatever token comes next, so a lone '' at the end is refused.
    if (inner.length - at < 3) fail("A token is missing or too short.");
    const reading = readToken(inner, at, fail);
    tokens.push(reading.token);
    at = reading.end;
    skipBlanks();
    if (at >= inner.length) break;
    if (inner.charAt(at) !== "+")
      fail(`Only valid composition operator is +, and this is ${inner.charAt(at)}.`);
    at++;
  }
  const [only] = tokens;
  const numbers = tokens.filter((token) => token.kind === "property" && token.sigil === "#");
  if (numbers.length > 0 && tokens.length > 1)
    fail("Token type '#(prop)' is not allowed in composite expression.");
  return only?.kind === "property" && only.sigil === "#"
    ? { kind: "number", token: only }
    : { kind: "text", tokens };
}

function readToken(
  text: string,
  start: number,
  fail: (problem: string) => never,
): { token: Token; end: number } {
  const first = text.charAt(start);
  if (first === "'" || first === '"') return readQuoted(text, start, first, fail);
  if (first !== "$" && first !== "." && first !== "%" && first !== "#") {
    return fail("Token has to begin with one of these characters . % ' \" $");
  }
  if (text.startsWith("$body", start)) return fail("Expression type '$body' is not supported.");
  if (text.charAt(start + 1) !== "(") return fail("The character following $ or . or % should be a (");
  return readProperty(text, start, first, fail);
}

function readQuoted(
  text: string,
  start: number,
  quote: string,
  fail: (problem: string) => never,
): { token: Token; end: number } {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character !== quote) value += character;
    else if (text.charAt(at + 1) === quote) {
      value += quote;
      at++;
    } else return { token: { kind: "quoted", text: value }, end: at + 1 };
  }
  return fail("Literal is missing closing notation.");
}

function readProperty(
  text: string,
  start: number,
  sigil: PropertyToken["sigil"],
  fail: (problem: string) => never,
): { token: Token; end: number } {
  let at = start + 2;
  const nameEnd = text.slice(at).search(/:\{|[,)]/);
  if (nameEnd < 0) return fail(`Missing closing parentheses. Current invalid token is ${text.slice(start)}.`);
  const name = text.slice(at, at + nameEnd).trim();
  at += nameEnd;
  if (name.length > maxNameLength)
    fail(`Property name is of length. ${name.length}. Maximum allowed length is ${maxNameLength}`);
  if (!/^[A-Za-z0-9_]+$/.test(name))
    fail(
      `Property name is ${name}. Only ASCII-7 alphanumeric characters and '_' are permitted in the property name.`,
    );
  let fallback: string | undefined;
  if (text.startsWith(":{", at)) {
    const match = /^:\{((?:\\[\s\S]|[^\\}])*)\}\s*/.exec(text.slice(at));
    if (match === null) return fail("Missing default's end.");
    fallback = (match[1] ?? "").replace(/\\([\\}])/g, "$1");
    at += match[0].length;
  }
  let maxUnits: number | undefined;
  if (text.charAt(at) === ",") {
    const close = text.indexOf(")", at);
    if (close < 0) return fail(`Missing closing parentheses. Current invalid token is ${text.slice(start)}.`);
    const digits = text.slice(at + 1, close).trim();
    if (sigil === "%" || sigil === "#") fail(`The expression ${sigil}(prop , n) is not a valid expression.`);
    if (!/^\d+$/.test(digits) || Number(digits) > maxInteger) fail(`${digits} is not a positive integer.`);
    maxUnits = Number(digits);
    at = close;
  }
  if (text.charAt(at) !== ")")
    return fail(`Missing closing parentheses. Current invalid token is ${text.slice(start)}.`);
  if (sigil === "." && maxUnits === undefined) fail("Error trying to parse for .(prop , n) format.");
  return { token: { kind: "property", sigil, name: name.toLowerCase(), fallback, maxUnits }, end: at + 1 };
}
