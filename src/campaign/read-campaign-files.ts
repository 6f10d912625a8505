import { dirname, extname } from "node:path";
import type { Diagnostic } from "../model/diagnostic.ts";
import { FileError } from "../model/errors.ts";
import type { Files } from "../model/io.ts";
import type { Project } from "../model/project.ts";
import { isBelow, resolveInside } from "./inside.ts";
import { listPayloadFiles, type PayloadFileReading, type PayloadFiles } from "./payload-file.ts";
import {
  fileOfNotification,
  listRecipientFiles,
  type RecipientFileReading,
  type RecipientFiles,
  readRecipientHead,
} from "./recipients/recipient-files.ts";
import { notificationOfRejects } from "./recipients/reject-file.ts";
import type { CampaignFile } from "./schema/campaign-schema.ts";
import { decodeUtf8, maxFileBytes, readYaml } from "./yaml/read-yaml.ts";
import { plainSource } from "./yaml/source.ts";

export interface CampaignPlace {
  readonly path: string;
  readonly shownAs: string;
  /** Turns another absolute path into what people see. */
  readonly show: (path: string) => string;
}

/** The bytes of a file, or why there are none. */
export async function readOrExplain(files: Files, path: string): Promise<Uint8Array | string> {
  try {
    return (await files.readBytes(path)) ?? "it does not exist";
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
}

/** A file that `named` brings may lie anywhere: a person named it, and no campaign. */
export async function readRecipientFiles(
  file: CampaignFile,
  {
    place,
    project,
    files,
    named,
  }: Pick<PayloadContext, "place" | "project" | "files"> & { readonly named: string | undefined },
): Promise<RecipientFiles> {
  const brought = named === undefined ? undefined : await readBrought(named, file, { place, project, files });
  const readings = new Map<string, RecipientFileReading>();
  const base = dirname(place.path);
  const root = isBelow(place.path, project.root) ? project.root : base;
  for (const { file: written } of listRecipientFiles(file)) {
    const isFor = brought?.rejectsOf === undefined || written === fileOfNotification(file, brought.rejectsOf);
    const own =
      brought !== undefined && isFor ? undefined : await readWritten(written, { root, base, files });
    readings.set(written, chooseReading(own, brought));
  }
  return readings;
}

/** Rows that were wrong in one file are nothing to who reads another: in that run they are left out. */
function chooseReading(
  own: RecipientFileReading | undefined,
  brought: Brought | undefined,
): RecipientFileReading {
  if (brought === undefined) return own ?? { kind: "absent" };
  const { reading, rejectsOf } = brought;
  if (own === undefined || rejectsOf === undefined) return reading;
  // Where its own file is not here, the rows that were brought show what the notification comes to.
  const shown = own.kind === "absent" ? reading : own;
  return shown.kind === "found" ? { ...shown, isRejectFile: false, leftOutFor: rejectsOf } : shown;
}

interface Brought {
  readonly reading: RecipientFileReading;
  /** The id of the notification whose wrong rows these are. */
  readonly rejectsOf: string | undefined;
}

async function readWritten(
  written: string,
  place: Parameters<typeof resolveInside>[1],
): Promise<RecipientFileReading> {
  const inside = await resolveInside(written, place);
  if (inside.kind === "inside") return await readRecipientHead(inside.path, place.files);
  const remark = { message: inside.message, hint: "Bring it with --recipients NAME=PATH." };
  return { kind: "refused", remark };
}

async function readBrought(
  path: string,
  { campaign }: CampaignFile,
  { place, project: { root }, files }: Pick<PayloadContext, "place" | "project" | "files">,
): Promise<Brought> {
  const reading = await readRecipientHead(path, files);
  const broughtAs = place.show(path);
  const rejectsOf = await notificationOfRejects(path, { root, campaign, files });
  if (reading.kind === "refused") {
    const { message, hint } = reading.remark;
    const remark = { message: `${broughtAs}, ${message}`, hint };
    return { reading: { kind: "refused", remark }, rejectsOf };
  }
  if (reading.kind === "absent") return { reading, rejectsOf };
  return { reading: { ...reading, broughtAs, isRejectFile: rejectsOf !== undefined }, rejectsOf };
}

interface PayloadContext {
  readonly place: CampaignPlace;
  readonly project: Project;
  readonly files: Files;
  readonly diagnostics: Diagnostic[];
}

/** The files that payloads of a campaign stand in, by their names as written. */
export async function readPayloadFiles(file: CampaignFile, context: PayloadContext): Promise<PayloadFiles> {
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
