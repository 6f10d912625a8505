import { dirname, extname, relative } from "node:path";
import { compareDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import { FileError } from "../model/errors.ts";
import type { Files } from "../model/io.ts";
import type { Notification } from "../model/notification.ts";
import type { Project } from "../model/project.ts";
import { platformByAlias } from "../platforms/registry.ts";
import { isBelow, resolveInside } from "./inside.ts";
import { listPayloadFiles, type PayloadFileReading, type PayloadFiles } from "./payload-file.ts";
import {
  listRecipientFiles,
  type RecipientFileReading,
  type RecipientFiles,
  readRecipientHead,
} from "./recipients/recipient-files.ts";
import { resolveCampaign } from "./resolve-campaign.ts";
import { type CampaignFile, campaignSchema } from "./schema/campaign-schema.ts";
import { createSchemaCheck } from "./schema/check-schema.ts";
import { decodeUtf8, maxFileBytes, readYaml } from "./yaml/read-yaml.ts";
import { diagnose, diagnoseFile, type Path, plainSource, type Source, spotOfValue } from "./yaml/source.ts";

/** A campaign file and everything there is to say about it. */
export interface CampaignReading {
  /** As shown to people. */
  readonly file: string;
  /** `undefined` when the file does not say. */
  readonly name: string | undefined;
  /** Kept to point at the name when another file has the same. */
  readonly source: Source | undefined;
  readonly hubs: readonly string[];
  /** Empty when the campaign has an error. */
  readonly notifications: readonly Notification[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface CampaignPlace {
  readonly path: string;
  readonly shownAs: string;
  /** Turns another absolute path into what people see. */
  readonly show: (path: string) => string;
}

export type LoadCampaign = (place: CampaignPlace) => Promise<CampaignReading>;

/** Prepares to load the campaigns of one project: the schema is compiled once. */
export function createCampaignLoader(
  project: Project,
  files: Files,
  /** Absolute paths of recipients' files by campaign, which win over what stands in it. */
  recipients: ReadonlyMap<string, string> = new Map(),
): LoadCampaign {
  const checkSchema = createSchemaCheck<CampaignFile>(campaignSchema, platformByAlias);
  const load: LoadCampaign = async (place) => {
    const nothing = { file: place.shownAs, name: undefined, source: undefined, hubs: [], notifications: [] };
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
    const { file, diagnostics } = checkSchema(source);
    const name = nameOf(source);
    if (file === undefined)
      return { ...nothing, name, source, diagnostics: merge(reading.diagnostics, diagnostics) };
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
    const all = merge(reading.diagnostics, [...payloadDiagnostics, ...resolved.diagnostics]);
    const isRight = all.every((diagnostic) => diagnostic.severity !== "error");
    const notifications = isRight ? resolved.notifications : [];
    return { file: place.shownAs, name, source, hubs: resolved.hubs, notifications, diagnostics: all };
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
  return { file: shownAs, name: undefined, source: undefined, hubs: [], notifications: [], diagnostics };
}

/** Says at the second file that the first has the same name. */
export function diagnoseDuplicateNames(readings: readonly CampaignReading[]): Diagnostic[] {
  const firstFile = new Map<string, string>();
  return readings.flatMap(({ file, name, source }) => {
    if (name === undefined || source === undefined) return [];
    const first = firstFile.get(name);
    firstFile.set(name, first ?? file);
    if (first === undefined) return [];
    const remark = {
      code: "CAM3004",
      message: `\`${name}\` is also the name of ${first}`,
      hint: "Give each campaign a name of its own.",
    } as const;
    return [diagnose(source, spotOfValue(source, ["campaign"]), remark)];
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
  return key === "properties" || key === "payload" || key === "headers";
}

function nameOf(source: Source): string | undefined {
  const { value } = source;
  if (typeof value !== "object" || value === null || !("campaign" in value)) return undefined;
  return typeof value["campaign"] === "string" ? value["campaign"] : undefined;
}

async function readOrExplain(files: Files, path: string): Promise<Uint8Array | string> {
  try {
    return (await files.readBytes(path)) ?? "it does not exist";
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
}

/** A file that `named` brings may lie anywhere: a person named it, and no campaign. */
async function readRecipientFiles(
  file: CampaignFile,
  {
    place,
    project,
    files,
    named,
  }: Pick<PayloadContext, "place" | "project" | "files"> & { readonly named: string | undefined },
): Promise<RecipientFiles> {
  const readings = new Map<string, RecipientFileReading>();
  const base = dirname(place.path);
  const root = isBelow(place.path, project.root) ? project.root : base;
  for (const { file: written } of listRecipientFiles(file)) {
    const inside =
      named === undefined
        ? await resolveInside(written, { root, base, files })
        : { kind: "inside" as const, path: named };
    readings.set(
      written,
      inside.kind === "outside"
        ? {
            kind: "refused",
            remark: { message: inside.message, hint: "Bring it with --recipients NAME=PATH." },
          }
        : await readRecipientHead(inside.path, files),
    );
  }
  return readings;
}

interface PayloadContext {
  readonly place: CampaignPlace;
  readonly project: Project;
  readonly files: Files;
  readonly diagnostics: Diagnostic[];
}

async function readPayloadFiles(file: CampaignFile, context: PayloadContext): Promise<PayloadFiles> {
  const readings = new Map<string, PayloadFileReading>();
  for (const written of listPayloadFiles(file))
    readings.set(written, await readPayloadFile(written, context));
  return readings;
}

async function readPayloadFile(written: string, context: PayloadContext): Promise<PayloadFileReading> {
  const { place, project, files } = context;
  const base = dirname(place.path);
  const root = isBelow(place.path, project.root) ? project.root : base;
  const inside = await resolveInside(written, { root, base, files });
  if (inside.kind === "outside")
    return {
      kind: "refused",
      remark: { message: inside.message, hint: "Keep the file beside the campaign." },
    };
  if (inside.path === place.path)
    return {
      kind: "refused",
      remark: { message: "this is the campaign itself", hint: "Name a file that holds the payload alone." },
    };
  const bytes = await readOrExplain(files, inside.path);
  if (typeof bytes === "string")
    return {
      kind: "refused",
      remark: {
        message: `\`${written}\` cannot be read: ${bytes}`,
        hint: "The path is relative to the campaign file.",
      },
    };
  const shownAs = place.show(inside.path);
  if ([".json", ".yaml", ".yml"].includes(extname(written).toLowerCase())) {
    const reading = readYaml(shownAs, bytes, { isProse: () => true });
    context.diagnostics.push(...reading.diagnostics);
    if (reading.source === undefined) return { kind: "malformed" };
    return { kind: "source", source: reading.source };
  }
  if (bytes.length > maxFileBytes)
    return {
      kind: "refused",
      remark: {
        message: `\`${written}\` is larger than 1 MiB`,
        hint: "No push service takes as much: shorten it.",
      },
    };
  const text = decodeUtf8(bytes);
  if (text === undefined)
    return {
      kind: "refused",
      remark: { message: `\`${written}\` is not UTF-8 text`, hint: "Save it as UTF-8." },
    };
  return { kind: "source", source: plainSource(shownAs, text) };
}
