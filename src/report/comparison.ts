import type { ComparedNotification, Comparison, ValueChange } from "../model/comparison.ts";
import { count, joinWords } from "../text/count.ts";
import { escapeMarkdown, escapeTerminal } from "../text/escape.ts";
import type { Style } from "../text/style.ts";

const order = ["new", "changed", "renamed", "gone"] as const;
const maxItems = 30;
const maxChanges = 8;
const maxTextLength = 160;
/** Of the whole in a comment, which has 65,536 characters for everything. */
const maxLength = 20_000;

/** `1 new, 2 changed and 4 unchanged since 1a2b3c4d5e6f.` */
export function summarizeComparison({ base, items, unchanged }: Comparison): string {
  const counts = order.flatMap((kind) => {
    const amount = items.filter((item) => item.kind === kind).length;
    return amount === 0 ? [] : [`${amount.toLocaleString("en-US")} ${kind}`];
  });
  if (counts.length === 0) return `Nothing that anybody would get is different since ${shorten(base)}.`;
  const rest = unchanged === 0 ? [] : [`${unchanged.toLocaleString("en-US")} unchanged`];
  return `Notifications since ${shorten(base)}: ${joinWords([...counts, ...rest])}.`;
}

export function renderComparisonPretty(comparison: Comparison, style: Style): string {
  const lines = [style.bold(escapeTerminal(summarizeComparison(comparison)))];
  for (const item of comparison.items) {
    lines.push(`  ${item.kind.padEnd(7)}  ${escapeTerminal(nameOf(item))}`);
    for (const change of item.changes) lines.push(`    ${escapeTerminal(wordsOf(change))}`);
  }
  lines.push(...comparison.notes.map(escapeTerminal));
  return `${lines.join("\n")}\n`;
}

/** For a comment: what is different first, and never too long for one. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const { items, notes } = comparison;
  const lines = [`### ${escapeMarkdown(summarizeComparison(comparison))}`, ""];
  let left = maxLength;
  let shown = 0;
  for (const item of items.slice(0, maxItems)) {
    const rest = item.changes.length - maxChanges;
    const told = [
      `- **${item.kind}** ${escapeMarkdown(nameOf(item))}`,
      ...item.changes.slice(0, maxChanges).map((change) => `  - ${escapeMarkdown(wordsOf(change))}`),
      ...(rest > 0 ? [`  - and ${count(rest, "more difference")}`] : []),
    ];
    left -= told.reduce((sum, line) => sum + line.length + 1, 0);
    if (left < 0) break;
    lines.push(...told);
    shown++;
  }
  if (shown < items.length) lines.push(`- and ${count(items.length - shown, "more notification")}`);
  lines.push(...notes.flatMap((note) => ["", `> ${escapeMarkdown(note)}`]));
  return lines.join("\n");
}

function nameOf({ kind, campaign, id, formerName }: ComparedNotification): string {
  const name = `${campaign}/${id}`;
  if (formerName !== undefined) return `${name}, which was ${formerName}`;
  // Deleting a file takes nothing back.
  return kind === "gone" ? `${name}: what was sent stays sent, and what is scheduled stays scheduled` : name;
}

function wordsOf({ what, before, after }: ValueChange): string {
  const show = (text: string | undefined) => (text === undefined ? "nothing" : `“${cut(text)}”`);
  return before === undefined && after === undefined ? what : `${what}: ${show(before)} → ${show(after)}`;
}

function cut(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
}

/** A commit by its first letters; a branch by its name. */
function shorten(base: string): string {
  return /^[0-9a-f]{40,64}$/.test(base) ? base.slice(0, 12) : base;
}
