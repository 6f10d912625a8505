import { escapeXml } from "../text/escape.ts";

/** XML 1.0 cannot spell these, not even as a character reference. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/**
 * What a reader turns into a line feed (XML 1.0 §2.11 and XML 1.1 §2.11), and what XML 1.1 has as references alone (§2.2):
 * a template says which of the two it is, and references are right in both.
 */
const changing = /[\r\x7f-\x9f\u2028]/g;

function toReference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** Text that an XML document can carry once it is escaped. */
export function replaceForbiddenInXml(text: string): string {
  return text.replace(forbidden, "\ufffd");
}

/** Any text as the content of an element: a reader of the document gets it back, but for what XML cannot carry. */
export function writeXmlText(text: string): string {
  return escapeXml(replaceForbiddenInXml(text)).replace(changing, toReference);
}

/** Any text as the value of an attribute, where a reader turns bare tabs and line breaks into blanks (XML 1.0 §3.3.3). */
export function writeXmlAttribute(text: string): string {
  return writeXmlText(text).replace(/[\t\n]/g, toReference);
}

/** Any text as the inside of a CDATA section; what none can hold stands between two. */
export function writeXmlCdata(text: string): string {
  return replaceForbiddenInXml(text)
    .replaceAll("]]>", "]]]]><![CDATA[>")
    .replace(changing, (character) => `]]>${toReference(character)}<![CDATA[`);
}
