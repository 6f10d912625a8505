import { checkTemplate } from "../../src/campaign/template/check-template.ts";
import { parseTemplate } from "../../src/campaign/template/parse-template.ts";
import { compileTemplate, renderScalar, renderText } from "../../src/campaign/template/render-template.ts";
import type { JsonObject } from "../../src/model/json.ts";

/** What became of one template: its text, or the code and the words of what is wrong. */
export function renderTemplateText(
  text: string,
  properties: JsonObject = {},
  escapeText: (value: string) => string = (value) => value,
): string {
  const prepared = prepare(text, properties);
  if (typeof prepared === "string") return prepared;
  const rendering = renderText(compileTemplate(prepared.template), properties, escapeText);
  if (rendering.kind === "rendered") return rendering.value;
  return `${rendering.problem.code}: ${rendering.problem.message}`;
}

/** The same for a leaf that is one mustache, whose value keeps its type. */
export function renderLeafValue(text: string, properties: JsonObject): string | number | boolean {
  const prepared = prepare(text, properties);
  if (typeof prepared === "string") return prepared;
  if (!prepared.template.isSingleMustache) throw new Error(`${text} is not one mustache`);
  const rendering = renderScalar(compileTemplate(prepared.template), properties);
  return rendering.kind === "rendered"
    ? rendering.value
    : `${rendering.problem.code}: ${rendering.problem.message}`;
}

/** The codes of what is wrong with a template before it is rendered, each with the text it points at. */
export function problemsOf(text: string, properties: JsonObject = {}): readonly string[] {
  const reading = parseTemplate(text);
  if (reading.kind === "literal") return [];
  if (reading.kind === "malformed") return [`CAM4001 ${text.slice(reading.range.start, reading.range.end)}`];
  return checkTemplate(reading.template, properties).map(
    ({ code, range }) => `${code} ${text.slice(range.start, range.end)}`,
  );
}

function prepare(text: string, properties: JsonObject) {
  const reading = parseTemplate(text);
  if (reading.kind === "literal") return reading.text;
  if (reading.kind === "malformed") return `CAM4001: ${reading.message}`;
  const [problem] = checkTemplate(reading.template, properties);
  return problem === undefined ? reading : `${problem.code}: ${problem.message}`;
}
