import type { Audience, RecipientAudience } from "../model/audience.ts";
import { type Difference, type DifferenceAspect, differenceAspects } from "../model/change.ts";
import type { Notification } from "../model/notification.ts";
import { formatInstant } from "../text/instant.ts";
import { compareContent } from "./compare-content.ts";
import { describeAudience } from "./describe-audience.ts";
import { differ } from "./differ.ts";

type Side = Notification | undefined;

/**
 * What of a notification is another for devices, for the hub or for the ledger, value by value; empty when it is written
 * in another way alone: another order of keys, other blanks, quotes, comments, anchors, or another file. Without one of
 * the two, everything that the other has.
 */
export function listDifferences(before: Side, after: Side): readonly Difference[] {
  return [
    ...differ("platform", before?.platform, after?.platform),
    ...compareAudiences(before?.audience, after?.audience),
    ...compareTimes("schedule", before, after),
    ...compareTimes("expires", before, after),
    // What every notification has says nothing of a new one.
    ...compareTexts("revision", [before, after], { usual: "1", read: ({ revision }) => String(revision) }),
    ...compareTexts("onUnknown", [before, after], { usual: "hold", read: ({ onUnknown }) => onUnknown }),
    ...compareTexts("repeat", [before, after], { usual: "false", read: ({ repeat }) => String(repeat) }),
    ...compareTexts("cancelled", [before, after], {
      usual: "false",
      read: ({ cancelled }) => String(cancelled),
    }),
    ...compareContent(before, after),
  ];
}

/**
 * Whether two notifications are one message to one audience at one time, under whatever name: what the ledger takes for
 * a message that went out already.
 */
export function isSameMessage(one: Notification, other: Notification): boolean {
  const aspects = new Set<DifferenceAspect>(["revision", "onUnknown", "repeat", "cancelled"]);
  return listDifferences(one, other).every(({ aspect }) => aspects.has(aspect));
}

/** In the order in which people ask: where to, whom, when, what. */
export function sortDifferences(differences: readonly Difference[]): readonly Difference[] {
  return [...differences].sort(
    (a, b) => differenceAspects.indexOf(a.aspect) - differenceAspects.indexOf(b.aspect),
  );
}

function compareTexts(
  aspect: DifferenceAspect,
  [before, after]: readonly [Side, Side],
  { usual, read }: { readonly usual: string; readonly read: (of: Notification) => string },
): readonly Difference[] {
  const isOfOne = before === undefined || after === undefined;
  const show = (side: Side) => {
    const text = side === undefined ? undefined : read(side);
    return isOfOne && text === usual ? undefined : text;
  };
  return differ(aspect, show(before), show(after));
}

/** As written; where only what it counts from has moved, the moments themselves. */
function compareTimes(aspect: "schedule" | "expires", before: Side, after: Side): readonly Difference[] {
  const read = (side: Side) =>
    aspect === "schedule"
      ? { text: side?.schedule, atMs: side?.scheduleAtMs }
      : { text: side?.expires, atMs: side?.expiresAtMs };
  const [old, young] = [read(before), read(after)];
  if (old.text !== young.text) {
    const isSame = old.atMs !== undefined && old.atMs === young.atMs;
    return differ(aspect, old.text, young.text, isSame ? { remark: "the same moment" } : {});
  }
  const show = (atMs: number | undefined) => (atMs === undefined ? undefined : formatInstant(atMs));
  return differ(aspect, show(old.atMs), show(young.atMs));
}

function compareAudiences(before: Audience | undefined, after: Audience | undefined): readonly Difference[] {
  if (before?.kind === "devices" && after?.kind === "devices")
    return compareHandles(before.handles, after.handles);
  const [old, young] = [sayAudience(before), sayAudience(after)];
  const words = differ("audience", old, young);
  const crowds = compareRecipients(
    before?.kind === "recipients" ? before : undefined,
    after?.kind === "recipients" ? after : undefined,
  );
  if (words.length > 0 || before?.kind !== "tags" || after?.kind !== "tags") return [...words, ...crowds];
  return differ("audience", before.expression, after.expression);
}

function sayAudience(audience: Audience | undefined): string | undefined {
  return audience === undefined ? undefined : describeAudience(audience, { isMember: false });
}

/** A handle is an address, and many read a plan: how many came and went is all that is told. */
function compareHandles(before: readonly string[], after: readonly string[]): readonly Difference[] {
  const [old, young] = [new Set(before), new Set(after)];
  const added = after.filter((handle) => !old.has(handle)).length;
  const removed = before.filter((handle) => !young.has(handle)).length;
  if (added + removed === 0) return [];
  const told = [...(added === 0 ? [] : [`${added} more`]), ...(removed === 0 ? [] : [`${removed} fewer`])];
  const say = (handles: readonly string[]) => sayAudience({ kind: "devices", handles }) ?? "";
  return [{ aspect: "audience", before: say(before), after: say(after), remark: told.join(", ") }];
}

const addressKeys = ["user", "installation", "tag", "handle"] as const;

function compareRecipients(
  before: RecipientAudience | undefined,
  after: RecipientAudience | undefined,
): readonly Difference[] {
  const aspects: readonly (readonly [string, (of: RecipientAudience) => string | undefined])[] = [
    ["file", ({ file }) => file],
    ["id", ({ idColumn }) => idColumn],
    ["address", sayAddress],
    ["columns", ({ columns }) => [...columns].sort().join(", ")],
    ["rows.min", ({ rows }) => rows.min?.toString()],
    ["rows.max", ({ rows }) => rows.max?.toString()],
  ];
  return aspects.flatMap(([path, read]) => {
    const [old, young] = [before, after].map((side) => (side === undefined ? undefined : read(side)));
    return differ("recipients", old, young, { path });
  });
}

/** `user: user_id`, as the campaign says it. */
function sayAddress({ written }: RecipientAudience): string | undefined {
  const fields = new Map(Object.entries(typeof written === "object" ? (written ?? {}) : {}));
  return addressKeys.flatMap((key) => (fields.has(key) ? [`${key}: ${String(fields.get(key))}`] : []))[0];
}
