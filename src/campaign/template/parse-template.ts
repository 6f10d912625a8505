import Handlebars from "handlebars";
import { parseNames } from "./parse-names.ts";

/** A template that parses. */
export interface Template {
  readonly text: string;
  readonly program: hbs.AST.Program;
  /** The text is nothing but one mustache, so its value keeps its type. */
  readonly isSingleMustache: boolean;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

export type TemplateReading =
  | { readonly kind: "template"; readonly template: Template }
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "malformed"; readonly range: Range; readonly message: string; readonly hint: string };

/** The same text stands in several notifications of a campaign and in many campaigns; it is parsed once. */
const maxRemembered = 200;
const remembered = new Map<string, TemplateReading>();

/** Parses a text of a campaign. A text without braces is a literal and costs nothing. */
export function parseTemplate(text: string): TemplateReading {
  if (!text.includes("{{")) return { kind: "literal", text };
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const reading = readTemplate(text);
  // Those of long ago are let go: what is kept for long costs the collector more than it spares the parser.
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(text, reading);
  return reading;
}

/** More than a hub takes in a request, and more nesting than a person writes: a parser spins on them. */
const maxTemplateUnits = 64 * 1024;
const maxOpenings = 200;

function readTemplate(text: string): TemplateReading {
  const openings = text.match(/\{\{\{?~?[#^]|\(/g)?.length ?? 0;
  if (text.length > maxTemplateUnits || openings > maxOpenings) {
    const range = { start: text.indexOf("{{"), end: text.indexOf("{{") + 2 };
    const hint = `A template has up to 64 KiB and ${maxOpenings} blocks and parentheses.`;
    return { kind: "malformed", range, message: "the template is too large to be read", hint };
  }
  try {
    // Handlebars accepts a ready-made tree as well, which would skip every check: only ever hand it a string.
    const program = parseNames(text) ?? Handlebars.parse(String(text));
    const isSingleMustache = program.body.length === 1 && program.body[0]?.type === "MustacheStatement";
    return { kind: "template", template: { text, program, isSingleMustache } };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return explainParseError(text, error);
  }
}

export function rangeOf(text: string, node: { readonly loc: hbs.AST.SourceLocation }): Range {
  return { start: indexOf(text, node.loc.start), end: indexOf(text, node.loc.end) };
}

/** What stands between the tags of a block, up to its {{else}}. */
export function textInside({ text }: Template, { program }: hbs.AST.BlockStatement): string {
  // Handlebars leaves `program` out of {{^each x}}…{{/each}}, whatever its types say.
  const [first, last] = [program?.body[0], program?.body.at(-1)];
  return first === undefined || last === undefined
    ? ""
    : text.slice(rangeOf(text, first).start, rangeOf(text, last).end);
}

/** Handlebars counts lines from 1 and columns from 0, and takes a lone CR for a line end. */
function indexOf(text: string, position: hbs.AST.Position): number {
  const lineEnd = /\r\n?|\n/g;
  for (let line = 1; line < position.line; line++) if (!lineEnd.test(text)) return text.length;
  return Math.min(text.length, lineEnd.lastIndex + position.column);
}

function explainParseError(text: string, error: Error): TemplateReading {
  const open = text.lastIndexOf("{{");
  const unclosed = open >= 0 && !text.slice(open).includes("}}");
  if (unclosed) {
    return {
      kind: "malformed",
      range: { start: open, end: text.length },
      message: "the template opens `{{` and never closes it",
      hint: "Close it with `}}`; for the characters themselves write \\{{.",
    };
  }
  const mismatch = /^(\S+) doesn't match (\S+) - (\d+):(\d+)$/.exec(error.message);
  if (mismatch !== null) {
    const start = indexOf(text, { line: Number(mismatch[3]), column: Number(mismatch[4]) });
    return {
      kind: "malformed",
      range: { start, end: start + 1 },
      message: `the block \`${mismatch[1]}\` is closed as \`${mismatch[2]}\``,
      hint: `Close it with {{/${mismatch[1]}}}.`,
    };
  }
  const line = Number(/on line (\d+)/.exec(error.message)?.[1] ?? 1);
  const lineStart = indexOf(text, { line, column: 0 });
  return unclosedBlock(text) ?? malformedMustache(text, lineStart);
}

const blockTag = /\{\{~?\s*(#|\^|\/)\s*([^\s}~]+)[^}]*\}\}/g;

function unclosedBlock(text: string): TemplateReading | undefined {
  const open: { name: string; range: Range }[] = [];
  for (const match of text.matchAll(blockTag)) {
    const [tag, sigil, name = ""] = match;
    const range = { start: match.index, end: match.index + tag.length };
    if (sigil !== "/") open.push({ name, range });
    else if (open.pop() === undefined) {
      return {
        kind: "malformed",
        range,
        message: `{{/${name}}} closes a block that was not opened`,
        hint: "Remove it, or open the block before it.",
      };
    }
  }
  const last = open.at(-1);
  if (last === undefined) return undefined;
  return {
    kind: "malformed",
    range: last.range,
    message: `the block \`${last.name}\` is never closed`,
    hint: `Close it with {{/${last.name}}}.`,
  };
}

function malformedMustache(text: string, lineStart: number): TemplateReading {
  const mustaches = [...text.matchAll(/\{\{\{?[^{}]*\}?\}\}/g)];
  const wrong =
    mustaches.find((match) => !parses(match[0])) ?? mustaches.find((match) => match.index >= lineStart);
  const start = wrong?.index ?? Math.max(0, text.indexOf("{{"));
  const end = start + (wrong?.[0].length ?? 2);
  if (/^\{\{[^{].*\}\}\}$/s.test(wrong?.[0] ?? "")) {
    const message = "two braces open this, and three close it";
    const hint = "Where a } of the text follows, put a blank before it: {{name}} }.";
    return { kind: "malformed", range: { start, end }, message, hint };
  }
  return {
    kind: "malformed",
    range: { start, end },
    message: "this is no template that can be read",
    hint: 'Write {{name}} or {{helper name "text"}}; for the characters {{ write \\{{.',
  };
}

function parses(text: string): boolean {
  if (/^\{\{~?\s*[#^/]/.test(text)) return true;
  try {
    Handlebars.parse(text);
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
