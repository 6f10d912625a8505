import { nullColumns } from "../../model/audience.ts";
import { isJsonObject } from "../../model/json.ts";
import { parseJson } from "../../text/parse-json.ts";
import { type RowsFormat, type RowValues, reasonColumn } from "./row-reading.ts";
import { createRecordScanner } from "./scan-record.ts";

/** A row that did not pass, by its values, or by its text when it could not be read. */
export type Reject =
  | { readonly values: RowValues; readonly reason: string }
  | { readonly text: string; readonly reason: string };

/** The first line of a file of rejected rows; empty for JSON Lines. `columns` and `delimiter` as `readRows` tells them. */
export function formatRejectHeader(
  columns: readonly string[],
  format: RowsFormat,
  delimiter = comma,
): string {
  return format === "csv" ? csvLine([...columns, reasonColumn], delimiter) : "";
}

const comma = ",";

/**
 * One rejected row with its line end, and why in a last column `campanile_reason`, which `readRows` passes over: put right,
 * the row can stay where it is. A row that was rejected by its text is rejected again as long as nobody changed it.
 */
export function formatReject(
  reject: Reject,
  columns: readonly string[],
  format: RowsFormat,
  delimiter = comma,
): string {
  if (format === "jsonl") return `${"values" in reject ? jsonOfValues(reject) : jsonOfText(reject)}\n`;
  if (!("values" in reject)) return csvOfText(reject, columns.length, delimiter);
  const { values, reason } = reject;
  const cells = columns.map((name) => (Object.hasOwn(values, name) ? String(values[name]) : ""));
  return csvLine([...cells, reason], delimiter);
}

function csvLine(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\n`;
}

/** What begins like a formula stays as it is: the cells are data of the campaign, and must come back the same. */
function csvCell(text: string, delimiter: string): string {
  return /[",\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Cells in a wrong number stay cells, and with the reason behind them their number is wrong still. Any other text becomes
 * one cell, so that its quotes reach no other row.
 */
function csvOfText(
  { text, reason }: { readonly text: string; readonly reason: string },
  columnCount: number,
  delimiter: string,
): string {
  const cellCount = countCells(text, delimiter);
  if (cellCount !== undefined && cellCount !== columnCount)
    return `${text}${delimiter}${csvCell(reason, delimiter)}\n`;
  return csvLine(columnCount === 1 ? [text, "", reason] : [text, reason], delimiter);
}

/** `undefined` when the text is not one record. */
function countCells(text: string, delimiter: string): number | undefined {
  const bytes = Buffer.from(text);
  const record = createRecordScanner(delimiter.charCodeAt(0))(bytes, 0, true);
  return typeof record === "object" && record.next === bytes.length ? record.cells : undefined;
}

function jsonOfValues({ values, reason }: { readonly values: RowValues; readonly reason: string }): string {
  const nulls = Object.fromEntries((values[nullColumns] ?? []).map((name) => [name, null]));
  return JSON.stringify({ ...values, ...nulls, [reasonColumn]: reason });
}

/** A reason from the time before, at the end of an object. */
const formerReason = /,?\s*"campanile_reason":"(?:[^"\\]|\\.)*"\s*\}$/;

/** The text of an object stays as it is, for a number in it may be one that JavaScript cannot hold. */
function jsonOfText({ text, reason }: { readonly text: string; readonly reason: string }): string {
  const object = parseJson(text);
  if (!isJsonObject(object)) return JSON.stringify({ campanile_text: [text], [reasonColumn]: reason });
  const body = text.trimEnd().replace(formerReason, "}").slice(0, -1);
  const comma = /^\s*\{\s*$/.test(body) ? "" : ",";
  return `${body}${comma}${JSON.stringify(reasonColumn)}:${JSON.stringify(reason)}}`;
}
