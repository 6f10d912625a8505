import type { RowReading } from "../../model/audience.ts";

export type { RowReading, RowsFormat, RowValues } from "../../model/audience.ts";

/** Some hundred readings at a time, so that a consumer pays no turn of the event loop for each. */
export interface RowStream extends AsyncIterable<readonly RowReading[]> {
  /**
   * The columns of a CSV file in their order, without `campanile_reason`. Known from the first batch on, or from the end
   * of a file without rows; `undefined` before that, and for JSON Lines.
   */
  readonly columns: readonly string[] | undefined;
  /** What separates the cells of a CSV file; known when `columns` are. */
  readonly delimiter: string | undefined;
}

/** The file cannot be read as rows at all. */
export class RowsError extends Error {
  override readonly name = "RowsError";
  readonly line: number;
  /** The next step. */
  readonly hint: string;

  constructor(message: string, options: { readonly line: number; readonly hint: string }) {
    super(message);
    this.line = options.line;
    this.hint = options.hint;
  }
}

/** Reads what a piece of the file holds; `bytes` begins where the former call left off. */
export interface RowReader {
  readonly columns: readonly string[] | undefined;
  /** What separates the cells of a CSV file; known when `columns` are. */
  readonly delimiter: string | undefined;
  /** Returns how many bytes are done with: the rest is passed again, with more behind it. All are when `isLast`. */
  read(bytes: Buffer, isLast: boolean): Generator<readonly RowReading[], number>;
}

/** The column of a file of rejected rows that tells why; it is passed over when such a file is read. */
export const reasonColumn = "campanile_reason";

/** A row with what stands in that column, if anything does. */
export function withFormerReason(row: ReadRow, reason: unknown): ReadRow {
  return typeof reason === "string" && reason !== "" ? { ...row, formerReason: reason } : row;
}

type ReadRow = Extract<RowReading, { readonly kind: "row" }>;

/** A longer row is rejected, so that a stray quote or a file without line ends takes no memory. */
export const maxRowBytes = 64 * 1024;

export const batchRows = 512;

export const tooLong = "the row is longer than 64 KiB";
export const notUtf8 = "it holds bytes that are not UTF-8; save the file as UTF-8";
export const misplacedReason =
  "a cell holds why the row was rejected before; write the value of its column there";

/** The text of a row that is rejected: its first 64 KiB, cut between characters. */
export function rowText(bytes: Buffer, start: number, end: number): string {
  let cut = Math.min(end, start + maxRowBytes);
  if (cut < end) while (cut > start && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut--;
  return bytes.toString("utf8", start, cut);
}

/** The name of a column as it can stand in a message: 40 characters of it, and none that steers a terminal. */
export function quoteName(name: string): string {
  const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
  return `\`${shown.replaceAll(/\p{C}/gu, "\ufffd")}\``;
}

/** How a control character is called where it must not be printed. */
export function controlFault(code: number): string {
  const digits = code.toString(16).toUpperCase().padStart(4, "0");
  return `it holds the control character U+${digits}; remove it`;
}
