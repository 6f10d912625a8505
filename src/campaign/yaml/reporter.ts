import type { Diagnostic } from "../../model/diagnostic.ts";
import {
  diagnose,
  isWritten,
  type Path,
  type Remark,
  type Source,
  spotInText,
  spotOfKey,
  spotOfValue,
} from "./source.ts";

/** Collects what there is to say about one file. */
export interface Reporter {
  readonly source: Source;
  atValue(path: Path, remark: Remark): void;
  atKey(path: Path, remark: Remark): void;
  /** At a value that may be a secret: its line is not shown. */
  hidden(path: Path, remark: Remark): void;
  /** Whether a value stands there: `key:` alone is read as null. */
  isWritten(path: Path): boolean;
  /** `file:line:column` of a value. */
  placeOf(path: Path): string;
  /** At the characters `start` to `end` of a text value. */
  inText(path: Path, range: { readonly start: number; readonly end: number }, remark: Remark): void;
}

export function createReporter(source: Source, found: Diagnostic[]): Reporter {
  return {
    source,
    atValue: (path, remark) => {
      found.push(diagnose(source, spotOfValue(source, path), remark));
    },
    atKey: (path, remark) => {
      found.push(diagnose(source, spotOfKey(source, path), remark));
    },
    hidden: (path, remark) => {
      const { sourceLine: _, ...diagnostic } = diagnose(source, spotOfValue(source, path), remark);
      found.push(diagnostic);
    },
    isWritten: (path) => isWritten(source, path),
    placeOf: (path) => {
      const { file, line, column } = diagnose(source, spotOfValue(source, path), {
        code: "CAM1001",
        message: "",
      });
      return `${file}:${line}:${column}`;
    },
    inText: (path, range, remark) => {
      found.push(diagnose(source, spotInText(source, path, range.start, range.end), remark));
    },
  };
}
