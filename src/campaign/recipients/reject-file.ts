import { basename, dirname, join } from "node:path";
import { FileError } from "../../model/errors.ts";
import type { Files } from "../../model/io.ts";
import type { RowsFormat } from "./row-reading.ts";

/** Where the wrong rows of a run are kept, from the root of the project. */
const folder = ".campanile/rejects";

export interface RejectFileName {
  readonly run: string;
  readonly campaign: string;
  /** Of the notification. */
  readonly id: string;
  readonly format: RowsFormat;
}

/** The names of campaigns and notifications have no `+`, so that the name of a file is of one campaign alone. */
export function rejectFilePath({ run, campaign, id, format }: RejectFileName): string {
  return `${folder}/${run}-${campaign}+${id}.${format}`;
}

/** The id of the notification of this campaign whose wrong rows a run of this project kept in that file, if one did. */
export async function notificationOfRejects(
  path: string,
  { root, campaign, files }: { readonly root: string; readonly campaign: string; readonly files: Files },
): Promise<string | undefined> {
  const [, named, id] = /^\d{8}T\d{6}Z-[0-9a-f]+-(.+)\+([^+]+)\.(?:csv|jsonl)$/.exec(basename(path)) ?? [];
  if (named !== campaign) return undefined;
  try {
    // A link elsewhere, or from elsewhere, is no such file.
    const [real, home] = await Promise.all([files.realPath(path), files.realPath(join(root, folder))]);
    const isThere = real !== undefined && dirname(real) === home && basename(real) === basename(path);
    return isThere ? id : undefined;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
