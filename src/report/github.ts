import type { Diagnostic } from "../model/diagnostic.ts";
import { diagnosticCodes } from "../model/diagnostic-codes.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import { count } from "../text/count.ts";
import { escapeTerminal } from "../text/escape.ts";
import { isTrouble, listCases, type ReportCase } from "./cases.ts";
import { markdownReporter } from "./markdown.ts";
import type { Reporter } from "./reporter.ts";

/** GitHub Actions: annotations in the log, and the summary of the job. */
export const githubReporter: Reporter = {
  name: "github",
  ownPlace: "GITHUB_STEP_SUMMARY",
  render: markdownReporter.render,
  renderLog: renderAnnotations,
};

/** GitHub shows this many of each kind for a step, and drops the rest (GitHub docs: workflow commands). */
const maxPerKind = 10;

type Kind = "error" | "warning";

interface Annotation {
  readonly kind: Kind;
  readonly title: string;
  readonly message: string;
  readonly place: Readonly<Record<string, string | number>>;
}

function renderAnnotations(matter: ReportMatter): string {
  const annotations = [
    ...listCases({ ...matter, files: [], diagnostics: [] })
      .filter(isTrouble)
      .map(annotateCase),
    ...matter.diagnostics.map(annotateDiagnostic),
  ];
  const lines: string[] = [];
  for (const kind of ["error", "warning"] as const) {
    const own = annotations.filter((annotation) => annotation.kind === kind);
    lines.push(...own.slice(0, maxPerKind).map(writeCommand));
    const left = own.length - maxPerKind;
    if (left > 0)
      lines.push(`GitHub shows ${maxPerKind} of each kind: ${count(left, `more ${kind}`)} in the summary.`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

function annotateDiagnostic(diagnostic: Diagnostic): Annotation {
  const { severity, code, message, hint, file, line, column, length } = diagnostic;
  return {
    kind: severity,
    title: `${code} ${diagnosticCodes[code].name}`,
    message: [message, ...(hint === undefined ? [] : [hint])].map(escapeTerminal).join("\n"),
    place: { file, line, col: column, endColumn: column + Math.max(1, length) },
  };
}

function annotateCase({ subject, word, details, file, line = 1 }: ReportCase): Annotation {
  return {
    kind: "error",
    title: `${word}: ${subject}`,
    message: (details.length === 0 ? [word] : details).map(escapeTerminal).join("\n"),
    place: file === undefined ? {} : { file, line },
  };
}

function writeCommand({ kind, title, message, place }: Annotation): string {
  const properties = Object.entries({ ...place, title });
  const written = properties
    .map(([name, value]) => `${name}=${escapeProperty(escapeTerminal(String(value)))}`)
    .join(",");
  return `::${kind} ${written}::${escapeData(message)}`;
}

/** As `@actions/core` writes the message of a command. */
export function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
