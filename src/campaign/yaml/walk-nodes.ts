import { type Document, isMap, isNode, isSeq, type Node } from "yaml";

/**
 * Shows every node of a document in the order of the file, until `see` answers `false`. A map is two levels above what
 * stands in it, since a pair is between. The walk of the package tells each node of its ancestors, and took as long as
 * all that is looked for.
 */
export function walkNodes(document: Document, see: (node: Node, level: number) => boolean): void {
  const walk = (node: unknown, level: number): boolean => {
    if (!isNode(node)) return true;
    if (!see(node, level)) return false;
    if (isMap(node))
      return node.items.every(({ key, value }) => walk(key, level + 2) && walk(value, level + 2));
    return !isSeq(node) || node.items.every((item) => walk(item, level + 1));
  };
  walk(document.contents, 1);
}
