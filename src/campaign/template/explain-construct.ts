import { joinWords } from "../../text/count.ts";
import { nearest } from "../../text/nearest.ts";
import type { Remark } from "../yaml/source.ts";
import { helpers } from "./helpers.ts";
import { isPath } from "./syntax-tree.ts";

/** What to say of a call of something that is no helper. */
export function explainUnknownHelper(original: string, params: readonly hbs.AST.Node[]): Remark {
  if (original === "lookup" || original === "log") {
    return {
      code: "CAM4005",
      message: `a template cannot use \`${original}\``,
      hint: "Name the property directly.",
    };
  }
  const suggestion = nearest(original, helpers.keys());
  const paths = params.filter(isPath);
  const name = [original, ...paths.map((path) => path.original)].join("_");
  const isOneName = paths.length > 0 && paths.length === params.length;
  const ifName = isOneName ? `If this is one name, it has no blank: {{${name}}}. ` : "";
  const hint =
    suggestion === undefined
      ? `${ifName}The helpers are ${joinWords([...helpers.keys()])}.`
      : `Did you mean \`${suggestion}\`?`;
  return { code: "CAM4003", message: `there is no helper \`${original}\``, hint };
}

/** Constructs of Handlebars that run code or load text. */
export const constructWords: Readonly<Record<string, string>> = {
  PartialStatement: "a partial ({{> …}})",
  PartialBlockStatement: "a partial block ({{#> …}})",
  Decorator: "a decorator ({{* …}})",
  DecoratorBlock: "a decorator ({{#* …}})",
};
