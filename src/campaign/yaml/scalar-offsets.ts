import type { Scalar } from "yaml";

/**
 * For each UTF-16 unit of a scalar's value, and one past its end, the offset in the file where it was written.
 * YAML folds lines, strips indentation and decodes escapes; this walks text and value side by side.
 */
export function offsetsInScalar(text: string, node: Scalar): readonly number[] {
  const value = typeof node.value === "string" ? node.value : "";
  const start = node.range?.[0] ?? 0;
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED")
    return offsetsInBlock(text, value, start);
  const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
  return offsetsInFlow(text, value, isQuoted ? start + 1 : start, node.type === "QUOTE_DOUBLE");
}

const foldedLines = /[ \t]*(?:\r?\n[ \t]*)+/y;
const escapedNewline = /\\\r?\n[ \t]*/y;
const escapeLengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

function offsetsInFlow(text: string, value: string, start: number, hasEscapes: boolean): readonly number[] {
  const offsets: number[] = [];
  let at = start;
  for (let index = 0; index < value.length; ) {
    const continuation = hasEscapes ? matchAt(escapedNewline, text, at) : undefined;
    if (continuation !== undefined) {
      at += continuation.length;
      continue;
    }
    const folded = matchAt(foldedLines, text, at);
    if (folded !== undefined) {
      const newlines = folded.split("\n").length - 1;
      for (let made = 0; made < Math.max(1, newlines - 1) && index < value.length; made++, index++)
        offsets.push(at);
      at += folded.length;
      continue;
    }
    let written = 1;
    let decoded = 1;
    if (hasEscapes && text[at] === "\\") {
      written = escapeLengths[text[at + 1] ?? ""] ?? 2;
      if (text[at + 1] === "U" && (value.codePointAt(index) ?? 0) > 0xffff) decoded = 2;
    } else if (!hasEscapes && text[at] === "'" && text[at + 1] === "'" && value[index] === "'") written = 2;
    for (let unit = 0; unit < decoded; unit++) offsets.push(at);
    at += written;
    index += decoded;
  }
  offsets.push(at);
  return offsets;
}

function offsetsInBlock(text: string, value: string, start: number): readonly number[] {
  const header = text.slice(start).match(/^[^\n]*\n/)?.[0] ?? "";
  let at = start + header.length;
  const explicit = /[1-9]/.exec(header.split("#", 1)[0] ?? "")?.[0];
  const firstLine = /^(?:[ \t]*\r?\n)*( *)/.exec(text.slice(at));
  const indent =
    explicit === undefined ? (firstLine?.[1]?.length ?? 0) : parentIndent(text, start) + Number(explicit);
  const skipIndent = () => {
    for (let blanks = 0; blanks < indent && text[at] === " "; blanks++) at++;
  };
  const offsets: number[] = [];
  skipIndent();
  for (let index = 0; index < value.length; ) {
    const isNewline = text[at] === "\n" || (text[at] === "\r" && text[at + 1] === "\n");
    if (!isNewline) {
      offsets.push(at++);
      index++;
      continue;
    }
    // One or more line ends of the file became one blank or some line ends of the value.
    const lineEnd = at;
    const isBlank = value[index] === " ";
    let made = 0;
    while (index + made < value.length && (isBlank ? made < 1 : value[index + made] === "\n")) made++;
    for (let unit = 0; unit < Math.max(1, made); unit++) offsets.push(lineEnd);
    index += Math.max(1, made);
    at = text.indexOf("\n", at) + 1;
    skipIndent();
    while (text[at] === "\n" || (text[at] === "\r" && text[at + 1] === "\n")) {
      at = text.indexOf("\n", at) + 1;
      skipIndent();
    }
  }
  offsets.push(at);
  return offsets;
}

function parentIndent(text: string, offset: number): number {
  const lineStart = text.lastIndexOf("\n", offset) + 1;
  return /^ */.exec(text.slice(lineStart))?.[0].length ?? 0;
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}
