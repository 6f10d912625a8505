import type { RowsFormat, RowValues } from "../../model/audience.ts";
import { FileError } from "../../model/errors.ts";
import type { Files } from "../../model/io.ts";
import type { CampaignFile } from "../schema/campaign-schema.ts";
import type { RecipientsFile } from "../schema/recipients-schema.ts";
import type { Remark } from "../yaml/source.ts";
import { RowsError, readRows } from "./read-rows.ts";

/** What is known of each file of recipients before anything is sent, by its path as written. */
export type RecipientFiles = ReadonlyMap<string, RecipientFileReading>;

export type RecipientFileReading =
  | {
      readonly kind: "found";
      readonly path: string;
      readonly rows: readonly RowValues[];
      /** The first row that cannot be read. */
      readonly fault: RowFault | undefined;
      readonly broughtAs?: string;
      readonly isRejectFile: boolean;
      /** The notification whose wrong rows were brought, when they are of another file than this. */
      readonly leftOutFor?: string;
    }
  /** The data may lie outside the checkout, so this is no mistake yet. */
  | { readonly kind: "absent" }
  | { readonly kind: "refused"; readonly remark: Omit<Remark, "code"> };

export interface RowFault {
  readonly line: number;
  readonly reason: string;
}

/** Rows that stand for the file when a campaign is looked at. */
const headRows = 5;

/** Every `recipients` of a campaign. */
export function listRecipientFiles(file: CampaignFile): readonly RecipientsFile[] {
  return [file.recipients, ...(file.notifications ?? []).map(({ recipients }) => recipients)].filter(
    (recipients) => recipients !== undefined,
  );
}

/** The file that a notification reads, as written. */
export function fileOfNotification(file: CampaignFile, id: string): string | undefined {
  const { notifications = [file] } = file;
  const found = notifications.find((fields) => (fields.id ?? fields.platform) === id);
  return found === undefined ? undefined : (found.recipients ?? file.recipients)?.file;
}

export function formatOf(path: string): RowsFormat {
  return /\.(?:jsonl|ndjson)$/i.test(path) ? "jsonl" : "csv";
}

export const noRegularFile = "it is a pipe or a device, and no file";
export const writeToFile = "Its rows are read more than once: write them to a file first, and name that.";

/** Reads the first good rows of a file. */
export async function readRecipientHead(path: string, files: Files): Promise<RecipientFileReading> {
  const rows: RowValues[] = [];
  let fault: RowFault | undefined;
  try {
    if ((await files.kind(path)) === "other")
      return { kind: "refused", remark: { message: noRegularFile, hint: writeToFile } };
    for await (const batch of readRows(files.readChunks(path), { format: formatOf(path) })) {
      for (const reading of batch) {
        if (reading.kind === "row") rows.push(reading.values);
        else fault ??= reading;
      }
      if (rows.length >= headRows) break;
    }
  } catch (error) {
    if (error instanceof RowsError)
      return {
        kind: "refused",
        remark: { message: `line ${error.line}: ${error.message}`, hint: error.hint },
      };
    if (error instanceof FileError && error.code === "ENOENT") return { kind: "absent" };
    if (error instanceof FileError)
      return { kind: "refused", remark: { message: `it cannot be read: ${error.code}`, hint: "Check it." } };
    throw error;
  }
  return { kind: "found", path, rows: rows.slice(0, headRows), fault, isRejectFile: false };
}
