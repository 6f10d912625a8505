import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type Range,
  type YAMLMap,
} from "yaml";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { DiagnosticCode } from "../../model/diagnostic-codes.ts";
import { diagnosticCodes } from "../../model/diagnostic-codes.ts";
import type { Json } from "../../model/json.ts";
import { offsetsInScalar } from "./scalar-offsets.ts";

/** Steps from the root of a document to a value. */
export type Path = readonly (string | number)[];

/** A stretch of a file, in UTF-16 units. */
export interface Spot {
  readonly offset: number;
  readonly length: number;
}

/** A YAML or JSON file with the way back from each value to its place. */
export interface Source {
  /** As shown to people. */
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  /** `undefined` when the text does not parse. */
  readonly document: Document | undefined;
  readonly value: Json | undefined;
}

/** A source for a text that is no YAML, such as an XML payload file. */
export function plainSource(file: string, text: string): Source {
  const lines = new LineCounter();
  for (let index = 0; index >= 0; ) {
    lines.addNewLine(index);
    const newline = text.indexOf("\n", index);
    index = newline < 0 ? -1 : newline + 1;
  }
  return { file, text, lines, document: undefined, value: text };
}

/** Whether a value stands at a path, rather than nothing behind its key. */
export function isWritten(source: Source, path: Path): boolean {
  const range = find(source, path).node?.range;
  return range !== undefined && range !== null && range[1] > range[0];
}

export function spotOfValue(source: Source, path: Path): Spot {
  const { node, pair } = find(source, path);
  // An empty value has a place but no length; its key is what a reader looks for.
  if (node?.range && node.range[1] > node.range[0]) return spotOfRange(source, node.range);
  if (pair !== undefined) return spotOfKeyNode(source, pair);
  return path.length === 0 ? { offset: 0, length: 1 } : spotOfValue(source, path.slice(0, -1));
}

export function spotOfKey(source: Source, path: Path): Spot {
  const { pair } = find(source, path);
  return pair === undefined ? spotOfValue(source, path) : spotOfKeyNode(source, pair);
}

/** The place of the characters `start` to `end` of a text value. */
export function spotInText(source: Source, path: Path, start: number, end: number): Spot {
  if (source.document === undefined) return { offset: start, length: Math.max(1, end - start) };
  const { node } = find(source, path);
  if (!isScalar(node) || typeof node.value !== "string") return spotOfValue(source, path);
  const offsets = offsetsInScalar(source.text, node);
  const from = offsets[start];
  if (from === undefined) return spotOfValue(source, path);
  const until = offsets[end] ?? from + 1;
  return { offset: from, length: Math.max(1, until - from) };
}

export interface Remark {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

export function diagnose(source: Source, spot: Spot, remark: Remark): Diagnostic {
  const offset = Math.min(spot.offset, source.text.length);
  const { line, col } = source.lines.linePos(offset);
  const lineStart = source.lines.lineStarts[line - 1] ?? 0;
  const nextLine = source.lines.lineStarts[line] ?? source.text.length + 1;
  const sourceLine = source.text.slice(lineStart, nextLine).replace(/\r?\n$/, "");
  return {
    code: remark.code,
    severity: diagnosticCodes[remark.code].severity,
    file: source.file,
    line: Math.max(1, line),
    column: Math.max(1, col),
    length: Math.max(1, Math.min(spot.length, lineStart + sourceLine.length - offset)),
    message: remark.message,
    ...(remark.hint === undefined ? {} : { hint: remark.hint }),
    sourceLine,
  };
}

/** A remark about a whole file that has no text to point into. */
export function diagnoseFile(file: string, remark: Remark): Diagnostic {
  const { sourceLine: _, ...diagnostic } = diagnose(plainSource(file, ""), { offset: 0, length: 1 }, remark);
  return diagnostic;
}

function spotOfRange(source: Source, range: Range): Spot {
  const text = source.text.slice(range[0], range[1]);
  const firstLine = text.split("\n", 1)[0] ?? "";
  return { offset: range[0], length: Math.max(1, firstLine.trimEnd().length) };
}

function spotOfKeyNode(source: Source, pair: Pair): Spot {
  const key = pair.key;
  return isScalar(key) && key.range ? spotOfRange(source, key.range) : { offset: 0, length: 1 };
}

function find(source: Source, path: Path): { node: Node | undefined; pair: Pair | undefined } {
  let node: unknown = source.document?.contents;
  let pair: Pair | undefined;
  for (const step of path) {
    pair = undefined;
    if (isMap(node)) {
      pair = pairsByKey(node).get(String(step));
      node = pair?.value;
    } else if (isSeq(node)) node = node.items[Number(step)];
    else node = undefined;
  }
  return { node: isScalar(node) || isMap(node) || isSeq(node) ? node : undefined, pair };
}

const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** A map with a mistake in each of its thousand keys is searched a thousand times. */
function pairsByKey(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = indexes.get(map);
  if (known !== undefined) return known;
  const pairs = new Map<string, Pair>();
  for (const item of map.items) {
    if (!isPair(item) || !isScalar(item.key)) continue;
    const key = String(item.key.value);
    if (!pairs.has(key)) pairs.set(key, item);
  }
  indexes.set(map, pairs);
  return pairs;
}
