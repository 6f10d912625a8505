import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { FleetFile } from "../../model/fleet.ts";
import type { Report } from "../../model/report.ts";
import type { CampaignFile } from "./campaign-schema.ts";
import type { ExpectFile } from "./expect-schema.ts";
import { ajvOptions, fileSchemas } from "./file-schemas.ts";
import type { ProjectFile } from "./project-schema.ts";
import type { Schema } from "./schema.ts";

/** Makes the function that checks a file; made once, when it is first needed. */
export type Validator<File> = () => ValidateFunction<File>;

/** In what is built, functions that were compiled ahead stand in the place of this module: .github/build/bundle.mjs. */
export const validators = {
  campaign: prepare<CampaignFile>(fileSchemas.campaign),
  expect: prepare<ExpectFile>(fileSchemas.expect),
  fleet: prepare<FleetFile>(fileSchemas.fleet),
  project: prepare<ProjectFile>(fileSchemas.project),
  report: prepare<Report>(fileSchemas.report),
};

function prepare<File>(schema: Schema): Validator<File> {
  return () => {
    // A pass over the code shortens it, and costs a start more than it ever gives back.
    ajv ??= new Ajv2020({ ...ajvOptions, code: { optimize: false } });
    // It keeps what it has compiled, by the schema.
    return ajv.compile<File>(schema);
  };
}

let ajv: Ajv2020 | undefined;
