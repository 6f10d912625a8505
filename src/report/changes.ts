import type { ChangeKind, Changes, Difference, NotificationChange, SettingChange } from "../model/change.ts";
import { count } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import type { Style } from "../text/style.ts";
import {
  differencesToTell,
  nameChange,
  nameDifference,
  nameSetting,
  showValue,
  sortChanges,
  summarizeChanges,
  wordsForFleet,
  wordsForKind,
} from "./change-words.ts";
import { cutText, diffTexts } from "./diff-texts.ts";

/** What devices will get that they would not have got before, for a terminal. */
export function renderChangesPretty(changes: Changes, style: Style): string {
  const lines = [
    style.bold(escapeTerminal(summarizeChanges(changes))),
    ...changes.notes.map((note) => `  ${style.yellow(escapeTerminal(note))}`),
    ...changes.settings.flatMap((setting) => describeSetting(setting, style)),
    ...sortChanges(changes.notifications).flatMap((change) => describeChange(change, style)),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const maxDifferences = 30;
const maxFollows = 10;
/** A value is shown this far; `--format json` has the whole. */
const maxShown = 400;

function describeChange(change: NotificationChange, style: Style): readonly string[] {
  const { kind, audience, follows } = change;
  const differences = differencesToTell(change);
  const left = differences.length - maxDifferences;
  const fleet = wordsForFleet(change);
  const leftFollows = follows.length - maxFollows;
  return [
    `  ${paint(kind, style)(wordsForKind(change))}  ${style.bold(shown(nameChange(change)))}  ${shown(audience)}`,
    ...(fleet === undefined ? [] : [`    ${style.dim(fleet)}`]),
    ...differences.slice(0, maxDifferences).flatMap((difference) => describeDifference(difference, style)),
    ...(left > 0 ? [`    and ${count(left, "more difference")}: --format json has them all`] : []),
    ...follows.slice(0, maxFollows).map((line) => `    ${style.yellow("→")} ${shown(line)}`),
    ...(leftFollows > 0 ? [`    and ${count(leftFollows, "more line")}: --format json has them all`] : []),
  ];
}

function describeDifference(difference: Difference, style: Style): readonly string[] {
  const { before, after, remark } = difference;
  const note = remark === undefined ? "" : style.dim(` (${shown(remark)})`);
  return describeValues(shown(nameDifference(difference)), { before, after, note }, style);
}

function describeSetting(change: SettingChange, style: Style): readonly string[] {
  const { before, after } = change;
  return describeValues(shown(nameSetting(change)), { before, after, note: "" }, style).map((line) =>
    line.slice(2),
  );
}

interface Values {
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly note: string;
}

function describeValues(subject: string, { before, after, note }: Values, style: Style): readonly string[] {
  if (before === undefined) return [`    ${subject}  ${style.green(`+ ${shown(showValue(after))}`)}${note}`];
  if (after === undefined) return [`    ${subject}  ${style.red(`- ${shown(showValue(before))}`)}${note}`];
  // Escaped as a whole: what is harmless in pieces may be a command of a CI log together.
  const pieces = diffTexts(escapeTerminal(before), escapeTerminal(after));
  if (pieces !== undefined) {
    const marked = pieces.map(({ kind, text }) =>
      kind === "same" ? text : kind === "gone" ? style.red(`{-${text}-}`) : style.green(`{+${text}+}`),
    );
    return [`    ${subject}  ${marked.join("")}${note}`];
  }
  return [
    `    ${subject}${note}`,
    `      ${style.red(`- ${shown(showValue(before))}`)}`,
    `      ${style.green(`+ ${shown(showValue(after))}`)}`,
  ];
}

function shown(text: string): string {
  return cutText(escapeTerminal(text), maxShown);
}

function paint(kind: ChangeKind, style: Style): (text: string) => string {
  if (kind === "new") return style.green;
  return kind === "gone" ? style.red : style.yellow;
}
