import type { Report, ReportSend } from "../model/report.ts";
import { escapeMarkdown } from "../text/escape.ts";
import type { Reporter } from "./reporter.ts";
import { summarize, wordsForNotification, wordsForReach, wordsForSend } from "./words.ts";

/** For the summary of a CI job. */
export const markdownReporter: Reporter = {
  name: "markdown",
  fileName: "report.md",
  render: (report) => `${lines(report).join("\n")}\n`,
};

function lines(report: Report): string[] {
  const { hub } = report;
  const told = [
    `## Campanile: ${report.command} to ${escapeMarkdown(hub.alias)}`,
    "",
    escapeMarkdown(summarize(report)),
    "",
  ];
  if (hub.emulator) told.push("Nothing left this machine: the hub is the emulator.", "");
  for (const note of report.notes) told.push(`> ${escapeMarkdown(note)}`, "");
  if (report.sends.length === 0) return told;
  told.push(
    "| Campaign | Notification | Audience | Result | Devices | Why |",
    "| --- | --- | --- | --- | --- | --- |",
  );
  for (const send of report.sends) told.push(row(send));
  const rows = report.sends.flatMap((send) =>
    (send.outcome?.results ?? []).map(
      (result) =>
        `| ${[send.key, result.platform, result.handle, result.outcome].map(escapeMarkdown).join(" | ")} |`,
    ),
  );
  if (rows.length > 0)
    told.push("", "| Delivery | Platform | Device | Outcome |", "| --- | --- | --- | --- |", ...rows);
  return told;
}

function row(send: ReportSend): string {
  const why = [
    send.outcome?.cause ?? send.because,
    send.outcome?.hint ?? send.hint,
    ...(send.outcome?.telemetry?.remarks ?? []),
  ].filter((text) => text !== undefined);
  const cells = [
    send.campaign,
    wordsForNotification(send),
    send.audience,
    wordsForSend(send),
    wordsForReach(send),
    why.join(" "),
  ];
  return `| ${cells.map(escapeMarkdown).join(" | ")} |`;
}
