import { evaluate, type TemplateValues } from "./evaluate-candidate.ts";
import { parseCandidate, TemplateExpressionError } from "./parse-template-expression.ts";
import { childElements, parseXml, textOf, type XmlElement } from "./xml.ts";
import { type ElementPlaces, findXmlPlaces, type XmlPlace } from "./xml-places.ts";
import { writeXmlAttribute, writeXmlCdata, writeXmlText } from "./xml-text.ts";

type Part = string | ((values: TemplateValues) => string);

/** How a text is spelled where it stands. Both kinds of quotes are escaped, so that either may be around an attribute. */
const writers: Readonly<Record<XmlPlace["kind"], (text: string) => string>> = {
  attribute: writeXmlAttribute,
  text: writeXmlText,
  cdata: writeXmlCdata,
};

/**
 * Reads an XML document. Throws a {@link TemplateExpressionError}. What is no expression stays as it was written: a
 * declaration, comments, quotes, references.
 */
export function compileXml(text: string): (values: TemplateValues) => string {
  const reading = parseXml(text);
  if (reading.kind === "malformed")
    throw new TemplateExpressionError(`Failed to deserialize the body template. ${reading.message}`);
  const places = findXmlPlaces(text);
  const parts: Part[] = [];
  let copied = 0;
  const replace = ({ start, end }: XmlPlace, part: Part) => {
    parts.push(text.slice(copied, start), part);
    copied = end;
  };
  for (const [at, element] of listElements(reading.root).entries()) {
    for (const { value, places: stretch } of listValues(element, places[at])) {
      const candidate = parseCandidate(value);
      const [first, ...others] = stretch;
      if (candidate.kind === "literal" || first === undefined) continue;
      const write = writers[first.kind];
      replace(first, (values) => write(evaluate(candidate, values)));
      // A comment or the edge of a section may cut an expression in pieces; its value stands in place of the first.
      for (const other of others) replace(other, "");
    }
  }
  parts.push(text.slice(copied));
  return (values) => parts.map((part) => (typeof part === "string" ? part : part(values))).join("");
}

/** In the order of their tags. */
function listElements(root: XmlElement): readonly XmlElement[] {
  return [root, ...childElements(root).flatMap(listElements)];
}

/** Each value that may be an expression, as a reader understands it, with the places that it takes. */
function listValues(element: XmlElement, places: ElementPlaces | undefined) {
  const { attributes = [], texts = [] } = places ?? {};
  const values = [...element.attributes.values()].map((value, at) => ({
    value,
    places: attributes.slice(at, at + 1),
  }));
  const isLeaf = childElements(element).length === 0;
  return isLeaf ? [...values, { value: textOf(element), places: texts }] : values;
}
