import type { CiJob } from "../ci/ci-job.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import { markdownReporter } from "../report/markdown.ts";
import { escapeMarkdown } from "../text/escape.ts";
import { createStyle } from "../text/style.ts";
import type { CiEnding } from "./ci-ending.ts";

export interface CiStory {
  readonly job: CiJob;
  readonly matter: ReportMatter;
  readonly ending: CiEnding;
  /** What was looked at. */
  readonly commit: string | undefined;
  readonly notes: readonly string[];
}

/** The result for people, in Markdown: the comment and the summary of the job say the same. */
export function tellStory({ job, matter, ending, commit, notes }: CiStory): string {
  const told = markdownReporter.render(matter, createStyle({ isColored: false })).trimEnd();
  const next = ending.hint === undefined ? [] : ["", `**Next:** ${escapeMarkdown(ending.hint)}`];
  const remarks = notes.flatMap((note) => ["", `> ${escapeMarkdown(note)}`]);
  return `${[told, ...next, ...remarks, ...origin(job, commit)].join("\n")}\n`;
}

/** Which commit it is about, so that nobody takes it for the newest, and where the log is. */
function origin({ url }: CiJob, commit: string | undefined): readonly string[] {
  const parts = [
    ...(commit === undefined ? [] : [`Commit ${commit.slice(0, 12)}`]),
    ...(url !== undefined && isPlainAddress(url) ? [`[log](${url})`] : []),
  ];
  return parts.length === 0 ? [] : ["", `<sub>${parts.join(" · ")}</sub>`];
}

/** No character that Markdown reads: the address comes from the CI system, and its name of a project from people. */
function isPlainAddress(address: string): boolean {
  return /^https?:\/\/[\w.:/?=%&-]+$/.test(address);
}
