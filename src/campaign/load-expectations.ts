import { basename, dirname } from "node:path";
import { type Diagnostic, hasErrors } from "../model/diagnostic.ts";
import { FileError } from "../model/errors.ts";
import type { Expectation } from "../model/expectation.ts";
import type { Files } from "../model/io.ts";
import { platformByAlias } from "../platforms/registry.ts";
import { isBelow, resolveInside } from "./inside.ts";
import { type ExpectationsReading, readExpectations } from "./read-expectations.ts";
import type { CampaignFile } from "./schema/campaign-schema.ts";
import { createSchemaCheck } from "./schema/check-schema.ts";
import { type ExpectFile, expectSchema } from "./schema/expect-schema.ts";
import { readYaml } from "./yaml/read-yaml.ts";
import { diagnoseFile, type Source } from "./yaml/source.ts";

const ending = /\.expect(\.ya?ml)$/;

/** The campaign files that a file of expectations may stand beside; none for any other file. */
export function campaignsBeside(path: string): readonly string[] {
  return ending.test(path) ? [".yaml", ".yml"].map((suffix) => path.replace(ending, suffix)) : [];
}

export interface ExpectationPlace {
  readonly path: string;
  readonly show: (path: string) => string;
  readonly root: string;
  readonly files: Files;
}

export type LoadExpectations = (
  source: Source,
  file: CampaignFile,
  place: ExpectationPlace,
) => Promise<ExpectationsReading>;

/** Prepares to read what devices must get, from `expect` of a campaign and from `NAME.expect.yaml` beside it. */
export function createExpectationsLoader(): LoadExpectations {
  const checkSchema = createSchemaCheck<ExpectFile>(expectSchema, platformByAlias);
  return async (source, file, place) => {
    const own = readExpectations(source, file.expect ?? {}, ["expect"]);
    const readings = [own];
    for (const suffix of [".yaml", ".yml"]) {
      const path = place.path.replace(/\.ya?ml$/, `.expect${suffix}`);
      // A campaign may have any name on the command line, and then has nothing beside it.
      if (path === place.path || !ending.test(path)) continue;
      const beside = await readBeside(path, place, checkSchema);
      if (beside !== undefined) readings.push(beside);
    }
    const expectations = readings.flatMap((reading) => reading.expectations);
    const diagnostics = readings.flatMap((reading) => reading.diagnostics);
    return { expectations, diagnostics: [...diagnostics, ...refuseRepeats(expectations)] };
  };
}

async function readBeside(
  path: string,
  { show, root, files }: ExpectationPlace,
  checkSchema: ReturnType<typeof createSchemaCheck<ExpectFile>>,
): Promise<ExpectationsReading | undefined> {
  const shownAs = show(path);
  const refuse = (reason: string): ExpectationsReading => {
    const message = `the file cannot be read: ${reason}`;
    const hint = "Keep it beside the campaign, as a file that may be read.";
    return { expectations: [], diagnostics: [diagnoseFile(shownAs, { code: "CAM1010", message, hint })] };
  };
  try {
    const bytes = await files.readBytes(path);
    if (bytes === undefined) return undefined;
    const base = dirname(path);
    const inside = await resolveInside(basename(path), {
      root: isBelow(path, root) ? root : base,
      base,
      files,
    });
    if (inside.kind === "outside") return refuse(inside.message);
    const reading = readYaml(shownAs, bytes, { isProse: () => true });
    if (reading.source === undefined) return { expectations: [], diagnostics: reading.diagnostics };
    const { file, diagnostics } = checkSchema(reading.source);
    const found = [...reading.diagnostics, ...diagnostics];
    if (file === undefined || hasErrors(found)) return { expectations: [], diagnostics: found };
    const read = readExpectations(reading.source, file, []);
    return { ...read, diagnostics: [...found, ...read.diagnostics] };
  } catch (error) {
    if (error instanceof FileError) return refuse(error.code);
    throw error;
  }
}

/** Of two expectations for one device nobody could say which one holds. */
function refuseRepeats(expectations: readonly Expectation[]): readonly Diagnostic[] {
  const first = new Map<string, Expectation>();
  return expectations.flatMap((expectation) => {
    const name = `${expectation.platform ?? ""} ${expectation.device}`;
    const before = first.get(name);
    first.set(name, before ?? expectation);
    if (before === undefined) return [];
    return {
      ...expectation.spot,
      code: "CAM3031",
      severity: "error",
      message: `${before.spot.file}:${before.spot.line} says already what \`${expectation.device}\` must get`,
      hint: "Keep one of the two.",
    } satisfies Diagnostic;
  });
}
