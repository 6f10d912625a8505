import type { Options } from "ajv/dist/2020.js";
import { campaignSchema } from "./campaign-schema.ts";
import { expectSchema } from "./expect-schema.ts";
import { fleetSchema } from "./fleet-schema.ts";
import { projectSchema } from "./project-schema.ts";
import { reportSchema } from "./report-schema.ts";
import type { Schema } from "./schema.ts";

/** The schemas of files that are read. */
export const fileSchemas = {
  campaign: campaignSchema,
  expect: expectSchema,
  fleet: fleetSchema,
  project: projectSchema,
  report: reportSchema,
} as const satisfies Readonly<Record<string, Schema>>;

/** How they are compiled, be it here or ahead. */
export const ajvOptions = {
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  // An error then carries the value and the schema beside it, for the hint.
  verbose: true,
  // Whether the schemas are schemas is asked by the tests: to ask it here takes longer than to compile all of them.
  meta: false,
  validateSchema: false,
} as const satisfies Options;
