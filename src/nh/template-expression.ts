import { isJsonObject } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";
import {
  type Candidate,
  type PropertyToken,
  parseCandidate,
  TemplateExpressionError,
} from "./parse-template-expression.ts";
import { parseXml, type XmlElement } from "./xml.ts";
import { writeXmlAttribute, writeXmlText } from "./xml-text.ts";

/** The body of a device's template, ready to be filled. */
export interface HubTemplate {
  readonly kind: "json" | "xml";
  /** The payload as text. Names of the values are in lower case. */
  readonly render: (values: TemplateValues) => string;
}

/** No push service takes a payload that nests as deep. */
const maxDepth = 100;

export interface TemplateValues {
  /** Of the message. */
  readonly properties: ReadonlyMap<string, string>;
  /** Of the device; a property of the message wins. */
  readonly pushVariables: ReadonlyMap<string, string>;
}

export type TemplateReading<Value> =
  | { readonly kind: "template"; readonly template: Value }
  | { readonly kind: "malformed"; readonly message: string };

/** Reads a template's body. Expressions stand in the leaves of JSON, in the attributes and leaf elements of XML. */
export function compileTemplate(body: string): TemplateReading<HubTemplate> {
  const trimmed = body.replace(/^\ufeff/, "").trim();
  return attempt(() => {
    if (trimmed.startsWith("<")) {
      const reading = parseXml(trimmed);
      if (reading.kind === "malformed")
        throw new TemplateExpressionError(`Failed to deserialize the body template. ${reading.message}`);
      return { kind: "xml", render: compileElement(reading.root) };
    }
    if (!isJsonObject(parseJson(trimmed)))
      throw new TemplateExpressionError("Failed to deserialize the body template.");
    return { kind: "json", render: compileJson(trimmed) };
  });
}

/** Fills a template: the payload that the push service gets. */
export function renderTemplate(template: HubTemplate, values: TemplateValues): string {
  return template.render(lowerNames(values));
}

/** Reads one value, such as that of a template's header. */
export function compileTemplateValue(text: string): TemplateReading<Candidate> {
  return attempt(() => parseCandidate(text));
}

export function renderTemplateValue(candidate: Candidate, values: TemplateValues): string {
  return evaluate(candidate, lowerNames(values));
}

function attempt<Value>(compile: () => Value): TemplateReading<Value> {
  try {
    return { kind: "template", template: compile() };
  } catch (error) {
    if (error instanceof TemplateExpressionError) return { kind: "malformed", message: error.message };
    throw error;
  }
}

/** A text or a bracket of a JSON document. */
const jsonPart = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g;

/**
 * What is no expression stays as it was written, digit by digit: reading and writing it anew would round long numbers
 * and move keys that are digits to the front.
 */
function compileJson(text: string): (values: TemplateValues) => string {
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

function compileElement(element: XmlElement): (values: TemplateValues) => string {
  const attributes = [...element.attributes].map(([name, value]) => [name, parseCandidate(value)] as const);
  const hasElements = element.children.some((child) => typeof child !== "string");
  const children = hasElements
    ? element.children.map((child) =>
        typeof child === "string" ? () => writeXmlText(child) : compileElement(child),
      )
    : [compileText(element.children.join(""))];
  return (values) => {
    const head = attributes
      .map(([name, candidate]) => ` ${name}="${writeXmlAttribute(evaluate(candidate, values))}"`)
      .join("");
    const inner = children.map((child) => child(values)).join("");
    return inner === "" ? `<${element.name}${head}/>` : `<${element.name}${head}>${inner}</${element.name}>`;
  };
}

function compileText(text: string): (values: TemplateValues) => string {
  const candidate = parseCandidate(text);
  return (values) => writeXmlText(evaluate(candidate, values));
}

/** The documented pattern of a JSON number: a sign before it makes a text of it. */
const numberPattern = /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** The digits as they came: a number of JavaScript would round long ones. */
function writeNumber(token: PropertyToken, values: TemplateValues): string {
  const text = lookUp(token, values);
  return numberPattern.test(text) ? text : JSON.stringify(text);
}

function evaluate(candidate: Candidate, values: TemplateValues): string {
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

function lookUp(token: PropertyToken, { properties, pushVariables }: TemplateValues): string {
  const value = properties.get(token.name) ?? pushVariables.get(token.name) ?? "";
  return value === "" ? (token.fallback ?? "") : value;
}

/** RFC 3986: what `Uri.EscapeDataString` of .NET leaves alone is less than what JavaScript does. */
function encodeText(text: string): string {
  return encodeURIComponent(
    text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"),
  ).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function lowerNames({ properties, pushVariables }: TemplateValues): TemplateValues {
  const lower = (values: ReadonlyMap<string, string>) =>
    new Map([...values].map(([name, value]) => [name.toLowerCase(), value]));
  return { properties: lower(properties), pushVariables: lower(pushVariables) };
}
