import { replaceForbiddenInXml, writeXmlAttribute, writeXmlText } from "../nh/xml-text.ts";
import { escapeTerminal } from "../text/escape.ts";

/** One line of any text as XML or HTML content: nothing in it is markup, breaks the line or reorders it. */
export function xmlLine(text: string): string {
  return writeXmlText(escapeTerminal(replaceForbiddenInXml(text)));
}

/** The same for the value of an attribute. */
export function xmlValue(text: string): string {
  return writeXmlAttribute(escapeTerminal(replaceForbiddenInXml(text)));
}
