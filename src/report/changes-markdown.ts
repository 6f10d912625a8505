import type { Changes, Difference, NotificationChange, SettingChange } from "../model/change.ts";
import { count, formatAmount } from "../text/count.ts";
import { escapeMarkdown } from "../text/escape.ts";
import {
  differencesToTell,
  nameChange,
  nameDifference,
  nameSetting,
  outlineChange,
  showValue,
  sortChanges,
  wordsForFleet,
  wordsForKind,
} from "./change-words.ts";
import { cutText, diffTexts } from "./diff-texts.ts";

/** A part of a comment, as blocks of lines of which those that find no room are left out. */
export interface ChangesMarkdown {
  readonly short: readonly (readonly string[])[];
  /** Worked out as they are asked for: of thousands few find room. */
  readonly folded: Iterable<readonly string[]>;
  readonly foldedCount: number;
}

const maxShort = 10;
const maxDifferences = 40;
const maxFollows = 10;
const maxShown = 300;

/** What devices will get that they would not have got before: a line for each, and what differs for the fold. */
export function writeChangesMarkdown({ notifications, settings, notes }: Changes): ChangesMarkdown {
  const sorted = sortChanges(notifications);
  const left = sorted.length - maxShort;
  return {
    short: [
      ...notes.map((note) => [`> ${safe(note)}`, ""]),
      ...settings.slice(0, maxShort).map((setting) => [describeSetting(setting)]),
      ...sorted.slice(0, maxShort).map((change) => [headOf(change, outlineChange(change))]),
      ...(left > 0 ? [[`- and ${formatAmount(left)} more`]] : []),
    ],
    folded: describeEach(sorted),
    foldedCount: sorted.length,
  };
}

function* describeEach(changes: readonly NotificationChange[]): Generator<readonly string[]> {
  for (const change of changes) yield describeChange(change);
}

function headOf(change: NotificationChange, outline: string): string {
  const about = outline === "" ? "" : `: ${safe(outline)}`;
  return `- **${wordsForKind(change)}** ${safe(nameChange(change))} to ${safe(change.audience)}${about}`;
}

function describeChange(change: NotificationChange): readonly string[] {
  const differences = differencesToTell(change);
  const fleet = wordsForFleet(change);
  const left = differences.length - maxDifferences;
  const leftFollows = change.follows.length - maxFollows;
  return [
    headOf(change, ""),
    ...(fleet === undefined ? [] : [`  - ${safe(fleet)}`]),
    ...differences.slice(0, maxDifferences).map(describeDifference),
    ...(left > 0 ? [`  - and ${count(left, "more difference")}`] : []),
    ...change.follows.slice(0, maxFollows).map((line) => `  - → ${safe(line)}`),
    ...(leftFollows > 0 ? [`  - and ${count(leftFollows, "more line")}`] : []),
  ];
}

function describeDifference(difference: Difference): string {
  const { remark } = difference;
  const note = remark === undefined ? "" : ` (${safe(remark)})`;
  return `  - ${safe(nameDifference(difference))}: ${markValues(difference)}${note}`;
}

function describeSetting(change: SettingChange): string {
  return `- **setting** ${safe(nameSetting(change))}: ${markValues(change)}`;
}

/** `<del>` and `<ins>`, since `~~` and `**` are no markup beside a blank. */
function markValues({ before, after }: Pick<Difference, "before" | "after">): string {
  if (before === undefined) return `<ins>${safe(showValue(after))}</ins>`;
  if (after === undefined) return `<del>${safe(showValue(before))}</del>`;
  const pieces = diffTexts(before, after);
  if (pieces === undefined)
    return `<del>${safe(showValue(before))}</del> <ins>${safe(showValue(after))}</ins>`;
  return pieces
    .map(({ kind, text }) => {
      const escaped = escapeMarkdown(text);
      return kind === "same" ? escaped : kind === "gone" ? `<del>${escaped}</del>` : `<ins>${escaped}</ins>`;
    })
    .join("");
}

function safe(text: string): string {
  return escapeMarkdown(cutText(text, maxShown));
}
