import { escapeTerminal, escapeXml } from "../text/escape.ts";

/** Text that is HTML already. Everything else that meets {@link html} is escaped. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | undefined | readonly Part[];

/** HTML in which every inserted string stays text; `undefined` leaves nothing. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: pieces.map((piece, at) => piece + write(parts[at])).join("") };
}

/** Text of ours with names from elsewhere: what would reorder or hide letters is spelled out. */
export function bare(text: string): string {
  return escapeTerminal(text);
}

/** A sentence of ours for people, in which what stands between backticks is code. */
export function prose(text: string): Markup {
  const pieces = bare(text).split("`");
  // An odd one opens nothing.
  if (pieces.length % 2 === 0) return html`${bare(text)}`;
  return html`${pieces.map((piece, at) => (at % 2 === 0 ? piece : html`<code>${piece}</code>`))}`;
}

function write(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeXml(part.replace(unfitForHtml, "\ufffd"));
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map(write).join("");
}

// HTML has no way to write these. Source: WHATWG HTML, "control-character-reference parse error".
const unfitForHtml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff]/gu;
