import Handlebars from "handlebars";
import { isContent, isMustache } from "./syntax-tree.ts";

/** A name that means nothing else to Handlebars; after it, a third brace would close another mustache. */
const mustachePattern =
  /\{\{[ \t\n]*(?!(?:this|true|false|null|undefined)\b|else)([A-Za-z_][A-Za-z0-9_]*)[ \t\n]*\}\}(?!\})/y;

/** What escapes a mustache, or is counted or read in another way. */
const special = /[\\\r\0]/;

const model = Handlebars.parse("{{name}} is it");
const mustacheModel = model.body.find(isMustache);
const contentModel = model.body.find(isContent);

/**
 * The tree that Handlebars makes of a text with bare names, and nothing else, between its braces: most templates are such,
 * and its own parser takes longer over them than all that follows. `undefined` for any other text.
 */
export function parseNames(text: string): hbs.AST.Program | undefined {
  if (special.test(text) || !text.includes("{{")) return undefined;
  if (mustacheModel === undefined || contentModel === undefined) return undefined;
  const body: hbs.AST.Statement[] = [];
  let line = 1;
  let lineStart = 0;
  let lineEnd = text.indexOf("\n");
  const placeOf = (index: number): hbs.AST.Position => {
    while (lineEnd >= 0 && lineEnd < index) {
      line++;
      lineStart = lineEnd + 1;
      lineEnd = text.indexOf("\n", lineStart);
    }
    return { line, column: index - lineStart };
  };
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("{{", at);
    const end = open < 0 ? text.length : open;
    const start = placeOf(at);
    if (end > at) {
      const value = text.slice(at, end);
      const loc = locate(start, placeOf(end));
      const content = Object.assign({ ...contentModel, value, loc }, { original: value });
      body.push(content);
      at = end;
      continue;
    }
    mustachePattern.lastIndex = at;
    const found = mustachePattern.exec(text);
    const name = found?.[1];
    if (found === null || name === undefined) return undefined;
    const nameAt = text.indexOf(name, at);
    const path: hbs.AST.PathExpression = {
      type: "PathExpression",
      data: false,
      depth: 0,
      parts: [name],
      original: name,
      loc: locate(placeOf(nameAt), placeOf(nameAt + name.length)),
    };
    at += found[0].length;
    const mustache: hbs.AST.MustacheStatement = {
      ...mustacheModel,
      path,
      params: [],
      strip: { ...mustacheModel.strip },
      loc: locate(start, placeOf(at)),
    };
    body.push(mustache);
  }
  return { ...model, body, loc: locate({ line: 1, column: 0 }, placeOf(at)) };
}

/** Handlebars' own locations name a source, which a text has not. */
function locate(start: hbs.AST.Position, end: hbs.AST.Position): hbs.AST.SourceLocation {
  return { ...model.loc, start, end };
}
