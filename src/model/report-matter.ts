import type { Changes } from "./change.ts";
import type { CheckReport } from "./check-report.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { Plan } from "./plan.ts";
import type { Report } from "./report.ts";

/** All that one command has to tell. What it has nothing of is empty. */
export interface ReportMatter {
  /** Campaign files that were read, so that a file without a mistake is told as well. */
  readonly files: readonly string[];
  /** Sorted. */
  readonly diagnostics: readonly Diagnostic[];
  /** One for each hub. */
  readonly plans: readonly Plan[];
  /** What devices will get that they would not have got before; one when the command was to compare. */
  readonly changes: readonly Changes[];
  /** One for each hub. */
  readonly reports: readonly Report[];
  /** What `check` found; its diagnostics are told above. */
  readonly checks: readonly CheckReport[];
  readonly failures: readonly Failure[];
}

/** What kept the command from its work, wholly or at one hub. */
export interface Failure {
  readonly hub?: string;
  readonly code?: DiagnosticCode;
  readonly message: string;
  /** The next step. */
  readonly hint: string;
}

export function matterOf(part: Partial<ReportMatter>): ReportMatter {
  return {
    files: [],
    diagnostics: [],
    plans: [],
    changes: [],
    reports: [],
    checks: [],
    failures: [],
    ...part,
  };
}
