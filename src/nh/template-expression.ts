import { isJsonObject } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";
import { compileJson } from "./compile-json-template.ts";
import { compileXml } from "./compile-xml-template.ts";
import { evaluate, type TemplateValues } from "./evaluate-candidate.ts";
import { type Candidate, parseCandidate, TemplateExpressionError } from "./parse-template-expression.ts";

export type { TemplateValues } from "./evaluate-candidate.ts";

/** The body of a device's template, ready to be filled. */
export interface HubTemplate {
  readonly kind: "json" | "xml";
  /** The payload as text. Names of the values are in lower case. */
  readonly render: (values: TemplateValues) => string;
}

export type TemplateReading<Value> =
  | { readonly kind: "template"; readonly template: Value }
  | { readonly kind: "malformed"; readonly message: string };

/** Reads a template's body. Expressions stand in the leaves of JSON, in the attributes and leaf elements of XML. */
export function compileTemplate(body: string): TemplateReading<HubTemplate> {
  const trimmed = body.replace(/^\ufeff/, "").trim();
  return attempt(() => {
    if (trimmed.startsWith("<")) return { kind: "xml", render: compileXml(trimmed) };
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

function lowerNames({ properties, pushVariables }: TemplateValues): TemplateValues {
  const lower = (values: ReadonlyMap<string, string>) =>
    new Map([...values].map(([name, value]) => [name.toLowerCase(), value]));
  return { properties: lower(properties), pushVariables: lower(pushVariables) };
}
