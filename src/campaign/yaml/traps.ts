import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit,
} from "yaml";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { findHalfCharacter, findInvisibleEdge } from "./characters.ts";
import type { YamlOptions } from "./read-yaml.ts";
import { diagnose, type Path, type Remark, type Source } from "./source.ts";

/** Valid YAML that rarely means what its author thinks it means. */
export function findTraps(source: Source, document: Document, options: YamlOptions): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const usedAnchors = new Set<string>();
  const visitNode = (node: unknown, path: Path, pair: Pair | undefined) => {
    if (isAlias(node)) {
      diagnostics.push(...aliasTraps(source, document, node));
      return;
    }
    if (pair !== undefined && !isScalar(node) && !isMap(node) && !isSeq(node)) {
      diagnostics.push(...emptyValueTraps(source, pair));
      return;
    }
    if (isScalar(node))
      diagnostics.push(...scalarTraps(source, node, path, pair, options), ...findHalfCharacter(source, node));
    if (isScalar(node) || isMap(node) || isSeq(node))
      diagnostics.push(...tagTraps(source, node), ...anchorTraps(source, node, usedAnchors));
    if (isMap(node)) {
      for (const item of node.items) {
        if (!isPair(item)) continue;
        diagnostics.push(...keyTraps(source, item));
        visitNode(item.value, [...path, String(isScalar(item.key) ? item.key.value : item.key)], item);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        visitNode(item, [...path, index], undefined);
      });
    }
  };
  if (source.text.includes("*")) for (const name of aliasNames(document.contents)) usedAnchors.add(name);
  visitNode(document.contents, [], undefined);
  return diagnostics;
}

function scalarTraps(
  source: Source,
  node: Scalar,
  path: Path,
  pair: Pair | undefined,
  options: YamlOptions,
): Diagnostic[] {
  if (node.type !== "PLAIN" || !node.range) return [];
  const [start, end] = node.range;
  const written = source.text.slice(start, end);
  const found: Diagnostic[] = [];
  if (typeof node.value === "number" && written !== String(node.value))
    found.push(diagnose(source, { offset: start, length: end - start }, lostSpelling(written, node.value)));
  const isText = typeof node.value === "string" && options.isProse(path);
  found.push(...commentTraps(source, end, isText));
  if (start === end && pair !== undefined && found.length === 0) found.push(...emptyValueTraps(source, pair));
  return found;
}

function lostSpelling(written: string, value: number): Remark {
  const code = "CAM1007";
  const quoted = `Put it in quotes: "${written}".`;
  if (!Number.isFinite(value))
    return { code, message: `YAML reads \`${written}\` as a number that JSON cannot hold`, hint: quoted };
  const message = `YAML reads \`${written}\` as the number ${value}, and the spelling is lost`;
  const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value);
  const hint = `If the spelling matters, put it in quotes: "${written}"; else write ${value}.`;
  return { code, message, hint: isRounded ? quoted : hint };
}

/** `Sale #1` is `Sale` and a comment. In prose any comment behind the text is suspect, elsewhere only one glued to its `#`. */
function commentTraps(source: Source, end: number, isText: boolean): Diagnostic[] {
  // Behind most values the line ends.
  if (source.text[end] !== " " && source.text[end] !== "\t") return [];
  const comment = /^[ \t]+(#[^\r\n]*)/.exec(source.text.slice(end));
  const words = comment?.[1];
  if (comment === null || words === undefined) return [];
  const isGlued = /^#[^\s#]/.test(words);
  if (!isText && !isGlued) return [];
  const offset = end + comment[0].length - words.length;
  return [
    diagnose(
      source,
      { offset, length: words.length },
      {
        code: "CAM1005",
        message: "a `#` after a blank starts a comment, so the value ends before it",
        hint: 'If it belongs to the value, put the value in quotes: "… #1"; a comment goes on a line of its own.',
      },
    ),
  ];
}

function emptyValueTraps(source: Source, pair: Pair): Diagnostic[] {
  const keyEnd = isScalar(pair.key) ? pair.key.range?.[1] : undefined;
  if (keyEnd === undefined) return [];
  const colon = /^[ \t]*:/.exec(source.text.slice(keyEnd))?.[0].length;
  return colon === undefined ? [] : commentTraps(source, keyEnd + colon, false);
}

/** A tag and an anchor before a value; a search of the whole file before each value would take ages. */
const maxTagUnits = 2_000;

function tagTraps(source: Source, node: Node): Diagnostic[] {
  if (node.tag === undefined || !node.range) return [];
  const from = Math.max(0, node.range[0] - maxTagUnits);
  const before = source.text.slice(from, node.range[0]);
  const written = /(![^\s,[\]{}]*)\s*(?:&\S+\s*)?$/.exec(before);
  if (written?.[1] === undefined) return [];
  return [
    diagnose(
      source,
      { offset: from + written.index, length: written[1].length },
      {
        code: "CAM1004",
        message: `\`${written[1]}\` is a YAML tag and no part of the value`,
        hint: "If it belongs to the value, put the value in quotes; else remove it.",
      },
    ),
  ];
}

function anchorTraps(source: Source, node: Node, usedAnchors: ReadonlySet<string>): Diagnostic[] {
  const anchor = isAlias(node) ? undefined : "anchor" in node ? node.anchor : undefined;
  if (typeof anchor !== "string" || usedAnchors.has(anchor) || !node.range) return [];
  const offset = source.text.lastIndexOf(`&${anchor}`, node.range[0]);
  return [
    diagnose(
      source,
      { offset: Math.max(0, offset), length: anchor.length + 1 },
      {
        code: "CAM1003",
        message: `\`&${anchor}\` is a YAML anchor that nothing uses, and no part of the value`,
        hint: "If it belongs to the value, put the value in quotes; else remove it.",
      },
    ),
  ];
}

function aliasTraps(source: Source, document: Document, node: Alias): Diagnostic[] {
  const named = anchoredNode(document, node);
  if (named?.range && node.range && named.range[0] <= node.range[0] && node.range[0] < named.range[2]) {
    return [
      diagnose(
        source,
        { offset: node.range[0], length: node.source.length + 1 },
        {
          code: "CAM1003",
          message: `the alias \`*${node.source}\` stands inside of what it names, which never ends`,
          hint: "Write the value out.",
        },
      ),
    ];
  }
  if (named !== undefined) return [];
  return [
    diagnose(
      source,
      { offset: node.range?.[0] ?? 0, length: node.source.length + 1 },
      {
        code: "CAM1003",
        message: `\`*${node.source}\` is a YAML alias, and there is no anchor \`&${node.source}\` above it`,
        hint: "If it was meant as text, put it in quotes.",
      },
    ),
  ];
}

/** The last node before an alias that has its anchor. Looking it up by itself, the parser counts and may give up. */
function anchoredNode(document: Document, alias: Alias): Node | undefined {
  let found: Node | undefined;
  visit(document, {
    Node(_, node) {
      if (node === alias) return visit.BREAK;
      if (!isAlias(node) && "anchor" in node && node.anchor === alias.source) found = node;
      return undefined;
    },
  });
  return found;
}

function keyTraps(source: Source, pair: Pair): Diagnostic[] {
  if (!isScalar(pair.key) || !pair.key.range) return [];
  const [start, end] = pair.key.range;
  const spot = { offset: start, length: end - start };
  if (pair.key.value === "__proto__") {
    const message = "`__proto__` is no usable key";
    return [diagnose(source, spot, { code: "CAM1008", message, hint: "Choose another name." })];
  }
  if (pair.key.value === "<<" && pair.key.type === "PLAIN") {
    const message = "`<<` merged maps in YAML 1.1, and is a key like any other in YAML 1.2";
    const hint = "Write the keys out, or put it in quotes if a key of this name is meant.";
    return [diagnose(source, spot, { code: "CAM1003", message, hint })];
  }
  return [...findInvisibleEdge(source, pair.key), ...findHalfCharacter(source, pair.key)];
}

function aliasNames(node: unknown): string[] {
  if (isAlias(node)) return [node.source];
  if (isPair(node)) return aliasNames(node.value);
  if (isMap(node) || isSeq(node)) return node.items.flatMap((item) => aliasNames(item));
  return [];
}
