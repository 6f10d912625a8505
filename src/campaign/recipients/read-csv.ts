import { isUtf8 } from "node:buffer";
import { parse } from "csv-parse/sync";
import { count, formatAmount } from "../../text/count.ts";
import { type CsvBatch, createCsvBatch } from "./csv-batch.ts";
import { type CsvHeader, readHeader } from "./csv-header.ts";
import {
  controlFault,
  misplacedReason,
  notUtf8,
  type RowReader,
  type RowReading,
  rowText,
  tooLong,
} from "./row-reading.ts";
import { lineFeed, scanLine, skipLine } from "./scan-line.ts";
import { faultWords, type ScannedRecord } from "./scan-record.ts";
import {
  type BareRow,
  createReasonStripper,
  isCountFault,
  isReason,
  mayHoldReason,
} from "./strip-reasons.ts";

/** Reads comma-separated values with a header row (RFC 4180). Blank lines are passed over. */
export function createCsvReader(declared: readonly string[]): RowReader {
  let header: CsvHeader | undefined;
  let line = 1;
  let isInCutLine = false;

  function* read(bytes: Buffer, isLast: boolean): Generator<readonly RowReading[], number> {
    let at = 0;
    if (header === undefined) {
      header = readHeader(bytes, isLast, declared);
      if (header === undefined) return 0;
      at = header.next;
      line += header.lines;
    }
    if (isInCutLine) {
      at = skipLine(bytes, at);
      if (at < 0) return bytes.length;
      isInCutLine = false;
      line++;
    }
    const { scan, names } = header;
    const batch = createCsvBatch(header, bytes);
    const mayMislead = mayHoldReason(bytes);
    const { judge, isMisleading } = createJudge(header, batch, mayMislead);
    const isClean = isUtf8(bytes.subarray(at, isLast ? bytes.length : bytes.lastIndexOf(lineFeed) + 1));

    while (at < bytes.length) {
      const record = scan(bytes, at, isLast);
      if (record === undefined) break;
      if (typeof record === "string") {
        const first = scanLine(bytes, at, isLast);
        if (first === undefined) break;
        const reason = first.isTooLong ? tooLong : faultWords[record];
        judge(line, rowText(bytes, at, first.end), { reason });
        isInCutLine = first.isCut;
        if (!first.isCut) line++;
        at = first.next;
      } else {
        if (record.end > at) {
          const isText = isClean || isUtf8(bytes.subarray(at, record.end));
          const reason = isText ? findFault(record, names.length) : notUtf8;
          const isWrong =
            reason !== undefined || (mayMislead && isMisleading(rowText(bytes, at, record.end)));
          if (!isWrong) batch.accept(line, at, record.next);
          else
            judge(line, rowText(bytes, at, record.end), {
              reason: reason ?? misplacedReason,
              cells: record.cells,
            });
        }
        line += record.lines;
        at = record.next;
      }
      if (batch.isFull()) yield batch.take();
    }
    const rest = batch.take();
    if (rest.length > 0) yield rest;
    return at;
  }

  return {
    get columns() {
      const { names = undefined, reasonIndex } = header ?? {};
      return names?.filter((_, index) => index !== reasonIndex);
    },
    get delimiter() {
      return header?.delimiter;
    },
    read,
  };
}

function findFault(record: ScannedRecord, columnCount: number): string | undefined {
  if (record.control >= 0) return controlFault(record.control);
  return record.cells === columnCount ? undefined : wrongCount(record.cells, columnCount);
}

function wrongCount(cells: number, columnCount: number): string {
  return `it has ${count(cells, "cell")}, and the header row ${formatAmount(columnCount)}`;
}

interface Fault {
  readonly reason: string;
  /** Absent when the record cannot be told apart into cells. */
  readonly cells?: number;
}

interface Judge {
  judge(line: number, text: string, fault: Fault): void;
  /** Whether a reason stands in the column of a value, where it would go out as one. */
  isMisleading(text: string): boolean;
}

/** Rejects a row. In a file of rejected rows the reason behind it is no cell of its own, neither counted nor kept. */
function createJudge(
  { names, reasonIndex, delimiter, parsing }: CsvHeader,
  batch: CsvBatch,
  mayMislead: boolean,
): Judge {
  const columnCount = reasonIndex < 0 ? names.length : names.length - 1;
  const stripReasons = createReasonStripper(delimiter);
  const cellsOf = (text: string): readonly string[] => parse(text, parsing)[0] ?? [];
  const isMisleading = (text: string) =>
    cellsOf(text).some((cell, index) => index !== reasonIndex && isReason(cell));
  const blanks = new RegExp(`(?:${delimiter}(?:"")?)+$`);

  const rejectBare = (line: number, { text, reason }: Pick<BareRow, "text" | "reason">, own: number) => {
    const isUntouched = own === 1 || text.endsWith(`"${delimiter}`);
    const former = isUntouched && reason !== undefined && !isCountFault(reason) ? reason : undefined;
    batch.reject(line, former ?? wrongCount(own, columnCount), text);
  };

  /** A spreadsheet fills a short row up behind the reason, which then stands in the column of a value. */
  const rejectMisleading = (line: number, text: string) => {
    if (reasonIndex >= 0 && reasonIndex < columnCount) {
      // The file that is written next has its reasons last, and there each cell has to stand in its own column.
      const values = cellsOf(text).filter((_, index) => index !== reasonIndex);
      const quoted = values.map((value) => `"${value.replaceAll('"', '""')}"`);
      batch.reject(line, misplacedReason, quoted.join(delimiter));
      return;
    }
    const bare = stripReasons(text.replace(blanks, ""));
    const cells = cellsOf(bare.text);
    if (bare.reasonCount === 0 || cells.some(isReason)) batch.reject(line, misplacedReason, text);
    else rejectBare(line, bare, cells.length);
  };

  const judge = (line: number, text: string, { reason, cells }: Fault): void => {
    if (reason === misplacedReason) {
      rejectMisleading(line, text);
      return;
    }
    if (reasonIndex !== names.length - 1) {
      batch.reject(line, reason, text);
      return;
    }
    const bare = stripReasons(text);
    if (cells === undefined || !isCountFault(reason)) {
      batch.reject(line, reason, bare.text);
      return;
    }
    // A cell in which somebody wiped the reason out.
    const isWiped = bare.reasonCount === 0 && bare.text.endsWith(delimiter);
    const own = cells - bare.reasonCount - (isWiped ? 1 : 0);
    const ownText = isWiped ? bare.text.slice(0, -delimiter.length) : bare.text;
    if (mayMislead && cellsOf(ownText).some(isReason)) rejectMisleading(line, ownText);
    else if (own === columnCount) batch.acceptText(line, ownText);
    else rejectBare(line, { text: ownText, reason: bare.reason }, own);
  };
  return { judge, isMisleading };
}
