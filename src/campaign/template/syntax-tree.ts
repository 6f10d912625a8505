/** A bare name: no path, no `@data`, no `../`. */
export function plainName(node: hbs.AST.Expression): string | undefined {
  return isPath(node) && !node.data && node.depth === 0 && node.parts.length === 1
    ? node.original
    : undefined;
}

export function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === "MustacheStatement";
}

export function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === "BlockStatement";
}

export function isSubExpression(node: hbs.AST.Node): node is hbs.AST.SubExpression {
  return node.type === "SubExpression";
}

export function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === "PathExpression";
}

export function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === "ContentStatement";
}

/** With arguments a mustache calls a helper; without, it names a property. */
export function isCalled(node: hbs.AST.MustacheStatement): boolean {
  // Handlebars leaves `hash` out where there is none, whatever its types say.
  return node.params.length > 0 || (node.hash?.pairs.length ?? 0) > 0;
}

/** Every mustache of a program that puts its value there unescaped: `{{{x}}}` and `{{&x}}`. */
export function findUnescaped(program: hbs.AST.Program | undefined): readonly hbs.AST.MustacheStatement[] {
  return (program?.body ?? []).flatMap((node) => {
    if (isMustache(node)) return node.escaped ? [] : [node];
    return isBlock(node) ? [...findUnescaped(node.program), ...findUnescaped(node.inverse)] : [];
  });
}
