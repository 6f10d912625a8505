import type { CheckDifference, CheckedCampaign, CheckFailure, CheckReport } from "../model/check-report.ts";
import { count, joinWords } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import type { Style } from "../text/style.ts";

/** A line per campaign, and below it each device that got something else than it must. */
export function renderCheckPretty(report: CheckReport, style: Style): string {
  const lines = report.campaigns.flatMap((campaign) => describeCampaign(campaign, style));
  return lines.map((line) => `${line}\n`).join("");
}

/** What the whole came to, and what it did not look at. */
export function summarizeCheck({ campaigns, withoutExpectations, cancelled, hub }: CheckReport): string {
  const failed = campaigns.filter(({ failures, refusals }) => failures.length + refusals.length > 0);
  const told = [
    `${count(campaigns.length, "campaign")} checked on ${hub}, ${failed.length} failed. Schedules and expiry were ignored, no ledger was touched.`,
  ];
  if (withoutExpectations.length > 0)
    told.push(
      `${count(withoutExpectations.length, "campaign")} without \`expect\`: ${nameSome(withoutExpectations)}.`,
    );
  if (cancelled.length > 0)
    told.push(`${count(cancelled.length, "campaign")} taken back, and not run: ${nameSome(cancelled)}.`);
  return told.map((line) => `${escapeTerminal(line)}\n`).join("");
}

const maxNames = 20;

function nameSome(names: readonly string[]): string {
  const rest = names.length - maxNames;
  return joinWords([...names.slice(0, maxNames), ...(rest > 0 ? [`${rest} more`] : [])]);
}

function describeCampaign(campaign: CheckedCampaign, style: Style): readonly string[] {
  const { failures, refusals, deviceCount } = campaign;
  const name = escapeTerminal(campaign.campaign);
  const devices = count(deviceCount, "device");
  if (failures.length + refusals.length === 0)
    return [`${style.green("ok  ")}  ${name}  ${style.dim(`${devices} as expected`)}`];
  const sum = refusals.length > 0 ? "the hub refused it" : `${failures.length} of ${devices} not as expected`;
  return [
    `${style.red("FAIL")}  ${name}  ${sum}`,
    ...refusals.map((refusal) => `        ${escapeTerminal(refusal)}`),
    ...failures.flatMap((failure) => describeFailure(failure, style)),
  ];
}

function describeFailure(failure: CheckFailure, style: Style): readonly string[] {
  const { device, platform, place, expected, received, differences, why } = failure;
  const row = (label: string, words: readonly string[]) =>
    (words.length === 0 ? ["nothing"] : words).map(
      (word, index) => `        ${(index === 0 ? label : "").padEnd(8)}  ${cut(word)}`,
    );
  return [
    `      ${style.bold(escapeTerminal(device))} (${platform})  ${style.dim(escapeTerminal(place))}`,
    ...row("expected", expected),
    ...row("received", received),
    ...differences.flatMap((difference) => describeDifference(difference, style)),
    ...why.map((words) => `        ${style.dim(`why       ${cut(words)}`)}`),
  ];
}

function describeDifference(
  { subject, expected, received, hint }: CheckDifference,
  style: Style,
): readonly string[] {
  if (subject === "text" && hint === undefined) return [];
  return [
    `        ${escapeTerminal(subject)}`,
    `          ${style.red(`- ${cut(expected)}`)}`,
    `          ${style.green(`+ ${received === undefined ? "(there is none)" : cut(received)}`)}`,
    ...(hint === undefined ? [] : [`          ${escapeTerminal(hint)}`]),
  ];
}

const maxShown = 400;

function cut(text: string): string {
  return escapeTerminal(text.length > maxShown ? `${text.slice(0, maxShown)}…` : text);
}
