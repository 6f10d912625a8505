import type { ChangeKind, Difference } from "../model/change.ts";
import { joinWords } from "../text/count.ts";
import { differ } from "./differ.ts";
import { listDifferences, sortDifferences } from "./list-differences.ts";
import { type Placed, pairRenames } from "./pair-renames.ts";

/** A notification beside what it was. What is new was nothing before, and what is gone is nothing now. */
export interface Comparison {
  readonly kind: ChangeKind | "same";
  readonly before: Placed | undefined;
  readonly after: Placed | undefined;
  readonly differences: readonly Difference[];
}

/**
 * Compares what stood at a revision with what stands now, by what it comes to. Each is compared with the one of its
 * name; a new name that says what a name says that is gone is a rename. In the order of their names.
 */
export function compareNotifications(
  before: readonly Placed[],
  after: readonly Placed[],
): readonly Comparison[] {
  const left = new Map(before.map((placed) => [nameOf(placed), placed]));
  const kept: Comparison[] = [];
  const fresh: Placed[] = [];
  for (const placed of after) {
    const old = left.get(nameOf(placed));
    left.delete(nameOf(placed));
    if (old === undefined) fresh.push(placed);
    else kept.push(comparePair("changed", old, placed));
  }
  const renames = pairRenames([...left.values()], fresh);
  const found = fresh.map((placed) => {
    const twin = renames.get(placed);
    if (twin === undefined) return comparePair("new", undefined, placed);
    left.delete(nameOf(twin));
    return comparePair("renamed", twin, placed);
  });
  const gone = [...left.values()].map((placed) => comparePair("gone", placed, undefined));
  return [...kept, ...found, ...gone].sort((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1));
}

function comparePair(kind: ChangeKind, before: Placed | undefined, after: Placed | undefined): Comparison {
  const differences = sortDifferences([
    ...compareHubs(before, after),
    ...listDifferences(before?.notification, after?.notification),
  ]);
  return { kind: kind === "changed" && differences.length === 0 ? "same" : kind, before, after, differences };
}

function compareHubs(before: Placed | undefined, after: Placed | undefined): readonly Difference[] {
  if (before === undefined || after === undefined) return [];
  return differ("hub", sayHubs(before), sayHubs(after));
}

function sayHubs({ hubs }: Placed): string {
  return joinWords([...new Set(hubs)].sort());
}

function nameOf({ notification: { campaign, id } }: Placed): string {
  return JSON.stringify([campaign, id]);
}

function sortKeyOf({ before, after }: Comparison): string {
  const placed = after ?? before;
  return placed === undefined ? "" : nameOf(placed);
}
