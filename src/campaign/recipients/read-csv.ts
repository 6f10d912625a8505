import { isUtf8 } from "node:buffer";
import { count, formatAmount } from "../../text/count.ts";
import { createCsvBatch } from "./csv-batch.ts";
import { type CsvHeader, readHeader } from "./csv-header.ts";
import { controlFault, notUtf8, type RowReader, type RowReading, rowText, tooLong } from "./row-reading.ts";
import { lineFeed, scanLine, skipLine } from "./scan-line.ts";
import { faultWords, type ScannedRecord } from "./scan-record.ts";

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
    const isClean = isUtf8(bytes.subarray(at, isLast ? bytes.length : bytes.lastIndexOf(lineFeed) + 1));

    while (at < bytes.length) {
      const record = scan(bytes, at, isLast);
      if (record === undefined) break;
      if (typeof record === "string") {
        const first = scanLine(bytes, at, isLast);
        if (first === undefined) break;
        const reason = first.isTooLong ? tooLong : faultWords[record];
        batch.reject(line, reason, rowText(bytes, at, first.end));
        isInCutLine = first.isCut;
        if (!first.isCut) line++;
        at = first.next;
      } else {
        if (record.end > at) {
          const isText = isClean || isUtf8(bytes.subarray(at, record.end));
          const reason = isText ? findFault(record, names.length) : notUtf8;
          if (reason === undefined) batch.accept(line, at, record.next);
          else batch.reject(line, reason, rowText(bytes, at, record.end));
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
  if (record.cells === columnCount) return undefined;
  return `it has ${count(record.cells, "cell")}, and the header row ${formatAmount(columnCount)}`;
}
