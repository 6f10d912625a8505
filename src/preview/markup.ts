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

function write(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeXml(part.replace(unfitForHtml, "\ufffd"));
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map(write).join("");
}

// HTML has no way to write these. Source: WHATWG HTML, "control-character-reference parse error".
const unfitForHtml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff]/gu;
