import { campaignSchema } from "../campaign/schema/campaign-schema.ts";
import { checkReportSchema } from "../campaign/schema/check-report-schema.ts";
import { expectSchema } from "../campaign/schema/expect-schema.ts";
import { fleetSchema } from "../campaign/schema/fleet-schema.ts";
import { projectSchema } from "../campaign/schema/project-schema.ts";
import { reportSchema } from "../campaign/schema/report-schema.ts";
import type { Schema } from "../campaign/schema/schema.ts";

/** The published schemas, by the name of their file in `schemas/`. */
export const schemas: ReadonlyMap<string, Schema> = new Map([
  ["campaign", campaignSchema],
  ["expect", expectSchema],
  ["project", projectSchema],
  ["fleet", fleetSchema],
  ["report", reportSchema],
  ["check", checkReportSchema],
]);
