/** XML 1.0 has no way to spell these, not even as an entity; a raw body or the name of a property may hold them. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Text that an XML document can carry once it is escaped. */
export function replaceForbiddenInXml(text: string): string {
  return text.replace(forbidden, "\ufffd");
}
