import { parse } from "csv-parse/sync";
import type { CsvHeader } from "./csv-header.ts";
import { batchRows, type RowReading, RowsError, type RowValues, withFormerReason } from "./row-reading.ts";

/** Rows of one piece of a file, in their order. The good ones are parsed together when they are taken. */
export interface CsvBatch {
  /** Takes the record that fills the bytes from `start` to `next`. */
  accept(line: number, start: number, next: number): void;
  /** Takes a good record by its text, which may lack the cell of the reason. */
  acceptText(line: number, text: string): void;
  reject(line: number, reason: string, text: string): void;
  isFull(): boolean;
  take(): readonly RowReading[];
}

export function createCsvBatch({ names, reasonIndex, parsing }: CsvHeader, bytes: Buffer): CsvBatch {
  /** A line stands for the good record that begins there. */
  let entries: (number | RowReading)[] = [];
  let runs: Buffer[] = [];
  let runStart = 0;
  let runEnd = 0;

  const endRun = () => {
    if (runEnd > runStart) runs.push(bytes.subarray(runStart, runEnd));
  };

  const valuesOf = (cells: readonly string[]): RowValues => {
    const values: Record<string, string> = {};
    for (let index = 0; index < names.length; index++) {
      const name = names[index];
      if (index !== reasonIndex && name !== undefined) values[name] = cells[index] ?? "";
    }
    return values;
  };

  return {
    accept: (line, start, next) => {
      entries.push(line);
      if (start !== runEnd) {
        endRun();
        runStart = start;
      }
      runEnd = next;
    },
    acceptText: (line, text) => {
      const [cells = []] = parse(text, parsing);
      entries.push({ kind: "row", line, values: valuesOf(cells) });
    },
    reject: (line, reason, text) => entries.push({ kind: "rejected", line, reason, text }),
    isFull: () => entries.length >= batchRows,
    take: () => {
      endRun();
      const records = runs.length === 0 ? [] : parse(Buffer.concat(runs), parsing);
      let taken = 0;
      const readings = entries.map((entry): RowReading => {
        if (typeof entry !== "number") return entry;
        const cells = records[taken++];
        if (cells?.length !== names.length) throw disagreement(entry);
        return withFormerReason({ kind: "row", line: entry, values: valuesOf(cells) }, cells[reasonIndex]);
      });
      entries = [];
      runs = [];
      runStart = runEnd;
      return readings;
    },
  };
}

/** A row must never get the cells of another: rather stop. */
function disagreement(line: number): RowsError {
  return new RowsError("The rows cannot be told apart.", {
    line,
    hint: "Put every cell of the rows from this line on in quotes.",
  });
}
