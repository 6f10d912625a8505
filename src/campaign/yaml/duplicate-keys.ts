import { type Document, isMap, isPair, isScalar } from "yaml";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { diagnose, type Source } from "./source.ts";
import { walkNodes } from "./walk-nodes.ts";

/** Keys that stand twice in one map. The parser's own check compares each key with each. */
export function findDuplicateKeys(source: Source, document: Document): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  walkNodes(document, (node) => {
    if (!isMap(node)) return true;
    const seen = new Set<string>();
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key) || !pair.key.range) continue;
      const { value, range } = pair.key;
      const name = String(value);
      if (seen.has(name)) {
        const remark = {
          code: "CAM1002",
          message: `the key \`${name}\` stands twice`,
          hint: "Keep one of the two.",
        } as const;
        diagnostics.push(diagnose(source, { offset: range[0], length: range[1] - range[0] }, remark));
      }
      seen.add(name);
    }
    return true;
  });
  return diagnostics;
}
