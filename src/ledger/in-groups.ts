/** As many requests as a service takes at once from one client without slowing it down. */
const groupSize = 32;

/** The results of `work` in the order of the items; no more than one group is under way. */
export async function inGroups<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += groupSize)
    results.push(...(await Promise.all(items.slice(start, start + groupSize).map(work))));
  return results;
}
