import {
  type ChangeKind,
  type Changes,
  changeKinds,
  type Difference,
  type NotificationChange,
  type SettingChange,
} from "../model/change.ts";
import { count, formatAmount, joinWords } from "../text/count.ts";

/** `Changes against main: 1 new, 2 changed; 12 notifications the same.` */
export function summarizeChanges({ base, notifications, settings, unchanged }: Changes): string {
  const counts = changeKinds.flatMap((kind) => {
    const own = notifications.filter((change) => change.kind === kind);
    const sent = own.filter(({ wasSent }) => wasSent).length;
    const after = sent === 0 ? "" : sent === own.length ? " (sent already)" : ` (${sent} sent already)`;
    return own.length === 0 ? [] : [`${formatAmount(own.length)} ${kind}${after}`];
  });
  const same = `${count(unchanged, "notification")} the same`;
  const told =
    counts.length === 0
      ? `nothing that a device gets, with ${same}`
      : `${counts.join(", ")}${unchanged === 0 ? "" : `; ${same}`}`;
  const more = settings.length === 0 ? "" : `; ${count(settings.length, "setting")} of the project`;
  return `${titleChanges({ base })}: ${told}${more}.`;
}

/** A commit is named as far as people read it. */
export function titleChanges({ base }: Pick<Changes, "base">): string {
  return `Changes against ${/^[0-9a-f]{40,64}$/.test(base) ? base.slice(0, 12) : base}`;
}

/** `changed after it was sent`. */
export function wordsForKind({ kind, wasSent }: NotificationChange): string {
  return wasSent ? `${kind} after it was sent` : kind;
}

/** `sale/apple (was spring/apple)`. */
export function nameChange({ campaign, id, former }: NotificationChange): string {
  const was = former === undefined ? "" : ` (was ${former.campaign}/${former.id})`;
  return `${campaign}/${id}${was}`;
}

/** What is another, in a few words: `audience, aps.alert.title and 3 more`. */
export function outlineChange({ kind, differences }: NotificationChange): string {
  if (kind === "new" || kind === "gone") return "";
  const subjects = [...new Set(differences.map(nameDifference))];
  const shown = subjects.slice(0, maxSubjects);
  const left = subjects.length - shown.length;
  return joinWords([...shown, ...(left === 0 ? [] : [`${left} more`])]);
}

const maxSubjects = 4;

export function nameDifference({ aspect, path }: Difference): string {
  if (aspect === "content") return path ?? "payload";
  if (aspect === "template") return `template of ${path ?? "the payload"}`;
  return path === undefined ? aspect : `${aspect} ${path}`;
}

/** `for 3 of 12 devices of the emulator's fleet, before for 2`: of a test fleet, which says nothing of real devices. */
export function wordsForFleet({ fleet }: NotificationChange): string | undefined {
  if (fleet === undefined) return undefined;
  const { before, after, of } = fleet;
  const amount = formatAmount(after ?? before ?? 0);
  const told = `${amount} of ${count(of, "device")} of the emulator's fleet`;
  if (after === undefined) return `was for ${told}`;
  if (before === undefined || before === after) return `for ${told}`;
  return `for ${told}, before for ${formatAmount(before)}`;
}

/** A notification that is gone has nothing to read any more, and the name of a new one says the most of it. */
export function differencesToTell({ kind, differences }: NotificationChange): readonly Difference[] {
  if (kind === "gone") return [];
  return kind === "new"
    ? differences.filter(({ aspect }) => aspect !== "platform" && aspect !== "audience")
    : differences;
}

export function nameSetting({ hub, setting }: SettingChange): string {
  return hub === undefined ? setting : `${setting} of ${hub}`;
}

export const emptyText = "(empty)";
export const absentText = "(none)";

/** A value to look at, also where there is nothing to see. */
export function showValue(value: string | undefined): string {
  return value === undefined ? absentText : value === "" ? emptyText : value;
}

/** What needs a person first. */
export function sortChanges(changes: readonly NotificationChange[]): readonly NotificationChange[] {
  const order: readonly ChangeKind[] = ["changed", "new", "renamed", "gone"];
  return [...changes].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
