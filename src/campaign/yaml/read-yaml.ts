import { type Document, isAlias, LineCounter, type Node, parseDocument } from "yaml";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { compareDiagnostics } from "../../model/diagnostic.ts";
import type { Json } from "../../model/json.ts";
import { explainForeignBlank, findUnprintable } from "./characters.ts";
import { findDuplicateKeys } from "./duplicate-keys.ts";
import { diagnose, diagnoseFile, type Path, type Remark, type Source } from "./source.ts";
import { explainSyntaxError, findUnquotedTemplate } from "./syntax-errors.ts";
import { findTraps } from "./traps.ts";
import { walkNodes } from "./walk-nodes.ts";

/** A campaign is a page of text; a file beyond this is a mistake or an attack on the parser. */
export const maxFileBytes = 1024 * 1024;
const maxDepth = 64;
const maxAliases = 100;

export interface YamlReading {
  /** `undefined` when the structure of the file is not to be trusted. */
  readonly source: Source | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface YamlOptions {
  /** Whether a value at this path is a text that people read, where a swallowed `#` would hurt. */
  readonly isProse: (path: Path) => boolean;
}

/** Parses YAML 1.2 (JSON included), core schema, and refuses whatever YAML would silently read as something else. */
export function readYaml(file: string, bytes: Uint8Array, options: YamlOptions): YamlReading {
  if (bytes.length > maxFileBytes) {
    return refuse(file, {
      code: "CAM1009",
      message: "the file is larger than 1 MiB",
      hint: "Split it, or move large texts into payloadFile.",
    });
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    return refuse(file, {
      code: "CAM1010",
      message: "the file is not UTF-8 text",
      hint: "Save it as UTF-8.",
    });
  }
  const lines = new LineCounter();
  const document = parse(text, lines);
  const source: Source = { file, text, lines, document, value: undefined };
  const unreadable = findUnprintable(source) ?? findDirective(source);
  if (unreadable !== undefined) return { source: undefined, diagnostics: [unreadable] };
  if (document === undefined) {
    return refuse(file, {
      code: "CAM1009",
      message: `the file nests deeper than ${maxDepth} levels`,
      hint: "Flatten it.",
    });
  }
  const syntax = syntaxDiagnostics(source, document);
  if (syntax.length > 0) return { source: undefined, diagnostics: syntax };
  const limits = limitDiagnostics(source, document);
  if (limits.length > 0) return { source: undefined, diagnostics: limits };
  const traps = findTraps(source, document, options);
  const diagnostics = [...findDuplicateKeys(source, document), ...traps].sort(compareDiagnostics);
  if (traps.some((diagnostic) => diagnostic.code === "CAM1003")) return { source: undefined, diagnostics };
  const value = toJson(document);
  if (value === undefined) {
    const remark = {
      code: "CAM1009",
      message: "the aliases of the file multiply without bound",
      hint: "Write the values out.",
    } as const;
    return {
      source: undefined,
      diagnostics: [...diagnostics, diagnose(source, { offset: 0, length: 1 }, remark)],
    };
  }
  return { source: { ...source, value }, diagnostics };
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** A byte-order mark is dropped; it is no part of the text. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function parse(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, stringKeys: true });
  } catch (error) {
    // The parser recurses; only nesting far beyond any campaign exhausts the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The first error of each line: the later ones of a line are echoes of it. */
function syntaxDiagnostics(source: Source, document: Document): Diagnostic[] {
  const seenLines = new Set<number>();
  const diagnostics: Diagnostic[] = [];
  for (const error of document.errors) {
    const { line } = source.lines.linePos(error.pos[0]);
    if (seenLines.has(line)) continue;
    seenLines.add(line);
    const known = findUnquotedTemplate(source, error.pos[0]) ?? findForeignBlank(source, line);
    diagnostics.push(known ?? explainSyntaxError(source, document, error));
  }
  return dropEchoes(diagnostics);
}

/** After a quote or bracket that never closes, everything below is noise. */
function dropEchoes(diagnostics: Diagnostic[]): Diagnostic[] {
  const sorted = diagnostics.sort(compareDiagnostics);
  const unclosed = sorted.findIndex((diagnostic) => diagnostic.message.includes("never closed"));
  return unclosed < 0 ? sorted : sorted.slice(0, unclosed + 1);
}

/** The parser stumbles in the line with the blank, or in the one below. */
function findForeignBlank(source: Source, errorLine: number): Diagnostic | undefined {
  for (const line of [errorLine - 1, errorLine]) {
    const start = source.lines.lineStarts[line - 1];
    if (line < 1 || start === undefined) continue;
    const found = explainForeignBlank(source.text.slice(start, source.lines.lineStarts[line]).trimEnd());
    if (found !== undefined)
      return diagnose(source, { offset: start + found.column, length: 1 }, found.remark);
  }
  return undefined;
}

/** `%YAML 1.1` would make `yes` a truth value and `12:30` a number. */
function findDirective(source: Source): Diagnostic | undefined {
  for (const { 0: line, index } of source.text.matchAll(/^.*$/gm)) {
    if (line.startsWith("%") && !/^%YAML 1\.2\s*$/.test(line)) {
      const remark = {
        code: "CAM1003",
        message: "a directive changes what the lines below mean",
        hint: "Remove it: campaigns are YAML 1.2. If it is text, put it in quotes.",
      } as const;
      return diagnose(source, { offset: index, length: line.trimEnd().length }, remark);
    }
    if (!/^%|^\s*(?:#|$)/.test(line)) return undefined;
  }
  return undefined;
}

function limitDiagnostics(source: Source, document: Document): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let aliases = 0;
  const refuseAt = (node: Node, message: string, hint: string): void => {
    const spot = { offset: node.range?.[0] ?? 0, length: 1 };
    diagnostics.push(diagnose(source, spot, { code: "CAM1009", message, hint }));
  };
  walkNodes(document, (node, level) => {
    if (isAlias(node) && ++aliases === maxAliases + 1)
      refuseAt(node, `the file has more than ${maxAliases} aliases`, "Write the values out.");
    if (level <= 2 * maxDepth) return true;
    refuseAt(node, `the file nests deeper than ${maxDepth} levels`, "Flatten it.");
    return false;
  });
  return diagnostics;
}

function toJson(document: Document): Json | undefined {
  try {
    const value: Json = document.toJS({ maxAliasCount: maxAliases });
    return value;
  } catch (error) {
    // The parser's guard against aliases of aliases.
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function refuse(file: string, remark: Remark): YamlReading {
  return { source: undefined, diagnostics: [diagnoseFile(file, remark)] };
}
