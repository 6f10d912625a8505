import type { Difference } from "../model/change.ts";
import type { Notification } from "../model/notification.ts";
import { addTo } from "../text/group.ts";
import { isSameMessage, listDifferences } from "./list-differences.ts";

/** A notification, and the aliases of the hubs that it may go to. */
export interface Placed {
  readonly notification: Notification;
  readonly hubs: readonly string[];
}

/**
 * Finds for new names what they were called: a name that is gone and says the same; and of a campaign that was renamed,
 * the part with the same id, whatever it says now.
 */
export function pairRenames(gone: readonly Placed[], fresh: readonly Placed[]): ReadonlyMap<Placed, Placed> {
  const pairs = new Map<Placed, Placed>();
  const free = new Set(gone);
  const pair = (placed: Placed, old: Placed | undefined) => {
    if (old === undefined) return;
    pairs.set(placed, old);
    free.delete(old);
  };
  const sameOutline = new Map<string, Placed[]>();
  for (const old of gone) addTo(sameOutline, outlineOf(old), old);
  // Of several that say the same, the one that kept a part of its name.
  for (const isNear of [sharesName, () => true])
    for (const placed of fresh) {
      if (pairs.has(placed)) continue;
      const twins = sameOutline.get(outlineOf(placed)) ?? [];
      pair(
        placed,
        twins.find(
          (old) =>
            free.has(old) && isNear(old, placed) && isSameMessage(old.notification, placed.notification),
        ),
      );
    }
  const formerNames = new Map<string, Set<string>>();
  for (const [{ notification: young }, { notification: old }] of pairs)
    formerNames.set(young.campaign, (formerNames.get(young.campaign) ?? new Set()).add(old.campaign));
  const parts = new Map([...free].map((old) => [partOf(old.notification, old.notification.campaign), old]));
  for (const placed of fresh) {
    if (pairs.has(placed)) continue;
    for (const former of formerNames.get(placed.notification.campaign) ?? []) {
      const old = parts.get(partOf(placed.notification, former));
      if (old !== undefined && free.has(old)) pair(placed, old);
    }
  }
  return pairs;
}

function partOf({ id, platform }: Notification, campaign: string): string {
  return JSON.stringify([campaign, id, platform]);
}

function sharesName({ notification: old }: Placed, { notification: young }: Placed): boolean {
  return old.campaign === young.campaign || old.id === young.id;
}

/** The same for the same message, so that not each has to be compared with each. */
function outlineOf({ notification }: Placed): string {
  const differences = listDifferences(undefined, { ...notification, ...withoutName });
  return JSON.stringify(differences.map(sayDifference).sort());
}

/** What a rename may change. */
const withoutName = { revision: 1, onUnknown: "hold", repeat: false, cancelled: false } as const;

function sayDifference({ aspect, path = "", after = "" }: Difference): string {
  return JSON.stringify([aspect, path, after]);
}
