import { RowsError } from "./row-reading.ts";

/** So many bytes tell what kind of file it is. */
export const headBytes = 4;

const exportSheet = "Export the sheet as CSV in UTF-8.";

const foreignFiles = [
  {
    message: "The file is an Excel workbook or another ZIP archive.",
    magic: [0x50, 0x4b, 3, 4],
    hint: exportSheet,
  },
  {
    message: "The file is an Excel workbook of the old kind.",
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    hint: exportSheet,
  },
  { message: "The file is compressed with gzip.", magic: [0x1f, 0x8b], hint: "Decompress it with `gunzip`." },
];

/**
 * Length of the byte order mark. Throws a {@link RowsError} when the file is empty, or when its first bytes are those of
 * another kind of file.
 */
export function readHead(bytes: Uint8Array): number {
  const begins = (magic: readonly number[]) => magic.every((byte, index) => bytes[index] === byte);
  for (const { message, magic, hint } of foreignFiles) {
    if (begins(magic)) throw new RowsError(message, { line: 1, hint });
  }
  // Without a mark, UTF-16 shows by the empty half of its first character.
  if (begins([0xff, 0xfe]) || begins([0xfe, 0xff]) || bytes[0] === 0 || bytes[1] === 0) {
    throw new RowsError("The file is not UTF-8; it seems to be UTF-16.", {
      line: 1,
      hint: "Save it as UTF-8.",
    });
  }
  const markLength = begins([0xef, 0xbb, 0xbf]) ? 3 : 0;
  if (bytes.length === markLength) {
    const hint = "Write a row with the names of the columns, or one JSON object per line.";
    throw new RowsError("The file is empty.", { line: 1, hint });
  }
  return markLength;
}
