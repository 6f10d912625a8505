import type { Changes, Difference, NotificationChange, SettingChange } from "../model/change.ts";
import {
  differencesToTell,
  nameChange,
  nameDifference,
  nameSetting,
  showValue,
  sortChanges,
  titleChanges,
  wordsForFleet,
  wordsForKind,
} from "./change-words.ts";
import { cutText, diffTexts } from "./diff-texts.ts";
import { xmlLine } from "./xml-line.ts";

/** What devices will get that they would not have got before, as cards whose details are folded. */
export function writeChangesHtml(changes: Changes): readonly string[] {
  return [
    `<h2>${xmlLine(titleChanges(changes))}</h2>`,
    ...changes.notes.map((note) => `<p class="note">${xmlLine(note)}</p>`),
    ...(changes.settings.length === 0 ? [] : [cardOfSettings(changes.settings)]),
    ...sortChanges(changes.notifications).map(cardOf),
  ];
}

const maxShown = 1_000;

function cardOf(change: NotificationChange): string {
  const fleet = wordsForFleet(change);
  const differences = differencesToTell(change);
  const rows = differences.map((difference) => rowOf(nameDifference(difference), difference)).join("");
  const isLong = change.kind === "new" || differences.length > 6;
  const details =
    differences.length === 0
      ? ""
      : `<details${isLong ? "" : ' open="open"'}><summary>${change.kind === "new" ? "What it is" : "What differs"}</summary><dl>${rows}</dl></details>`;
  return [
    `<section class="card"><strong class="${toneOf(change)}">${wordsForKind(change)}</strong> ${xmlLine(nameChange(change))}`,
    `<p class="faint">to ${xmlLine(change.audience)}${fleet === undefined ? "" : `, ${xmlLine(fleet)}`}</p>`,
    details,
    ...change.follows.map((line) => `<p>→ ${xmlLine(line)}</p>`),
    "</section>",
  ].join("");
}

function cardOfSettings(settings: readonly SettingChange[]): string {
  const rows = settings.map((setting) => rowOf(nameSetting(setting), setting)).join("");
  return `<section class="card"><strong>settings</strong> of the project file<dl>${rows}</dl></section>`;
}

function toneOf({ kind }: NotificationChange): "passed" | "failed" | "changed" {
  if (kind === "new") return "passed";
  return kind === "gone" ? "failed" : "changed";
}

function rowOf(
  name: string,
  { before, after, remark }: Pick<Difference, "before" | "after" | "remark">,
): string {
  const note = remark === undefined ? "" : ` (${xmlLine(remark)})`;
  return `<dt>${xmlLine(name)}</dt><dd>${markValues(before, after)}${note}</dd>`;
}

function markValues(before: string | undefined, after: string | undefined): string {
  const show = (value: string | undefined) => xmlLine(cutText(showValue(value), maxShown));
  if (before === undefined) return `<ins>${show(after)}</ins>`;
  if (after === undefined) return `<del>${show(before)}</del>`;
  const pieces = diffTexts(before, after);
  if (pieces === undefined) return `<del>${show(before)}</del> <ins>${show(after)}</ins>`;
  return pieces
    .map(({ kind, text }) => {
      const escaped = xmlLine(text);
      return kind === "same" ? escaped : kind === "gone" ? `<del>${escaped}</del>` : `<ins>${escaped}</ins>`;
    })
    .join("");
}
