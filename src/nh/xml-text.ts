import { escapeXml } from "../text/escape.ts";

/** XML 1.0 cannot spell these, not even as a character reference. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Text that an XML document can carry once it is escaped. */
export function replaceForbiddenInXml(text: string): string {
  return text.replace(forbidden, "\ufffd");
}

/** Any text as the content of an element: a reader of the document gets it back, but for what XML cannot carry. */
export function writeXmlText(text: string): string {
  // A reader turns a bare carriage return into a line feed (XML 1.0 §2.11).
  return escapeXml(replaceForbiddenInXml(text)).replace(/\r/g, "&#13;");
}

/** Any text as the value of an attribute, where a reader turns bare tabs and line breaks into blanks (XML 1.0 §3.3.3). */
export function writeXmlAttribute(text: string): string {
  return writeXmlText(text).replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Any text as the inside of a CDATA section; what none can hold stands between two. */
export function writeXmlCdata(text: string): string {
  return replaceForbiddenInXml(text)
    .replaceAll("]]>", "]]]]><![CDATA[>")
    .replaceAll("\r", "]]>&#13;<![CDATA[");
}
