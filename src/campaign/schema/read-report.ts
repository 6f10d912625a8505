import type { Report } from "../../model/report.ts";
import { compileSchema } from "./compile-schema.ts";
import { reportSchema } from "./report-schema.ts";

/** Prepares to tell a report of a run from anything else. */
export function createReportCheck(): (value: unknown) => value is Report {
  return compileSchema<Report>(reportSchema);
}
