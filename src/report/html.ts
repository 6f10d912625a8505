import type { ReportMatter } from "../model/report-matter.ts";
import { formatAmount } from "../text/count.ts";
import { sha256Base64 } from "../text/hash.ts";
import { isTrouble, listCases, type ReportCase } from "./cases.ts";
import { writeChangesHtml } from "./changes-html.ts";
import { emulatorNote, headlines, titleOf } from "./headline.ts";
import { htmlStyle } from "./html-style.ts";
import type { Reporter } from "./reporter.ts";
import { type TallyPart, type TallyRow, tallyOutcomes } from "./tally.ts";
import { listMoments, type Moment } from "./timeline.ts";
import { xmlLine, xmlValue } from "./xml-line.ts";

/** One file that needs no other, no script and no network. It is well-formed XML as well. */
export const htmlReporter: Reporter = {
  name: "html",
  render: (matter) => `${lines(matter).join("\n")}\n`,
};

const policy = `default-src 'none'; style-src 'sha256-${sha256Base64(htmlStyle)}'; base-uri 'none'; form-action 'none'`;

function lines(matter: ReportMatter): string[] {
  const title = xmlLine(`Campanile: ${titleOf(matter)}`);
  return [
    "<!DOCTYPE html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8"/>',
    `<meta http-equiv="Content-Security-Policy" content="${xmlValue(policy)}"/>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    `<title>${title}</title>`,
    `<style>${htmlStyle}</style>`,
    "</head>",
    "<body>",
    `<h1>${title}</h1>`,
    ...headlines(matter).map((text) => paragraph(text)),
    ...(matter.reports.some(({ hub }) => hub.emulator) ? [paragraph(emulatorNote, "faint")] : []),
    ...matter.reports.flatMap(({ notes }) => notes.map((note) => paragraph(note, "note"))),
    ...matter.changes.flatMap(writeChangesHtml),
    ...chartLines(matter),
    ...timelineLines(listMoments(matter)),
    ...cardLines(listCases(matter)),
    "</body>",
    "</html>",
  ];
}

function paragraph(text: string, className?: "faint" | "note"): string {
  return `<p${className === undefined ? "" : ` class="${className}"`}>${xmlLine(text)}</p>`;
}

function chartLines(matter: ReportMatter): string[] {
  const { devices, deliveries } = tallyOutcomes(matter);
  return [
    ...chartOf("Devices per platform, as the hub tells", devices),
    ...chartOf("Deliveries per platform", deliveries),
  ];
}

function chartOf(title: string, rows: readonly TallyRow[]): string[] {
  if (rows.length === 0) return [];
  const largest = Math.max(...rows.map(({ parts }) => sumOf(parts)));
  return [`<h2>${title}</h2>`, ...rows.map((row) => rowOf(row, largest))];
}

/** The length of a bar is the amount in comparison with the other platforms; the numbers stand beside it. */
function rowOf({ platform, parts }: TallyRow, largest: number): string {
  let from = 0;
  const rects = parts.map(({ tone, amount }) => {
    const width = (amount / largest) * 100;
    const rect = `<rect class="${tone}" x="${from.toFixed(3)}" y="0" width="${width.toFixed(3)}" height="10"/>`;
    from += width;
    return rect;
  });
  const words = parts.map(
    ({ tone, word, amount }) =>
      `<li><svg class="mark" viewBox="0 0 10 10" aria-hidden="true"><circle class="${tone}" cx="5" cy="5" r="5"/></svg> ${formatAmount(amount)} ${xmlLine(word)}</li>`,
  );
  return `<div class="row"><strong>${xmlLine(platform)}</strong><svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${rects.join("")}</svg><ul class="legend">${words.join("")}</ul></div>`;
}

function sumOf(parts: readonly TallyPart[]): number {
  return parts.reduce((sum, { amount }) => sum + amount, 0);
}

function timelineLines(moments: readonly Moment[]): string[] {
  if (moments.length === 0) return [];
  const items = moments.map(
    ({ at, words }) => `<li><time datetime="${xmlValue(at)}">${xmlLine(at)}</time>${xmlLine(words)}</li>`,
  );
  return ["<h2>Timeline</h2>", '<ol class="timeline">', ...items, "</ol>"];
}

function cardLines(cases: readonly ReportCase[]): string[] {
  const troubles = cases.filter(isTrouble);
  const others = cases.filter((told) => !isTrouble(told));
  return [
    ...(troubles.length === 0 ? [] : ["<h2>Needs a person</h2>", ...troubles.map(cardOf)]),
    ...(others.length === 0 ? [] : ["<h2>The rest</h2>", ...others.map(cardOf)]),
  ];
}

function cardOf({ state, word, subject, audience, details }: ReportCase): string {
  const to = audience === undefined ? "" : `<p class="faint">to ${xmlLine(audience)}</p>`;
  const why = details.map((line) => paragraph(line)).join("");
  return `<section class="card"><strong class="${state}">${xmlLine(word)}</strong> ${xmlLine(subject)}${to}${why}</section>`;
}
