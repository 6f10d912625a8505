import type { Changes } from "../model/change.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import { count, formatAmount } from "../text/count.ts";
import { escapeMarkdown } from "../text/escape.ts";
import { isTrouble, listCases, type ReportCase } from "./cases.ts";
import { titleChanges } from "./change-words.ts";
import { writeChangesMarkdown } from "./changes-markdown.ts";
import { emulatorNote, headlines, titleOf } from "./headline.ts";
import type { Reporter } from "./reporter.ts";

/**
 * For a comment on a pull request and the summary of a CI job: the result in a line or two, what needs a person, and
 * the rest folded. Lists and no tables, so that it reads on a phone.
 */
export const markdownReporter: Reporter = {
  name: "markdown",
  fileName: "report.md",
  render: (matter) => `${compose(matter)}\n`,
};

/** GitHub takes 65,536 characters for a comment, and whoever posts it may add a line of their own. */
const maxLength = 64_000;
/** Of one text of a campaign or a hub, before it is escaped. */
const maxTextLength = 300;
const maxTroubles = 10;
const maxNotes = 10;
const maxDetails = 24;

function compose(matter: ReportMatter): string {
  const cases = listCases(matter);
  const troubles = cases.filter(isTrouble);
  const room = createRoom(maxLength - 500);
  room.add([`## Campanile: ${safe(titleOf(matter))}`, ""]);
  for (const line of headlines(matter).slice(0, maxNotes)) room.add([safe(line), ""]);
  if (matter.reports.some(({ hub }) => hub.emulator)) room.add([emulatorNote, ""]);
  for (const note of matter.reports.flatMap(({ notes }) => notes).slice(0, maxNotes))
    room.add([`> ${safe(note)}`, ""]);
  for (const trouble of troubles.slice(0, maxTroubles)) room.add(item(trouble));
  if (troubles.length > 0) room.add([""]);
  for (const changes of matter.changes) addChanges(changes, room);
  const others = cases.length > maxTroubles || troubles.length < cases.length ? sortByWeight(cases) : [];
  if (others.length > 0) {
    room.add(["", `<details><summary>Details (${formatAmount(others.length)})</summary>`, ""]);
    const fitting = others.findIndex((told) => !room.add(item(told)));
    const left = fitting < 0 ? 0 : others.length - fitting;
    room.close([...(left === 0 ? [] : ["", leftOut(left)]), "", "</details>"]);
  }
  return room.text();
}

/** Of a comment of 64,000, so that the plan behind them finds its place as well. */
const maxChangesLength = 24_000;

function addChanges(changes: Changes, room: Room): void {
  const { short, folded, foldedCount } = writeChangesMarkdown(changes);
  if (short.length === 0) return;
  room.add([`### ${safe(titleChanges(changes))}`, ""]);
  for (const block of short) room.add(block);
  if (foldedCount === 0) return;
  const inner = createRoom(Math.min(maxChangesLength, room.left() - 200));
  let left = foldedCount;
  for (const block of folded) {
    if (!inner.add(block)) break;
    left--;
  }
  room.add([
    "",
    `<details><summary>What changes (${formatAmount(foldedCount)})</summary>`,
    "",
    inner.text(),
    ...(left === 0 ? [] : ["", leftOut(left)]),
    "",
    "</details>",
  ]);
}

function leftOut(amount: number): string {
  return `${formatAmount(amount)} more left out: a comment has no room for them.`;
}

type Room = ReturnType<typeof createRoom>;

/** Lines up to a length; what is closing always finds its place in the reserve. */
function createRoom(length: number) {
  const lines: string[] = [];
  let left = length;
  return {
    add: (added: readonly string[]): boolean => {
      const needed = added.reduce((sum, line) => sum + line.length + 1, 0);
      if (needed > left) return false;
      left -= needed;
      lines.push(...added);
      return true;
    },
    left: () => left,
    close: (added: readonly string[]) => lines.push(...added),
    text: () => lines.join("\n"),
  };
}

/** What needs a person first: what does not fit is left out at the end. */
function sortByWeight(cases: readonly ReportCase[]): readonly ReportCase[] {
  return [...cases.filter(isTrouble), ...cases.filter((told) => !isTrouble(told))];
}

/** One delivery or file as a small card: what came of it and of which, then the reasons. */
function item({ word, subject, audience, details }: ReportCase): string[] {
  const to = audience === undefined ? "" : ` to ${safe(audience)}`;
  const shown = details.slice(0, maxDetails);
  const left = details.length - shown.length;
  return [
    `- **${safe(word)}** ${safe(subject)}${to}`,
    ...shown.map((line) => `  - ${safe(line)}`),
    ...(left === 0 ? [] : [`  - and ${count(left, "more line")}`]),
  ];
}

/** Any text for one line of Markdown; an ellipsis stands where it is cut. */
function safe(text: string): string {
  const cut = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
  return escapeMarkdown(cut);
}
