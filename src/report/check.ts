import {
  type CheckDifference,
  type CheckedCampaign,
  type CheckedDevice,
  type CheckReport,
  isAsExpected,
} from "../model/check-report.ts";
import { count, joinWords } from "../text/count.ts";
import { diffWords, sharesWords } from "../text/diff-words.ts";
import { escapeTerminal } from "../text/escape.ts";
import type { Style } from "../text/style.ts";

/** A line per campaign, and below it each device that got something else than it must. */
export function renderCheckPretty(report: CheckReport, style: Style): string {
  const lines = report.campaigns.flatMap((campaign) => describeCampaign(campaign, style));
  return lines.map((line) => `${line}\n`).join("");
}

/** What the whole came to, and what it did not look at. */
export function summarizeCheck({
  campaigns,
  withoutExpectations,
  cancelled,
  invalid,
  hub,
}: CheckReport): string {
  const failed = campaigns.filter((campaign) => !isAsExpected(campaign));
  const told = [
    `${count(campaigns.length, "campaign")} checked on ${hub}, ${failed.length} failed. Schedules and expiry were ignored; no ledger was touched.`,
    ...nameSome("without `expect`", withoutExpectations),
    ...nameSome("taken back, and not run", cancelled),
    ...nameSome("with errors, and not run", invalid),
  ];
  if (failed.some(({ devices }) => devices.some(({ differences }) => differences.length > 0)))
    told.push("`-` is what was expected, `+` what came.");
  if (campaigns.length === 0 && withoutExpectations.length > 0)
    told.push("Add `expect: { NAME OF A DEVICE: a part of its text }` to a campaign.");
  return told.map((line) => `${escapeTerminal(line)}\n`).join("");
}

const maxNames = 20;

function nameSome(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const rest = names.length - maxNames;
  const shown = joinWords([...names.slice(0, maxNames), ...(rest > 0 ? [`${rest} more`] : [])]);
  return [`${count(names.length, "campaign")} ${what}: ${shown}.`];
}

function describeCampaign(campaign: CheckedCampaign, style: Style): readonly string[] {
  const { devices, refusals, errorCount } = campaign;
  const failures = devices.filter(({ passed }) => !passed);
  const name = escapeTerminal(campaign.campaign);
  const amount = count(new Set(devices.map(nameDevice)).size, "device");
  if (isAsExpected(campaign))
    return [`${style.green("ok  ")}  ${name}  ${style.dim(`${amount} as expected`)}`];
  const failed = new Set(failures.map(nameDevice)).size;
  const sums = [
    ...(errorCount > 0 ? [`${count(errorCount, "error")} in \`expect\``] : []),
    ...(refusals.length > 0 ? ["the emulator refused it"] : []),
    failed > 0 ? `${failed} of ${amount} not as expected` : `${amount} as expected`,
  ];
  return [
    `${style.red("FAIL")}  ${name}  ${sums.join(", ")}`,
    ...refusals.map((refusal) => `        refused   ${cut(refusal)}`),
    ...failures.flatMap((failure) => describeFailure(failure, style)),
  ];
}

function nameDevice({ device, platform }: CheckedDevice): string {
  return JSON.stringify([device, platform]);
}

function describeFailure(failure: CheckedDevice, style: Style): readonly string[] {
  const { device, platform, part, file, line, column, expected, received, differences, why } = failure;
  const place = style.dim(`${escapeTerminal(file)}:${line}:${column}`);
  const of = part === undefined || part === platform ? "" : `, ${escapeTerminal(part)}`;
  return [
    `      ${style.bold(escapeTerminal(device))} (${platform}${of})  ${place}`,
    ...describeRow("expected", expected),
    ...describeRow(
      "received",
      received.map(({ text }) => text),
    ),
    ...differences.flatMap((difference) => describeDifference(difference, style)),
    ...why.map((words) => `        ${style.dim(`why       ${cut(words)}`)}`),
  ];
}

function describeRow(label: string, words: readonly string[]): readonly string[] {
  return (words.length === 0 ? ["nothing"] : words).map(
    (word, index) => `        ${(index === 0 ? label : "").padEnd(8)}  ${cut(word)}`,
  );
}

/** Inside of one line where the two have words in common and are short, else one below the other. */
function describeDifference(
  { subject, expected, received, hint }: CheckDifference,
  style: Style,
): readonly string[] {
  const told = hint === undefined ? [] : [`                  ${cut(hint)}`];
  const head = `        differs   ${cut(subject)}`;
  const inLine = received === undefined ? undefined : diffInLine(expected, received, style);
  if (inLine !== undefined) return [head, `                  ${inLine}`, ...told];
  // A text as a whole is in the two rows above already.
  if (subject === "text") return told;
  return [
    head,
    `                  ${style.red(`- ${cut(expected)}`)}`,
    `                  ${style.green(`+ ${received === undefined ? "(there is none)" : cut(received)}`)}`,
    ...told,
  ];
}

const maxInLine = 160;

function diffInLine(expected: string, received: string, style: Style): string | undefined {
  if (Math.max(expected.length, received.length) > maxInLine) return undefined;
  // Escaped as a whole: what is harmless in pieces may be a command of a CI log together.
  const pieces = diffWords(cut(expected), cut(received));
  if (!sharesWords(pieces)) return undefined;
  const shown = pieces.map(({ kind, text }) =>
    kind === "same" ? text : kind === "gone" ? style.red(`{-${text}-}`) : style.green(`{+${text}+}`),
  );
  return shown.join("");
}

/** A phrase is shown this far; `--format json` has the whole. */
const maxShown = 400;

function cut(text: string): string {
  const head = text.slice(0, maxShown).replace(/[\ud800-\udbff]$/, "");
  return escapeTerminal(text.length > maxShown ? `${head}…` : text);
}
