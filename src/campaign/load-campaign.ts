import { relative } from "node:path";
import { compareDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import type { Expectation } from "../model/expectation.ts";
import type { Files } from "../model/io.ts";
import type { Notification } from "../model/notification.ts";
import type { Project } from "../model/project.ts";
import { platformByAlias } from "../platforms/registry.ts";
import { isBelow, resolveInside } from "./inside.ts";
import { campaignsBeside, createExpectationsLoader, explainLonely } from "./load-expectations.ts";
import {
  type CampaignPlace,
  readOrExplain,
  readPayloadFiles,
  readRecipientFiles,
} from "./read-campaign-files.ts";
import { resolveCampaign } from "./resolve-campaign.ts";
import { createSchemaCheck } from "./schema/check-schema.ts";
import { validators } from "./schema/validators.ts";
import { readYaml } from "./yaml/read-yaml.ts";
import { diagnose, diagnoseFile, type Path, type Source, spotOfValue } from "./yaml/source.ts";

/** A campaign file and everything there is to say about it. */
export interface CampaignReading {
  /** As shown to people. */
  readonly file: string;
  /** `undefined` when the file does not say. */
  readonly name: string | undefined;
  /** Points at the name when another file has the same; the file itself is not kept. */
  readonly nameMark: Diagnostic | undefined;
  readonly hubs: readonly string[];
  /** Empty when the campaign has an error. */
  readonly notifications: readonly Notification[];
  /** What devices must get of it, for `check`. */
  readonly expectations: readonly Expectation[];
  readonly diagnostics: readonly Diagnostic[];
}

const emptyReading = { name: undefined, nameMark: undefined, hubs: [], notifications: [], expectations: [] };

export type LoadCampaign = (place: CampaignPlace) => Promise<CampaignReading>;

/** Prepares to load the campaigns of one project: the schema is compiled once. */
export function createCampaignLoader(
  project: Project,
  files: Files,
  /** Absolute paths of recipients' files by campaign, which win over what stands in it. */
  recipients: ReadonlyMap<string, string> = new Map(),
): LoadCampaign {
  const checkSchema = createSchemaCheck(validators.campaign, platformByAlias);
  const loadExpectations = createExpectationsLoader();
  const load: LoadCampaign = async (place) => {
    const nothing = { ...emptyReading, file: place.shownAs };
    const bytes = await readOrExplain(files, place.path);
    if (typeof bytes === "string") {
      const remark = {
        code: "CAM1010",
        message: `the file cannot be read: ${bytes}`,
        hint: "Check its path and permissions.",
      } as const;
      return { ...nothing, diagnostics: [diagnoseFile(place.shownAs, remark)] };
    }
    const reading = readYaml(place.shownAs, bytes, { isProse: isProseOfCampaign });
    const { source } = reading;
    if (source === undefined) return { ...nothing, diagnostics: reading.diagnostics };
    const name = nameOf(source);
    if (name === undefined && campaignsBeside(place.path).length > 0)
      return { ...nothing, diagnostics: [diagnoseFile(place.shownAs, explainLonely(place.shownAs))] };
    const nameMark = name === undefined ? undefined : markName(source);
    const { file, diagnostics } = checkSchema(source);
    if (file === undefined)
      return { ...nothing, name, nameMark, diagnostics: merge(reading.diagnostics, diagnostics) };
    const payloadDiagnostics: Diagnostic[] = [];
    const payloadFiles = await readPayloadFiles(file, {
      place,
      project,
      files,
      diagnostics: payloadDiagnostics,
    });
    const recipientFiles = await readRecipientFiles(file, {
      place,
      project,
      files,
      named: recipients.get(file.campaign),
    });
    const resolved = resolveCampaign(source, file, { project, payloadFiles, recipientFiles });
    const expected = await loadExpectations(source, file, { ...place, root: project.root, files });
    const all = merge(reading.diagnostics, [
      ...payloadDiagnostics,
      ...resolved.diagnostics,
      ...expected.diagnostics,
    ]);
    const isRight = all.every((diagnostic) => diagnostic.severity !== "error");
    const notifications = isRight ? resolved.notifications : [];
    const { hubs } = resolved;
    const { expectations } = expected;
    return { file: place.shownAs, name, nameMark, hubs, notifications, expectations, diagnostics: all };
  };
  return async (place) => {
    const reading = await load(place);
    const wayOut = reading.diagnostics.length > 0 ? await findWayOut(place.path, project, files) : undefined;
    return wayOut === undefined ? reading : refuseLink(place, wayOut);
  };
}

/**
 * A diagnostic shows a line of its file. Where a campaign is a link that leads out of the project, that line could be
 * one of a runner's secrets, which a pull request made it print.
 */
async function findWayOut(path: string, { root }: Project, files: Files): Promise<string | undefined> {
  if (!isBelow(path, root)) return undefined;
  const inside = await resolveInside(relative(root, path), { root, base: root, files });
  return inside.kind === "outside" ? inside.message : undefined;
}

function refuseLink({ shownAs }: CampaignPlace, message: string): CampaignReading {
  const hint = "Keep campaigns inside the project, or name the file that it leads to.";
  const diagnostics = [diagnoseFile(shownAs, { code: "CAM1010", message, hint })];
  return { ...emptyReading, file: shownAs, diagnostics };
}

function markName(source: Source): Diagnostic {
  return diagnose(source, spotOfValue(source, ["campaign"]), {
    code: "CAM3004",
    message: "",
    hint: "Give each campaign a name of its own.",
  });
}

/** Says at the second file that the first has the same name. */
export function diagnoseDuplicateNames(readings: readonly CampaignReading[]): Diagnostic[] {
  const firstFile = new Map<string, string>();
  return readings.flatMap(({ file, name, nameMark }) => {
    if (name === undefined || nameMark === undefined) return [];
    const first = firstFile.get(name);
    firstFile.set(name, first ?? file);
    if (first === undefined) return [];
    return [{ ...nameMark, message: `\`${name}\` is also the name of ${first}` }];
  });
}

/** What a trap of YAML made of a line hides what later checks would say of it. */
function merge(traps: readonly Diagnostic[], later: readonly Diagnostic[]): readonly Diagnostic[] {
  const trapped = new Set(traps.map(({ file, line }) => `${file}:${line}`));
  return [...traps, ...later.filter(({ file, line }) => !trapped.has(`${file}:${line}`))].sort(
    compareDiagnostics,
  );
}

function isProseOfCampaign(path: Path): boolean {
  const [head, , inner] = path;
  const key = head === "notifications" ? inner : head;
  return key === "properties" || key === "payload" || key === "headers" || head === "expect";
}

function nameOf(source: Source): string | undefined {
  const { value } = source;
  if (typeof value !== "object" || value === null || !("campaign" in value)) return undefined;
  return typeof value["campaign"] === "string" ? value["campaign"] : undefined;
}
