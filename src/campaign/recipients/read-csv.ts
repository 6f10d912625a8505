import { isUtf8 } from "node:buffer";
import { count, formatAmount } from "../../text/count.ts";
import { type CsvBatch, createCsvBatch } from "./csv-batch.ts";
import { type CsvHeader, readHeader } from "./csv-header.ts";
import { controlFault, notUtf8, type RowReader, type RowReading, rowText, tooLong } from "./row-reading.ts";
import { lineFeed, scanLine, skipLine } from "./scan-line.ts";
import { faultWords, type ScannedRecord } from "./scan-record.ts";
import { createReasonStripper, isCountFault } from "./strip-reasons.ts";

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
    const judge = createJudge(header, batch);
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
          if (reason === undefined) batch.accept(line, at, record.next);
          else judge(line, rowText(bytes, at, record.end), { reason, cells: record.cells });
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

/** Rejects a row. In a file of rejected rows the reason behind it is no cell of its own, neither counted nor kept. */
function createJudge({ names, reasonIndex, delimiter }: CsvHeader, batch: CsvBatch) {
  const columnCount = names.length - 1;
  const stripReasons = createReasonStripper(delimiter);
  return (line: number, text: string, { reason, cells }: Fault): void => {
    if (reasonIndex !== columnCount) {
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
    if (own === columnCount) {
      batch.acceptText(line, ownText);
      return;
    }
    const isUntouched = own === 1 || ownText.endsWith(`"${delimiter}`);
    const former =
      isUntouched && bare.reason !== undefined && !isCountFault(bare.reason) ? bare.reason : undefined;
    batch.reject(line, former ?? wrongCount(own, columnCount), ownText);
  };
}
