import type { Difference, DifferenceAspect } from "../model/change.ts";

/** A difference, or none when both sides are the same. */
export function differ(
  aspect: DifferenceAspect,
  before: string | undefined,
  after: string | undefined,
  more: Pick<Difference, "path" | "remark"> = {},
): readonly Difference[] {
  if (before === after) return [];
  return [
    {
      aspect,
      ...more,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}
