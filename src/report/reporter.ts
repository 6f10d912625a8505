import type { Report } from "../model/report.ts";
import type { Style } from "../text/style.ts";

/** A form of a report. Where it goes is somebody else's business. */
export interface Reporter {
  /** The name for `--format`. */
  readonly name: string;
  /** The file it is written to, in the folder of its run. */
  readonly fileName: string;
  render(report: Report, style: Style): string;
}
