import type { Candidate, PropertyToken } from "./parse-template-expression.ts";

/** What fills a template. */
export interface TemplateValues {
  /** Of the message. */
  readonly properties: ReadonlyMap<string, string>;
  /** Of the device; a property of the message wins. */
  readonly pushVariables: ReadonlyMap<string, string>;
}

/** The text of a value. Names of `values` are in lower case. */
export function evaluate(candidate: Candidate, values: TemplateValues): string {
  switch (candidate.kind) {
    case "literal":
      return candidate.text;
    case "number":
      return lookUp(candidate.token, values);
    case "text":
      return candidate.tokens
        .map((token) => (token.kind === "quoted" ? token.text : evaluateToken(token, values)))
        .join("");
  }
}

function evaluateToken(token: PropertyToken, values: TemplateValues): string {
  const value = lookUp(token, values);
  const { maxUnits } = token;
  if (token.sigil === "%") return encodeText(value);
  if (maxUnits === undefined || value.length <= maxUnits) return value;
  // With dots the whole, dots included, has the length asked for. Source: NH docs, "Template expression language".
  return token.sigil === "."
    ? `${value.slice(0, Math.max(0, maxUnits - 3))}${"...".slice(0, maxUnits)}`
    : value.slice(0, maxUnits);
}

/** What a property holds, or else its default. */
export function lookUp(token: PropertyToken, { properties, pushVariables }: TemplateValues): string {
  const value = properties.get(token.name) ?? pushVariables.get(token.name) ?? "";
  return value === "" ? (token.fallback ?? "") : value;
}

/** RFC 3986: what `Uri.EscapeDataString` of .NET leaves alone is less than what JavaScript does. */
function encodeText(text: string): string {
  return encodeURIComponent(
    text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"),
  ).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
