import type { DiagnosticCode } from "./diagnostic-codes.ts";

/** A place in a file, as editors count: lines and columns from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something to say about a file, at its place. */
export interface Diagnostic extends Position {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning";
  /** Relative to the working directory, with `/`. */
  readonly file: string;
  /** UTF-16 units that the caret underlines; at least 1. */
  readonly length: number;
  readonly message: string;
  /** The next step. */
  readonly hint?: string;
  /** The line of the file, for printing. */
  readonly sourceLine?: string;
}

/** By file, then place, then code, so that output is stable. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
