import { type PlatformName, platformNames } from "../model/platform-name.ts";
import type { Installation } from "../nh/installation.ts";
import type { DevicePlatform, Registration } from "../nh/registration.ts";
import { anyOf, evaluateTagExpression, type TagExpression } from "../nh/tag-expression.ts";
import { nameAddress } from "./device-handle.ts";
import { expiresAtMs, installationExpiresAtMs } from "./expand-installation.ts";
import { createExpiryQueue } from "./expiry-queue.ts";
import type { Row } from "./row.ts";
import { createBits, intersect, pickItems } from "./slot-bits.ts";
import { createWordIndex, evaluateOnIndex, findFew } from "./tag-index.ts";

/** A registration as it was given, and as a send looks at it. */
export interface StoredRegistration {
  readonly registration: Registration;
  readonly row: Row;
}

/** All that a hub knows of devices, in the order in which it came to know it. */
export interface Registry {
  readonly size: number;
  get(id: string): StoredRegistration | undefined;
  /** A new one goes to the end, one that was there keeps its place. */
  put(stored: StoredRegistration): void;
  /** Says whether it was there. */
  remove(id: string): boolean;
  /** When the next registration or installation expires; infinity when none does. Milliseconds since 1970. */
  readonly nextExpiryMs: number;
  /** Removes the registrations and the installations that have expired by then. */
  dropExpired(nowMs: number): void;
  /** `after`: begins behind the one with this place, from 0. */
  list(options?: { readonly after?: number }): Iterable<StoredRegistration & { readonly place: number }>;
  /** In lower case, as rows have them. */
  listTagged(tag: string): Iterable<StoredRegistration & { readonly place: number }>;
  /** The native row that a send to this handle serves: the first of those that share it. */
  findNative(address: { readonly platform: DevicePlatform; readonly handle: string }): Row | undefined;
  /**
   * The rows that a send reaches: native rows of exactly the platform, or the template rows of all of them. An
   * expression is asked of each row, not of each device; without one everybody is meant.
   */
  select(audience: {
    readonly format: PlatformName;
    readonly expression: TagExpression | undefined;
  }): readonly Row[];
  readonly installations: ReadonlyMap<string, Installation>;
  putInstallation(installation: Installation): void;
  removeInstallation(id: string): void;
}

/**
 * With so many rows a question reads through thousands of words, and the first would wait until the engine compiled what
 * does so: it is rehearsed when the rows have become as many.
 */
const rehearsalSize = 8_192;
const rehearsalCount = 8;

export function createRegistry(): Registry {
  const slots: (StoredRegistration | undefined)[] = [];
  /** Beside the slots: a send to everyone reads all of it and nothing else. */
  const rows: (Row | undefined)[] = [];
  const slotById = new Map<string, number>();
  const tags = createWordIndex();
  const formats = createWordIndex();
  const addresses = createWordIndex();
  const expiries = createExpiryQueue();
  const installations = new Map<string, Installation>();
  /** Beside those of registrations: these can be deleted one by one, and the installation they were made of stays. */
  const installationExpiries = createExpiryQueue();

  const enter = (slot: number, stored: StoredRegistration): void => {
    slots[slot] = stored;
    rows[slot] = stored.row;
    const { id } = stored.registration;
    slotById.set(id, slot);
    const atMs = expiresAtMs(stored.registration);
    if (atMs !== undefined) expiries.add(id, atMs);
    tags.add(slot, stored.row.tags);
    formats.add(slot, [formatOf(stored.row)]);
    if (stored.row.template === undefined) addresses.add(slot, [nameAddress(stored.row)]);
  };
  const leave = (slot: number): void => {
    const stored = slots[slot];
    if (stored === undefined) return;
    slots[slot] = undefined;
    rows[slot] = undefined;
    const { id } = stored.registration;
    slotById.delete(id);
    const atMs = expiresAtMs(stored.registration);
    if (atMs !== undefined) expiries.remove(id, atMs);
    tags.remove(slot, stored.row.tags);
    formats.remove(slot, [formatOf(stored.row)]);
    addresses.remove(slot, [nameAddress(stored.row)]);
  };
  const forgetExpiry = (id: string): void => {
    const installation = installations.get(id);
    const atMs = installation === undefined ? undefined : installationExpiresAtMs(installation);
    if (atMs !== undefined) installationExpiries.remove(id, atMs);
  };
  const standing = (slot: number) => {
    const stored = slots[slot];
    return stored === undefined ? [] : [{ ...stored, place: slot }];
  };

  const select: Registry["select"] = ({ format, expression }) => {
    const few = expression === undefined ? undefined : findFew(expression, tags);
    if (expression !== undefined && few !== undefined)
      return few.flatMap((slot) => {
        const row = rows[slot];
        return row !== undefined && formatOf(row) === format && isMeant(expression, row) ? [row] : [];
      });
    const bits = createBits(slots.length);
    formats.addTo(bits, format);
    if (expression !== undefined) intersect(bits, evaluateOnIndex(expression, tags, slots.length));
    return pickItems(bits, rows);
  };
  /** All that an expression can ask, of the rows that are there. */
  const rehearse = () => {
    const all = anyOf(platformNames);
    const nobody: TagExpression = { kind: "and", operands: [all, { kind: "not", operand: all }] };
    for (let count = 0; count < rehearsalCount; count++) {
      evaluateOnIndex(nobody, formats, slots.length);
      for (const format of platformNames) select({ format, expression: undefined });
    }
  };

  return {
    get size() {
      return slotById.size;
    },
    get: (id) => {
      const slot = slotById.get(id);
      return slot === undefined ? undefined : slots[slot];
    },
    put: (stored) => {
      const slot = slotById.get(stored.registration.id) ?? slots.length;
      leave(slot);
      enter(slot, stored);
      if (slot === rehearsalSize - 1 && slots.length === rehearsalSize) rehearse();
    },
    remove: (id) => {
      const slot = slotById.get(id);
      if (slot !== undefined) leave(slot);
      return slot !== undefined;
    },
    get nextExpiryMs() {
      return Math.min(expiries.nextMs, installationExpiries.nextMs);
    },
    dropExpired: (nowMs) => {
      for (const id of expiries.takeDue(nowMs)) {
        const slot = slotById.get(id);
        if (slot !== undefined) leave(slot);
      }
      for (const id of installationExpiries.takeDue(nowMs)) installations.delete(id);
    },
    list: function* ({ after = -1 } = {}) {
      for (let slot = after + 1; slot < slots.length; slot++) yield* standing(slot);
    },
    listTagged: function* (tag) {
      for (const slot of tags.slotsOf(tag)) yield* standing(slot);
    },
    findNative: (address) => {
      const [first] = addresses.slotsOf(nameAddress(address));
      return first === undefined ? undefined : rows[first];
    },
    select,
    installations,
    putInstallation: (installation) => {
      const { installationId: id } = installation;
      forgetExpiry(id);
      installations.set(id, installation);
      const atMs = installationExpiresAtMs(installation);
      if (atMs !== undefined) installationExpiries.add(id, atMs);
    },
    removeInstallation: (id) => {
      forgetExpiry(id);
      installations.delete(id);
    },
  };
}

function isMeant(expression: TagExpression, { tags }: Row): boolean {
  return evaluateTagExpression(expression, (tag) => tags.has(tag.toLowerCase()));
}

function formatOf(row: Row): PlatformName {
  return row.template === undefined ? row.platform : "template";
}
