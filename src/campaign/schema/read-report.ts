import { Ajv2020 } from "ajv/dist/2020.js";
import type { Report } from "../../model/report.ts";
import { reportSchema } from "./report-schema.ts";

/** Prepares to tell a report of a run from anything else. */
export function createReportCheck(): (value: unknown) => value is Report {
  return new Ajv2020({ strict: true, allowUnionTypes: true }).compile<Report>(reportSchema);
}
