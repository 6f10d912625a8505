/** Where a value stands in a document: what is between the quotes, the tags, or the marks of a section. */
export interface XmlPlace {
  readonly kind: "attribute" | "text" | "cdata";
  /** UTF-16 units; `end` is behind the last. */
  readonly start: number;
  readonly end: number;
}

/** The places of one element. */
export interface ElementPlaces {
  /** In the order of the document. */
  readonly attributes: readonly XmlPlace[];
  /** What is text and stands in the element itself, in pieces as comments, sections and elements cut it. */
  readonly texts: readonly XmlPlace[];
}

/** The marks of what may hold a `<` or `>` that begins or ends nothing. */
const fences = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
] as const;

/** The places of the elements of a well-formed document without a document type, in the order of their tags. */
export function findXmlPlaces(text: string): readonly ElementPlaces[] {
  const elements: ElementPlaces[] = [];
  const open: XmlPlace[][] = [];
  const addText = (kind: "text" | "cdata", start: number, end: number) => {
    if (end > start) open.at(-1)?.push({ kind, start, end });
  };
  let at = 0;
  while (at < text.length) {
    const mark = indexOrEnd(text, "<", at);
    addText("text", at, mark);
    if (mark === text.length) break;
    const fence = fences.find(([opening]) => text.startsWith(opening, mark));
    if (fence !== undefined) {
      const [opening, closing] = fence;
      const inner = mark + opening.length;
      const end = indexOrEnd(text, closing, inner);
      if (opening === "<![CDATA[") addText("cdata", inner, end);
      at = end + closing.length;
    } else if (text.startsWith("</", mark)) {
      open.pop();
      at = indexOrEnd(text, ">", mark) + 1;
    } else {
      const { attributes, end } = readTag(text, mark);
      const texts: XmlPlace[] = [];
      elements.push({ attributes, texts });
      if (text.charAt(end - 1) !== "/") open.push(texts);
      at = end + 1;
    }
  }
  return elements;
}

/** `end` is the place of the `>`, which may stand in a value too. */
function readTag(text: string, start: number) {
  const attributes: XmlPlace[] = [];
  const mark = /["'>]/g;
  mark.lastIndex = start;
  for (let found = mark.exec(text); found !== null && found[0] !== ">"; found = mark.exec(text)) {
    const end = indexOrEnd(text, found[0], mark.lastIndex);
    attributes.push({ kind: "attribute", start: mark.lastIndex, end });
    mark.lastIndex = end + 1;
  }
  return { attributes, end: mark.lastIndex - 1 };
}

function indexOrEnd(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at < 0 ? text.length : at;
}
