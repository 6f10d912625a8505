import type { ReportMatter } from "../model/report-matter.ts";
import type { Style } from "../text/style.ts";

/** A form of a report. Where it goes is somebody else's business. */
export interface Reporter {
  /** The name for `--format` and `--report`. */
  readonly name: string;
  /** The file that every run leaves in its folder; absent for a form that is written only when asked for. */
  readonly fileName?: string;
  render(matter: ReportMatter, style: Style): string;
  /** Lines for the log of a CI system that reads commands from it. */
  renderLog?(matter: ReportMatter): string;
  /** The environment variable that names a file of the CI system's own, to append to. */
  readonly ownPlace?: string;
}
