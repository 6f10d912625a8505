import { type RowReading, type RowsOptions, readRows } from "../../src/campaign/recipients/read-rows.ts";

export interface RowsRead {
  readonly columns: readonly string[] | undefined;
  readonly delimiter: string | undefined;
  readonly readings: readonly RowReading[];
}

/** Reads rows from pieces, one after the other. */
export async function readPieces(pieces: readonly Uint8Array[], options: RowsOptions): Promise<RowsRead> {
  const stream = readRows(inTurn(pieces), options);
  const readings: RowReading[] = [];
  for await (const batch of stream) readings.push(...batch);
  return { columns: stream.columns, delimiter: stream.delimiter, readings };
}

export function readText(text: string | Uint8Array, options: RowsOptions): Promise<RowsRead> {
  return readPieces([typeof text === "string" ? Buffer.from(text) : text], options);
}

/** One line for each reading: its number, and its cells or why it was rejected and what it says. */
export function summarize({ readings }: RowsRead): readonly string[] {
  return readings.map((reading) =>
    reading.kind === "row"
      ? `${reading.line} ${JSON.stringify(Object.values(reading.values))}`
      : `${reading.line} rejected: ${reading.reason} <${reading.text}>`,
  );
}

export async function* inTurn(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield piece;
}
