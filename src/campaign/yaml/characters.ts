import { isScalar, type Scalar } from "yaml";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { offsetsInScalar } from "./scalar-offsets.ts";
import { diagnose, type Remark, type Source } from "./source.ts";

/** What YAML does not let stand in a file as it is: control characters but tab and line end. Source: YAML 1.2.2, c-printable. */
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\r(?!\n)/;

/** Blanks and nothings of Unicode, which an editor shows as a blank or not at all. */
const invisible = "[\\u00a0\\u00ad\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff]";
const invisibleAtEdge = new RegExp(`^${invisible}|${invisible}$`);
const foreignBlank = new RegExp(`^[ -]*[\\w.-]+:(${invisible})`);
const foreignIndent = new RegExp(`^ *(${invisible})`);

/** Those that text from other programs brings most. */
const invisibleNames: ReadonlyMap<string, string> = new Map([
  ["\u00a0", "a no-break space"],
  ["\u00ad", "a soft hyphen"],
  ["\u200b", "a zero-width space"],
  ["\u202f", "a narrow no-break space"],
  ["\ufeff", "a byte order mark"],
]);

/** The first character that YAML refuses; the parser would take it for text that nobody can see. */
export function findUnprintable(source: Source): Diagnostic | undefined {
  const found = unprintable.exec(source.text);
  if (found === null) return undefined;
  return diagnose(source, { offset: found.index, length: 1 }, unprintableRemark(found[0]));
}

function unprintableRemark(character: string): Remark {
  const code = "CAM1001";
  if (character === "\r")
    return {
      code,
      message: "the line ends with CR alone, which joins it to the next",
      hint: "Save the file with LF or CRLF at the ends of lines.",
    };
  if (character === "\0")
    return { code, message: "the file has NUL characters, as UTF-16 has", hint: "Save it as UTF-8." };
  const digits = character.charCodeAt(0).toString(16).padStart(4, "0");
  return {
    code,
    message: `the character U+${digits.toUpperCase()} cannot be seen, and YAML does not allow it`,
    hint: `Remove it; where it is meant, write "\\u${digits}" in double quotes.`,
  };
}

/** Why a line that looks right does not parse: the blank in it is another one. `line` is without its end. */
export function explainForeignBlank(
  line: string,
): { readonly column: number; readonly remark: Remark } | undefined {
  const found = foreignBlank.exec(line) ?? foreignIndent.exec(line);
  const blank = found?.[1];
  if (found === null || blank === undefined) return undefined;
  return {
    column: found[0].length - 1,
    remark: {
      code: "CAM1001",
      message: `${nameOf(blank)} is no blank to YAML`,
      hint: "Text from Word or a web page brings such signs: delete it, and type a blank.",
    },
  };
}

/** A key with an invisible character at its edge is another key than the one that is seen. */
export function findInvisibleEdge(source: Source, key: Scalar): Diagnostic[] {
  const found = typeof key.value === "string" ? invisibleAtEdge.exec(key.value) : null;
  if (found === null || !key.range) return [];
  const [start, end] = key.range;
  const message = `${nameOf(found[0])} stands at the edge of the key, which makes it another key`;
  const remark = { code: "CAM1003", message, hint: "Type the key anew." } as const;
  return [diagnose(source, { offset: start, length: end - start }, remark)];
}

/** An escape, which only double quotes have, can write half of a character, which no UTF-8 can carry. */
export function findHalfCharacter(source: Source, node: unknown): Diagnostic[] {
  if (!isScalar(node) || node.type !== "QUOTE_DOUBLE" || typeof node.value !== "string" || !node.range)
    return [];
  const index = node.value.search(/\p{Surrogate}/u);
  if (index < 0) return [];
  const offset = offsetsInScalar(source.text, node)[index] ?? node.range[0];
  const remark = {
    code: "CAM1001",
    message: "the escape makes half of a surrogate pair, which is no character",
    hint: "Write the character itself, or its one escape: \\U0001F389.",
  } as const;
  return [diagnose(source, { offset, length: 6 }, remark)];
}

function nameOf(character: string): string {
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  const name = invisibleNames.get(character);
  return name === undefined ? code : `${name} (${code})`;
}
