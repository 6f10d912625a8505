import type { Chance } from "../model/io.ts";
import type { PlatformName } from "../model/platform-name.ts";
import { evaluateTagExpression, type TagExpression } from "../nh/tag-expression.ts";
import { nameAddress } from "./device-handle.ts";
import type { Row } from "./row.ts";

/**
 * The rows that a send reaches: native rows of exactly the platform, or the template rows of all of them. An
 * expression is asked of each row, not of each device; without one everybody is meant.
 */
export function selectRows(
  rows: readonly Row[],
  { format, expression }: { readonly format: PlatformName; readonly expression: TagExpression | undefined },
): readonly Row[] {
  return rows.filter((row) => {
    const isOfFormat =
      format === "template"
        ? row.template !== undefined
        : row.template === undefined && row.platform === format;
    return (
      isOfFormat &&
      (expression === undefined ||
        evaluateTagExpression(expression, (tag) => row.tags.has(tag.toLowerCase())))
    );
  });
}

/** The rows of at most `deviceCount` devices, drawn by chance, in their old order. */
export function drawRows(rows: readonly Row[], deviceCount: number, chance: Chance): readonly Row[] {
  const addresses = [...new Set(rows.map(nameAddress))];
  const drawn = new Set<string>();
  while (drawn.size < deviceCount && addresses.length > 0) {
    const at = Math.floor(chance.fraction() * addresses.length);
    for (const address of addresses.splice(at, 1)) drawn.add(address);
  }
  return rows.filter((row) => drawn.has(nameAddress(row)));
}
