import { isUtf8 } from "node:buffer";
import { nullColumns } from "../../model/audience.ts";
import { isJsonObject } from "../../model/json.ts";
import { parseJson } from "../../text/parse-json.ts";
import {
  batchRows,
  controlFault,
  notUtf8,
  quoteName,
  type RowReader,
  type RowReading,
  RowsError,
  reasonColumn,
  rowText,
  tooLong,
  withFormerReason,
} from "./row-reading.ts";
import { lineFeed, scanLine, skipLine } from "./scan-line.ts";

/** Reads one flat JSON object per line. Blank lines are passed over; a value `null` is absent. */
export function createJsonLinesReader(): RowReader {
  let line = 1;
  let isInCutLine = false;
  let isFirst = true;

  function* read(bytes: Buffer, isLast: boolean): Generator<readonly RowReading[], number> {
    let at = 0;
    if (isInCutLine) {
      at = skipLine(bytes, at);
      if (at < 0) return bytes.length;
      isInCutLine = false;
      line++;
    }
    let batch: RowReading[] = [];
    const isClean = isUtf8(bytes.subarray(at, isLast ? bytes.length : bytes.lastIndexOf(lineFeed) + 1));

    while (at < bytes.length) {
      const found = scanLine(bytes, at, isLast);
      if (found === undefined) break;
      const text = rowText(bytes, at, found.end);
      if (text.trim() !== "" || found.isTooLong) {
        if (isFirst && text.trimStart().startsWith("[")) throw arrayInstead(line);
        isFirst = false;
        if (found.isTooLong) batch.push(reject(line, text, tooLong));
        else if (!isClean && !isUtf8(bytes.subarray(at, found.end))) batch.push(reject(line, text, notUtf8));
        else batch.push(readRow(line, text));
      }
      isInCutLine = found.isCut;
      if (!found.isCut) line++;
      at = found.next;
      if (batch.length >= batchRows) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
    return at;
  }

  return { columns: undefined, delimiter: undefined, read };
}

function reject(line: number, text: string, reason: string): RowReading {
  return { kind: "rejected", line, reason, text };
}

function arrayInstead(line: number): RowsError {
  return new RowsError("The file holds a JSON array.", {
    line,
    hint: "Write one object per line, as `jq -c '.[]'` does.",
  });
}

function readRow(line: number, text: string): RowReading {
  const object = parseJson(text);
  if (object === undefined) return reject(line, text, "it is not JSON");
  if (!isJsonObject(object)) return reject(line, text, "it is not a JSON object");
  const values: Record<string, string | number | boolean> = {};
  const nulls: string[] = [];
  for (const name of Object.keys(object)) {
    if (name === "__proto__") return reject(line, text, "a key is called `__proto__`; give it another name");
    const value = object[name];
    if (value === undefined || name === reasonColumn) continue;
    if (value === null) {
      nulls.push(name);
      continue;
    }
    if (typeof value === "object") {
      const kind = isJsonObject(value) ? "an object" : "a list";
      return reject(line, text, `${quoteName(name)} holds ${kind}, and not a text, a number, true or false`);
    }
    const fault = findFault(value);
    if (fault !== undefined) return reject(line, text, `${quoteName(name)}: ${fault}`);
    values[name] = value;
  }
  const withNulls = nulls.length === 0 ? values : { ...values, [nullColumns]: nulls };
  return withFormerReason({ kind: "row", line, values: withNulls }, object[reasonColumn]);
}

/** TAB and line ends are text; half of a surrogate pair is none. */
const noText = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\p{Surrogate}]|\r(?!\n)/u;

function findFault(value: string | number | boolean): string | undefined {
  if (typeof value === "string") {
    const code = noText.exec(value)?.[0].charCodeAt(0);
    if (code === undefined) return undefined;
    return code < 0x80 ? controlFault(code) : "it holds half of a character";
  }
  if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return "the number is too large to be read exactly; write it as a text";
  }
  return undefined;
}
