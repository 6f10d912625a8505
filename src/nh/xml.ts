import { SaxesParser } from "saxes";

export interface XmlElement {
  /** With its prefix, as written. */
  readonly name: string;
  readonly local: string;
  /** Namespace, or an empty text. */
  readonly uri: string;
  /** By name as written. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Of its `<`, in UTF-16 units of the text that was read. */
  readonly offset: number;
  readonly children: readonly (XmlElement | string)[];
}

export type XmlReading =
  | { readonly kind: "document"; readonly root: XmlElement }
  /** `offset` counts UTF-16 units. */
  | { readonly kind: "malformed"; readonly message: string; readonly offset: number };

/** No push service and no hub nests as deep. */
const maxDepth = 100;

class Refused extends Error {}

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/** One body is looked at several times in a row: whether it is well-formed, what its root says, what it comes to. */
let latest: { readonly text: string; readonly reading: XmlReading } | undefined;

/** Reads well-formed XML with namespaces. A document type is refused: its entities could make a text of any size. */
export function parseXml(text: string): XmlReading {
  if (latest?.text !== text) latest = { text, reading: readXml(text) };
  return latest.reading;
}

function readXml(text: string): XmlReading {
  // A byte-order mark and blanks may stand before the declaration only in files; the bodies of pushes come from such files.
  const document = text.replace(/^\ufeff/, "").trimStart();
  const lead = text.length - document.length;
  const parser = new SaxesParser({ xmlns: true });
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  const starts: number[] = [];
  let failedAt = 0;
  const refuse = (message: string, at = parser.position - 1): never => {
    failedAt = at;
    throw new Refused(message);
  };
  parser.on("error", (error) => {
    const message = error.message.replace(/^\d+:\d+: |\.$/g, "");
    // The parser notices at the end; where the tag or the text begins is where a person has to look.
    if (message.startsWith("unclosed tag")) refuse(message, starts.at(-1));
    refuse(message, root === undefined && message.startsWith("text data outside") ? 0 : undefined);
  });
  parser.on("opentagstart", (tag) => {
    starts.push(Math.max(0, parser.position - tag.name.length - 2));
  });
  parser.on("doctype", () => refuse("a document type is not allowed"));
  parser.on("opentag", (tag) => {
    if (open.length >= maxDepth) refuse(`it nests deeper than ${maxDepth} elements`);
    const attributes = new Map(Object.values(tag.attributes).map(({ name, value }) => [name, value]));
    const { name, local, uri } = tag;
    const offset = lead + (starts.at(-1) ?? 0);
    const element: OpenElement = { name, local, uri, attributes, offset, children: [] };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("closetag", () => {
    open.pop();
    starts.pop();
  });
  const addText = (chunk: string) => {
    open.at(-1)?.children.push(chunk);
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  try {
    parser.write(document).close();
  } catch (error) {
    if (error instanceof Refused) {
      const ampersand = findBareAmpersand(document);
      const [message, at] =
        ampersand === undefined || ampersand >= parser.position
          ? [error.message, failedAt]
          : ["an & that begins no entity", ampersand];
      return { kind: "malformed", message, offset: Math.max(0, Math.min(text.length, lead + at)) };
    }
    throw error;
  }
  return root === undefined
    ? { kind: "malformed", message: "there is no element", offset: 0 }
    : { kind: "document", root };
}

/** The parser reads on after a bare & and stumbles somewhere behind it. One pass, however many sections stay open. */
function findBareAmpersand(text: string): number | undefined {
  const pattern = /<!\[CDATA\[|<!--|&(?!(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z_:][\w.:-]*);)/g;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    if (found[0] === "&") return found.index;
    const closing = found[0] === "<!--" ? "-->" : "]]>";
    const end = text.indexOf(closing, pattern.lastIndex);
    if (end < 0) return undefined;
    pattern.lastIndex = end + closing.length;
  }
  return undefined;
}

export function childElement(element: XmlElement, local: string): XmlElement | undefined {
  return childElements(element).find((child) => child.local === local);
}

export function childElements(element: XmlElement): readonly XmlElement[] {
  return element.children.flatMap((child) => (typeof child === "string" ? [] : [child]));
}

/** All text inside an element. */
export function textOf(element: XmlElement | undefined): string {
  return (element?.children ?? [])
    .map((child) => (typeof child === "string" ? child : textOf(child)))
    .join("");
}
