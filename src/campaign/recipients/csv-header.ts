import { isUtf8 } from "node:buffer";
import { type Options, parse } from "csv-parse/sync";
import { nearest } from "../../text/nearest.ts";
import { controlFault, quoteName, RowsError, reasonColumn } from "./row-reading.ts";
import { createRecordScanner, faultWords, type ScannedRecord, type ScanRecord } from "./scan-record.ts";

/** What the first row of a CSV file says of the others. */
export interface CsvHeader {
  /** Of every cell, in their order. */
  readonly names: readonly string[];
  /** Where `campanile_reason` is among them, -1 when it is not. */
  readonly reasonIndex: number;
  readonly delimiter: string;
  readonly scan: ScanRecord;
  readonly parsing: Options;
  /** What the header row takes of the file. */
  readonly next: number;
  readonly lines: number;
}

/** `,` first: another one separates only where no `,` does. */
const delimiters = [",", ";", "\t"];

/**
 * Reads the header row; `undefined` when it is not in `bytes` yet. Throws a {@link RowsError} when there is none, when
 * its names are no columns, or when one of the `declared` columns is not among them.
 */
export function readHeader(
  bytes: Buffer,
  isLast: boolean,
  declared: readonly string[],
): CsvHeader | undefined {
  const found = delimiters.map((delimiter) => {
    const scan = createRecordScanner(delimiter.charCodeAt(0));
    return { delimiter, scan, record: scan(bytes, 0, isLast) };
  });
  const [comma] = found;
  if (comma === undefined || found.some(({ record }) => record === undefined)) return undefined;
  const hasCells = ({ record }: (typeof found)[number]) => typeof record === "object" && record.cells > 1;
  const { delimiter, scan, record } = found.find(hasCells) ?? comma;
  if (record === undefined) return undefined;
  if (typeof record === "string") {
    const isJson = bytes.subarray(0, 16).toString("latin1").trimStart().startsWith("{");
    throw refuse(
      `The header row cannot be read: ${faultWords[record]}.`,
      isJson
        ? "The file seems to hold JSON Lines: give it a name that ends with `.jsonl`."
        : "Write the names of the columns in the first line.",
    );
  }
  checkHeaderText(bytes, record);
  const parsing: Options = { bom: false, delimiter, record_delimiter: ["\r\n", "\n"] };
  const names = parse(bytes.subarray(0, record.next), parsing)[0] ?? [];
  checkNames(names);
  checkDeclared(names, declared);
  const { next, lines } = record;
  return { names, reasonIndex: names.indexOf(reasonColumn), delimiter, scan, parsing, next, lines };
}

function checkHeaderText(bytes: Buffer, record: ScannedRecord): void {
  if (record.end === 0) {
    throw refuse("The first line is blank.", "Write the names of the columns in the first line.");
  }
  if (record.control >= 0) {
    const hint =
      record.control === 0x0d ? "End each line with LF or CRLF." : "Write the names in plain text.";
    throw refuse(`The header row cannot be read: ${controlFault(record.control)}.`, hint);
  }
  if (!isUtf8(bytes.subarray(0, record.end))) {
    throw refuse(
      "The header row cannot be read: it holds bytes that are not UTF-8.",
      "Save the file as UTF-8.",
    );
  }
}

function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (name.trim() === "") {
      throw refuse(`Column ${index + 1} has no name.`, "Name it in the first line, or take the column out.");
    }
    if (name === "__proto__") throw refuse("A column is called `__proto__`.", "Give it another name.");
    if (seen.has(name))
      throw refuse(`Two columns are called ${quoteName(name)}.`, "Give one of them another name.");
    seen.add(name);
  }
}

function checkDeclared(names: readonly string[], declared: readonly string[]): void {
  const known = names.filter((name) => name !== reasonColumn);
  for (const name of declared) {
    if (known.includes(name)) continue;
    const right = nearest(name, known);
    const hint = right === undefined ? listColumns(known) : `Did you mean ${quoteName(right)}?`;
    throw refuse(`The file has no column ${quoteName(name)}.`, hint);
  }
}

function listColumns(names: readonly string[]): string {
  if (names.length === 0) return "Add the column to the file.";
  const listed = names.slice(0, 8).map(quoteName);
  if (names.length > listed.length) listed.push(`${names.length - listed.length} more`);
  return `Its columns: ${listed.join(", ")}.`;
}

function refuse(message: string, hint: string): RowsError {
  return new RowsError(message, { line: 1, hint });
}
