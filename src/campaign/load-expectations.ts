import { basename, dirname } from "node:path";
import { hasErrors } from "../model/diagnostic.ts";
import { FileError } from "../model/errors.ts";
import type { Files } from "../model/io.ts";
import { platformByAlias } from "../platforms/registry.ts";
import { isBelow, resolveInside } from "./inside.ts";
import { type ExpectationsReading, readExpectations } from "./read-expectations.ts";
import type { CampaignFile } from "./schema/campaign-schema.ts";
import { createSchemaCheck } from "./schema/check-schema.ts";
import type { ExpectFile } from "./schema/expect-schema.ts";
import { validators } from "./schema/validators.ts";
import { readYaml } from "./yaml/read-yaml.ts";
import { diagnose, diagnoseFile, type Remark, type Source, spotOfKey } from "./yaml/source.ts";

const ending = /\.expect(\.ya?ml)$/;

/** The campaign files that a file of expectations may stand beside; none for any other file. */
export function campaignsBeside(path: string): readonly string[] {
  return ending.test(path) ? [".yaml", ".yml"].map((suffix) => path.replace(ending, suffix)) : [];
}

/** The other way round; none for a campaign that is named like no YAML file. */
function expectationsBeside(path: string): readonly string[] {
  const isYaml = /\.ya?ml$/.test(path);
  return isYaml ? [".yaml", ".yml"].map((suffix) => path.replace(/\.ya?ml$/, `.expect${suffix}`)) : [];
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

/** Prepares to read what devices must get, from `expect` of a campaign or from `NAME.expect.yaml` beside it. */
export function createExpectationsLoader(): LoadExpectations {
  const checkSchema = createSchemaCheck(validators.expect, platformByAlias);
  return async (source, file, place) => {
    const ids = listIds(file);
    const own = readExpectations(source, file.expect ?? {}, { base: ["expect"], ids });
    const written = file.expect === undefined ? [] : [{ ...own, place: source.file }];
    for (const path of expectationsBeside(place.path)) {
      const beside = await readBeside(path, place, { checkSchema, ids });
      if (beside !== undefined) written.push({ ...beside, place: place.show(path) });
    }
    const [first, second] = written;
    if (first === undefined) return own;
    if (second === undefined) return first;
    const remark = {
      code: "CAM3031",
      message: `what devices must get stands in ${first.place} and in ${second.place}`,
      hint: "Keep one of the two.",
    } as const;
    const spot = file.expect === undefined ? { offset: 0, length: 1 } : spotOfKey(source, ["expect"]);
    const found = written.flatMap(({ diagnostics }) => diagnostics);
    return { expectations: [], diagnostics: [...found, diagnose(source, spot, remark)] };
  };
}

/** As the notifications are called when they do not say. */
function listIds(file: CampaignFile): readonly string[] {
  const written = file.notifications ?? [file];
  return written.flatMap(({ id, platform }) => id ?? platform ?? []);
}

interface BesideOptions {
  readonly checkSchema: ReturnType<typeof createSchemaCheck<ExpectFile>>;
  readonly ids: readonly string[];
}

/** `undefined` when there is no such file. */
async function readBeside(
  path: string,
  { show, root, files }: ExpectationPlace,
  { checkSchema, ids }: BesideOptions,
): Promise<ExpectationsReading | undefined> {
  const refuse = (reason: string): ExpectationsReading => {
    const shownAs = show(path);
    const message = `the file cannot be read: ${reason}`;
    const hint = "Keep it beside the campaign, as a file that may be read.";
    return { expectations: [], diagnostics: [diagnoseFile(shownAs, { code: "CAM1010", message, hint })] };
  };
  try {
    const bytes = await files.readBytes(path);
    if (bytes === undefined) return undefined;
    const base = dirname(path);
    const limit = isBelow(path, root) ? root : base;
    // A diagnostic shows a line of its file, and a link could make that a line of a secret.
    const inside = await resolveInside(basename(path), { root: limit, base, files });
    if (inside.kind === "outside") return refuse(inside.message);
    const reading = readYaml(show(path), bytes, { isProse: () => true });
    if (reading.source === undefined) return { expectations: [], diagnostics: reading.diagnostics };
    const { file, diagnostics } = checkSchema(reading.source);
    const found = [...reading.diagnostics, ...diagnostics];
    if (file === undefined || hasErrors(found)) return { expectations: [], diagnostics: found };
    const read = readExpectations(reading.source, file, { base: [], ids });
    return { ...read, diagnostics: [...found, ...read.diagnostics] };
  } catch (error) {
    if (error instanceof FileError) return refuse(error.code);
    throw error;
  }
}

/** What to say of a file that is named like expectations, is no campaign, and has none beside it. */
export function explainLonely(shownAs: string): Remark {
  const [campaign = ""] = campaignsBeside(shownAs);
  return {
    code: "CAM3031",
    message: `these expectations have no campaign: there is no ${campaign}`,
    hint: "Name the file like the campaign that it is about, or remove it.",
  };
}
