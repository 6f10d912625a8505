import { nameOfFile, type RecipientAudience, type RowsFormat, type RowValues } from "../../model/audience.ts";
import type { Platform } from "../../platforms/platform.ts";
import { nearest } from "../../text/nearest.ts";
import type { RecipientsFile } from "../schema/recipients-schema.ts";
import type { Reporter } from "../yaml/reporter.ts";
import type { Path, Remark } from "../yaml/source.ts";
import { formatOf, type RecipientFileReading, type RecipientFiles } from "./recipient-files.ts";

/** An audience of recipients before its rows are rendered, with the rows that stand for all. */
export interface RecipientDraft extends Omit<RecipientAudience, "kind" | "renderRow" | "sampleAddress"> {
  readonly address: AddressSource;
  /** Rows that stand for all: the made-up ones of the campaign, else the first of the file. */
  readonly sample: readonly RowValues[];
}

/** Where the address of a row comes from. */
export type AddressSource =
  | {
      readonly kind: "column";
      readonly column: string;
      readonly tagName: "UserId" | "InstallationId";
      readonly path: Path;
    }
  | { readonly kind: "template"; readonly text: string; readonly path: Path };

const addressKeys = ["user", "installation", "tag", "handle"] as const;

/** Reads a `recipients` of a campaign; `undefined` when it is wrong, and the reporter knows why. */
export function resolveRecipients(
  written: RecipientsFile,
  path: Path,
  {
    reporter,
    platform,
    recipientFiles,
  }: {
    readonly reporter: Reporter;
    readonly platform: Platform;
    readonly recipientFiles: RecipientFiles;
  },
): RecipientDraft | undefined {
  const [key, second] = addressKeys.filter((name) => written[name] !== undefined);
  if (key === undefined || second !== undefined) {
    const message =
      key === undefined
        ? "nothing says which devices a row is for"
        : `two addresses: \`${key}\` and \`${second}\``;
    const hint = "Write one of `user: COLUMN`, `installation: COLUMN`, `tag:` or `handle:` with a template.";
    reporter.atValue(path, { code: "CAM3034", message, hint });
    return undefined;
  }
  if (key === "handle" && !platform.acceptsDirectSend) {
    reporter.atKey([...path, "handle"], {
      code: "CAM3034",
      message: `\`${platform.name}\` cannot be sent to device handles: the hub finds its templates by tag`,
      hint: "Use `user`, `installation` or `tag`.",
    });
    return undefined;
  }
  const reading = recipientFiles.get(written.file);
  if (reading?.kind === "refused") {
    reporter.atValue([...path, "file"], { code: "CAM3033", ...reading.remark });
    return undefined;
  }
  const head = reading?.kind === "found" ? reading.rows : [];
  const sample = written.sample === undefined ? head : textsOf(written.sample, formatOf(written.file));
  const broughtAs = reading?.kind === "found" ? reading.broughtAs : undefined;
  const shown = nameOfFile({ file: written.file, broughtAs });
  if (sample.length === 0) {
    reporter.atValue([...path, "file"], { code: "CAM3033", ...explainNoRows(shown, reading) });
    return undefined;
  }
  const text = written[key] ?? "";
  const isColumn = key === "user" || key === "installation";
  const columns = new Map<string, Path>(
    (written.columns ?? []).map((column, index) => [column, [...path, "columns", index]]),
  );
  if (isColumn) columns.set(text, [...path, key]);
  columns.set(written.id, [...path, "id"]);
  const isMadeUp = written.sample !== undefined;
  const madeUp = isMadeUp ? sample.map((row) => ({ name: "the sample", row })) : [];
  const lacking = [...columns].flatMap(([column, at]) => {
    // Any row of JSON Lines may lack a key: that is its own fault, unless all do.
    const [first] = head;
    const isInFile = head.some((row) => Object.hasOwn(row, column));
    const ofFile = first === undefined || isInFile ? [] : [{ name: shown, row: first }];
    const sources = [...ofFile, ...madeUp];
    const source = sources.find(({ row }) => !Object.hasOwn(row, column));
    return source === undefined ? [] : [{ column, at, ...source }];
  });
  for (const { column, at, name, row } of lacking) {
    const suggestion = nearest(column, Object.keys(row));
    reporter.atValue(at, {
      code: "CAM3032",
      message: `${name} has no column \`${column}\``,
      hint:
        suggestion === undefined
          ? `It has ${Object.keys(row).join(", ")}.`
          : `Did you mean \`${suggestion}\`?`,
    });
  }
  if (lacking.length > 0) return undefined;
  const { min, max } = written.rows ?? {};
  return {
    file: written.file,
    broughtAs,
    path: reading?.kind === "found" ? reading.path : undefined,
    format: formatOf(reading?.kind === "found" ? reading.path : written.file),
    idColumn: written.id,
    columns: [...columns.keys()],
    rows: { min, max },
    isRejectFile: reading?.kind === "found" && reading.isRejectFile,
    leftOutFor: reading?.kind === "found" ? reading.leftOutFor : undefined,
    addressKind: key === "handle" ? "handle" : "tag",
    isSampleMadeUp: isMadeUp,
    isAddressOfId: isColumn ? text === written.id : isPlainlyOf(text, written.id),
    written: { file: written.file, id: written.id, [key]: text },
    address: isColumn
      ? {
          kind: "column",
          column: text,
          tagName: key === "user" ? "UserId" : "InstallationId",
          path: [...path, key],
        }
      : { kind: "template", text, path: [...path, key] },
    sample,
  };
}

function explainNoRows(shown: string, reading: RecipientFileReading | undefined): Omit<Remark, "code"> {
  if (reading?.kind !== "found") {
    const hint =
      "Add a `sample` of made-up rows, which the pull request renders; `--recipients NAME=PATH` brings the file.";
    return { message: `${shown} is not here`, hint };
  }
  const { fault } = reading;
  if (fault === undefined) {
    const hint = "Check how the file was made; where it may be empty, add a `sample` of made-up rows.";
    return { message: `${shown} has no rows`, hint };
  }
  return { message: `${shown} has no good row; line ${fault.line}: ${fault.reason}`, hint: "Mend the rows." };
}

/** The cells of CSV are text, so a sample that stands for them is. */
function textsOf(sample: readonly RowValues[], format: RowsFormat): readonly RowValues[] {
  if (format === "jsonl") return sample;
  return sample.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
  );
}

/** Whether a template is text with the id in it, as it stands. */
function isPlainlyOf(template: string, id: string): boolean {
  const pieces = template.split(/\{\{\{?\s*([\w-]+)\s*\}?\}\}/);
  return pieces.length === 3 && pieces[1] === id && !`${pieces[0]}${pieces[2]}`.includes("{{");
}
