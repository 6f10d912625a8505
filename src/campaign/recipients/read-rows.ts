import { headBytes, readHead } from "./file-head.ts";
import { createCsvReader } from "./read-csv.ts";
import { createJsonLinesReader } from "./read-json-lines.ts";
import type { RowReader, RowReading, RowStream, RowsFormat } from "./row-reading.ts";

export {
  type RowReading,
  type RowStream,
  RowsError,
  type RowsFormat,
  type RowValues,
} from "./row-reading.ts";

export interface RowsOptions {
  readonly format: RowsFormat;
  /** Columns that a CSV file must have. A row of JSON Lines may lack any key. */
  readonly columns?: readonly string[];
}

/**
 * Reads a file of rows as its bytes come: CSV (RFC 4180, UTF-8, a header row) or JSON Lines. A row at fault is an element
 * of its own, and reading goes on with the next line. Throws a {@link RowsError} for a file that holds no rows at all, and
 * what `chunks` throws.
 */
export function readRows(chunks: AsyncIterable<Uint8Array>, options: RowsOptions): RowStream {
  const reader = options.format === "csv" ? createCsvReader(options.columns ?? []) : createJsonLinesReader();
  return {
    get columns() {
      return reader.columns;
    },
    get delimiter() {
      return reader.delimiter;
    },
    [Symbol.asyncIterator]: () => readBatches(chunks, reader),
  };
}

async function* readBatches(
  chunks: AsyncIterable<Uint8Array>,
  reader: RowReader,
): AsyncGenerator<readonly RowReading[]> {
  let rest: Buffer = Buffer.alloc(0);
  let isAtHead = true;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? view(chunk) : Buffer.concat([rest, chunk]);
    if (isAtHead) {
      if (rest.length < headBytes) continue;
      rest = rest.subarray(readHead(rest));
      isAtHead = false;
    }
    rest = rest.subarray(yield* reader.read(rest, false));
  }
  if (isAtHead) rest = rest.subarray(readHead(rest));
  yield* reader.read(rest, true);
}

function view(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
