import { type Document, isScalar, visit, type YAMLError } from "yaml";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { diagnose, type Remark, type Source, type Spot } from "./source.ts";

const quoteIt = 'Put the text in quotes: "…".';

/** Says what a parser error means for the person who wrote the file. */
export function explainSyntaxError(source: Source, document: Document, error: YAMLError): Diagnostic {
  const [start, end] = error.pos;
  const unclosed = error.code === "MISSING_CHAR" ? openingQuote(document, start) : undefined;
  if (unclosed !== undefined) {
    return diagnose(source, unclosed, {
      code: "CAM1001",
      message: "the quote is never closed",
      hint: "Close it at the end of the text.",
    });
  }
  return (
    overIndentedLine(source, document, error) ??
    diagnose(source, { offset: start, length: end - start }, remarkFor(source, error))
  );
}

/** A key indented under a finished value reads as its second line; the mistake is in that line, not above it. */
function overIndentedLine(source: Source, document: Document, error: YAMLError): Diagnostic | undefined {
  const folded = document.errors.find(
    (other) => other.code === "MULTILINE_IMPLICIT_KEY" && other.pos[0] === error.pos[0],
  );
  if (folded === undefined) return undefined;
  const lines = source.text.slice(folded.pos[0], folded.pos[1]).trimEnd().split("\n");
  const last = lines.at(-1) ?? "";
  const lineStart = folded.pos[0] + lines.slice(0, -1).join("\n").length + 1;
  const blanks = last.length - last.trimStart().length;
  if (lines.length < 2) return undefined;
  return diagnose(
    source,
    { offset: lineStart + blanks, length: last.trim().length },
    {
      code: "CAM1001",
      message: "this line is indented under a value that is complete",
      hint: "Start it in the column of the key above; text of several lines goes into quotes.",
    },
  );
}

function remarkFor(source: Source, error: YAMLError): Remark {
  const code = "CAM1001";
  switch (error.code) {
    case "BLOCK_IN_FLOW":
      return {
        code,
        message: hasColon(source.text, error)
          ? "one entry within brackets has two colons"
          : "a dash and a blank start a list, and none can start within brackets",
        hint: 'If two entries are meant, put a comma between them. If it is one text, put it in quotes: "…".',
      };
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return {
        code,
        message: "a colon and a blank in a text without quotes make a key of it, and no key can stand here",
        hint: `${quoteIt} Or put the map on its own line.`,
      };
    case "TAB_AS_INDENT":
      return {
        code,
        message: "YAML is indented with blanks, not with tabs",
        hint: "Replace the tab by blanks.",
      };
    case "BAD_SCALAR_START": {
      const character = source.text[error.pos[0]] ?? "";
      return { code, message: `a text without quotes cannot start with \`${character}\``, hint: quoteIt };
    }
    case "MULTIPLE_DOCS":
      return {
        code,
        message: "a second document starts here",
        hint: "One file holds one campaign: remove the `---`, or split the file.",
      };
    case "BAD_ALIAS":
      return { code, message: "`*` starts an alias", hint: quoteIt };
    case "NON_STRING_KEY":
      return { code, message: "a key must be text", hint: "If this was meant as text, put it in quotes." };
    case "KEY_OVER_1024_CHARS":
      return {
        code,
        message: "the key is longer than 1,024 characters",
        hint: "Was this meant as text? Put it in quotes.",
      };
    case "BAD_DQ_ESCAPE":
      return {
        code,
        message: "the backslash starts an escape that YAML does not know",
        hint: "Write `\\\\` for a backslash, or use single quotes.",
      };
    case "BAD_INDENT":
      return /end with a/.test(error.message)
        ? {
            code,
            message: "a bracket that was opened above is not closed before this line",
            hint: "Close it with `]` or `}`, or indent this line.",
          }
        : {
            code,
            message: "the indentation does not fit the lines above",
            hint: "Items of one level start in the same column.",
          };
    case "MISSING_CHAR":
      return {
        code,
        message: missingCharacter(error.message),
        hint: "Check the lines above for a missing `:`, quote or bracket.",
      };
    case "UNEXPECTED_TOKEN":
      return (
        explainLeftover(source.text, error.pos[0]) ?? {
          code,
          message: "this does not fit what stands before it",
          hint: "Check quotes, brackets and indentation; a text that contains quotes or `: ` goes into quotes as a whole.",
        }
      );
    default:
      if (/call stack/i.test(error.message))
        return { code: "CAM1009", message: "the file nests too deeply", hint: "Flatten it." };
      return { code, message: lowerFirst(error.message), hint: "Check quotes, brackets and indentation." };
  }
}

/** What stands behind a value that YAML takes for complete, where a person meant one text. */
function explainLeftover(text: string, offset: number): Remark | undefined {
  const code = "CAM1001";
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const [, opened] = /(?:^|[:,[{-]\s+)(["'[{*>|])[^:]*$/.exec(before) ?? [];
  const closed = before.trimEnd().at(-1);
  if (opened === '"' && closed === '"')
    return {
      code,
      message: "the text ended at the quote before this",
      hint: 'Write \\" for a quote inside of "…", or type curly ones: “…”.',
    };
  if (opened === "'" && closed === "'")
    return {
      code,
      message: "the text ended at the apostrophe before this",
      hint: "Put the whole text in double quotes, or write two apostrophes for one.",
    };
  if (opened !== undefined && /[[{*>|]/.test(opened))
    return { code, message: `a text without quotes cannot start with \`${opened}\``, hint: quoteIt };
  if (/:\s+$/.test(before) && /^-\s/.test(text.slice(offset)))
    return { code, message: "a text without quotes cannot start with a dash and a blank", hint: quoteIt };
  return undefined;
}

function hasColon(text: string, { pos: [start] }: YAMLError): boolean {
  return /^[^\n,}\]]*:\s/.test(text.slice(start));
}

function missingCharacter(message: string): string {
  if (/Implicit map keys need to be followed/.test(message)) return "a key without a value: `:` is missing";
  if (/block collection/i.test(message)) return "the indentation does not fit the lines above";
  return lowerFirst(message);
}

function openingQuote(document: Document, end: number): Spot | undefined {
  let found: Spot | undefined;
  visit(document, {
    Scalar(_, node) {
      const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
      if (isScalar(node) && isQuoted && node.range && node.range[1] >= end - 1)
        found = { offset: node.range[0], length: 1 };
    },
  });
  return found;
}

/** `{{name}}` outside quotes opens two YAML maps; the parser complains about what follows. */
export function findUnquotedTemplate(source: Source, offset: number): Diagnostic | undefined {
  const lineStart = source.text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = source.text.indexOf("\n", offset);
  const line = source.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  const column = unquotedBraces(line);
  if (column === undefined) return undefined;
  const length = /^\{\{.*?\}\}\}?/.exec(line.slice(column))?.[0].length ?? 2;
  return diagnose(
    source,
    { offset: lineStart + column, length },
    {
      code: "CAM1006",
      message: "a template outside quotes is a map to YAML",
      hint: 'Put the whole text in quotes: "{{name}}".',
    },
  );
}

function unquotedBraces(line: string): number | undefined {
  let quote: string | undefined;
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    const opensQuote = /[\s:,[{-]/.test(line[index - 1] ?? " ");
    if (quote !== undefined) {
      if (character === "\\" && quote === '"') index++;
      else if (character === quote) quote = undefined;
    } else if ((character === '"' || character === "'") && opensQuote) quote = character;
    else if (character === "{" && line[index + 1] === "{") return index;
  }
  return undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
