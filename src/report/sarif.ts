import type { Diagnostic } from "../model/diagnostic.ts";
import { diagnosticCodes } from "../model/diagnostic-codes.ts";
import type { Plan, PlanEntry } from "../model/plan.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import { escapeTerminal } from "../text/escape.ts";
import { sha256Hex } from "../text/hash.ts";
import { version } from "../version.ts";
import { formatJson } from "./json.ts";
import type { Reporter } from "./reporter.ts";

/** SARIF 2.1.0 for code scanning: what is wrong in files, and what a plan refuses. Deliveries have no place in it. */
export const sarifReporter: Reporter = {
  name: "sarif",
  render: (matter) => formatJson(sarif(matter)),
};

interface Finding {
  readonly rule: string;
  readonly level: "error" | "warning";
  readonly file: string;
  readonly message: string;
  readonly region: Readonly<Record<string, unknown>>;
}

interface Rule {
  readonly name: string;
  readonly level: "error" | "warning";
  readonly help: string;
}

const refused: Rule = {
  name: "RefusedDelivery",
  level: "error",
  help: "The plan refuses a delivery, by policy or because its text was edited after it went out. `campanile plan` says why.",
};

function sarif({ diagnostics, plans, failures }: ReportMatter) {
  const findings = [...diagnostics.map(findingOf), ...plans.flatMap(refusalsOf)];
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "Campanile", version, semanticVersion: version, rules: ids.map(describeRule) },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: failures.map(({ code, message, hint }) => ({
              level: "error",
              message: { text: escapeTerminal(`${code === undefined ? "" : `${code}: `}${message} ${hint}`) },
            })),
          },
        ],
        results: findings.map((finding) => resultOf(finding, ids.indexOf(finding.rule))),
      },
    ],
  };
}

function findingOf(diagnostic: Diagnostic): Finding {
  const { code, severity, file, line, column, length, message, hint, sourceLine } = diagnostic;
  return {
    rule: code,
    level: severity,
    file,
    message: hint === undefined ? message : `${message}. ${hint}`,
    region: {
      startLine: line,
      startColumn: column,
      endLine: line,
      endColumn: column + Math.max(1, length),
      ...(sourceLine === undefined ? {} : { snippet: { text: sourceLine } }),
    },
  };
}

function refusalsOf({ entries }: Plan): Finding[] {
  return entries
    .filter(({ action, file }) => action === "refuse" && file !== "")
    .map(
      ({ file, key, because, hint }: PlanEntry): Finding => ({
        rule: "refused-delivery",
        level: "error",
        file,
        message: `${key}: ${because}${hint === undefined ? "" : `. ${hint}`}`,
        region: { startLine: 1 },
      }),
    );
}

function describeRule(id: string) {
  const { name, level, help } = ruleOf(id);
  return {
    id,
    name,
    shortDescription: { text: wordsOf(name) },
    help: { text: help },
    defaultConfiguration: { level },
  };
}

function ruleOf(id: string): Rule {
  const known = Object.entries(diagnosticCodes).find(([code]) => code === id)?.[1];
  if (known === undefined) return refused;
  const name = known.name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    name,
    level: known.severity,
    help: `${wordsOf(name)} (${id}). The message names the place and the next step; \`campanile validate\` shows the line.`,
  };
}

function wordsOf(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function resultOf({ rule, level, file, message, region }: Finding, ruleIndex: number) {
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text: escapeTerminal(message) },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } }],
    partialFingerprints: { "campanile/v1": sha256Hex(`${rule}\n${file}\n${message}`) },
  };
}

/** Relative to the root of the repository, as code scanning wants it; a file outside of it has its whole path. */
function uriOf(file: string): string {
  const path = file
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  return path.startsWith("/") ? `file://${path}` : path;
}
