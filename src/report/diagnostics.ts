import type { Diagnostic } from "../model/diagnostic.ts";
import { count } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { type Style, widthOf } from "../text/style.ts";

/** Diagnostics for a terminal: place, code and message; the line with a caret; the next step. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], style: Style): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, style)).join("");
}

/** For programs: a list of diagnostics. */
export function renderDiagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify(diagnostics, null, 2)}\n`;
}

export function summarizeDiagnostics(campaigns: number, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const parts = [
    count(campaigns, "campaign"),
    count(errors, "error"),
    count(diagnostics.length - errors, "warning"),
  ];
  return `${parts.join(", ")}\n`;
}

function renderDiagnostic(diagnostic: Diagnostic, style: Style): string {
  const { file, line, column, severity, code, message, hint } = diagnostic;
  const paint = severity === "error" ? style.red : style.yellow;
  const lines = [
    `${escapeTerminal(file)}:${line}:${column}: ${paint(`${severity} ${code}`)}: ${escapeTerminal(message)}`,
  ];
  if (diagnostic.sourceLine !== undefined && diagnostic.sourceLine.trim() !== "")
    lines.push(...excerpt(diagnostic, diagnostic.sourceLine, paint));
  if (hint !== undefined) lines.push(`  hint: ${escapeTerminal(hint)}`);
  return `${lines.join("\n")}\n`;
}

/** A line longer than this is cut around the caret. */
const maxExcerpt = 100;

function excerpt(
  { line, column, length }: Diagnostic,
  sourceLine: string,
  paint: (text: string) => string,
): string[] {
  const start = Math.max(0, Math.min(column - 1 - 40, sourceLine.length - maxExcerpt));
  const from = column - 1 > maxExcerpt - 20 ? start : 0;
  // Cut in pieces around the caret, a command of a CI log would no longer be seen as one; a wide sign keeps the columns.
  const shown = sourceLine.replace(/#(?=#(?:vso)?\[)/gi, "\uff03").slice(from, from + maxExcerpt);
  const before = `${from > 0 ? "…" : ""}${show(shown.slice(0, column - 1 - from))}`;
  const marked = show(shown.slice(column - 1 - from, column - 1 - from + length));
  const after = `${show(shown.slice(column - 1 - from + length))}${from + maxExcerpt < sourceLine.length ? "…" : ""}`;
  const gutter = " ".repeat(String(line).length);
  const carets = "^".repeat(Math.max(1, widthOf(marked)));
  return [
    `  ${line} | ${before}${marked}${after}`,
    `  ${gutter} | ${" ".repeat(widthOf(before))}${paint(carets)}`,
  ];
}

function show(text: string): string {
  return escapeTerminal(text.replaceAll("\t", "  "));
}
