import type { Report } from "../model/report.ts";
import type { ReportMatter } from "../model/report-matter.ts";
import { addTo } from "../text/group.ts";
import { type CaseState, listCases, type ReportCase } from "./cases.ts";
import type { Reporter } from "./reporter.ts";
import { xmlLine, xmlValue } from "./xml-line.ts";

/** JUnit XML, as Jenkins, GitLab and Azure Pipelines read it: a suite for each campaign, a case for each notification. */
export const junitReporter: Reporter = {
  name: "junit",
  render: (matter) => `${lines(matter).join("\n")}\n`,
};

function lines(matter: ReportMatter): string[] {
  const cases = listCases(matter);
  const suites = new Map<string, ReportCase[]>();
  for (const told of cases) addTo(suites, told.suite, told);
  const seconds = matter.reports.reduce((sum, report) => sum + secondsOf(report), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="campanile"${counts(cases)} time="${seconds.toFixed(3)}">`,
    ...[...suites].flatMap(([name, own]) => suiteLines(name, own, matter)),
    "</testsuites>",
  ];
}

function suiteLines(name: string, cases: readonly ReportCase[], { reports }: ReportMatter): string[] {
  const report = reports.find(({ hub }) => name === hub.alias || name.startsWith(`${hub.alias}/`));
  // Jenkins takes a time without a zone, and such a one for UTC's.
  const time = report === undefined ? "" : ` timestamp="${xmlValue(report.startedAt.replace(/Z$/, ""))}"`;
  return [
    `  <testsuite name="${xmlValue(name)}"${counts(cases)} time="0"${time}>`,
    ...(report === undefined ? [] : propertyLines(report)),
    ...cases.flatMap(caseLines),
    "  </testsuite>",
  ];
}

function propertyLines({ run, command, hub }: Report): string[] {
  const properties = [
    ["run", run],
    ["command", command],
    ["hub", hub.name],
    ["emulator", String(hub.emulator)],
  ] as const;
  return [
    "    <properties>",
    ...properties.map(([name, value]) => `      <property name="${name}" value="${xmlValue(value)}"/>`),
    "    </properties>",
  ];
}

function caseLines(told: ReportCase): string[] {
  const { suite, name, file, state, word, audience, details } = told;
  const place = file === undefined ? "" : ` file="${xmlValue(file)}"`;
  const start = `    <testcase name="${xmlValue(name)}" classname="${xmlValue(suite)}"${place} time="0">`;
  const message = xmlValue(details[0] === undefined ? word : `${word}: ${details[0]}`);
  const body = [...(audience === undefined ? [] : [`to ${audience}`]), ...details].map(xmlLine).join("\n");
  const content: Readonly<Record<CaseState, string>> = {
    passed: `<system-out>${[xmlLine(word), ...(body === "" ? [] : [body])].join("\n")}</system-out>`,
    skipped: `<skipped message="${message}"/>`,
    failed: `<failure message="${message}" type="${xmlValue(word)}">${body}</failure>`,
    error: `<error message="${message}" type="${xmlValue(word)}">${body}</error>`,
  };
  return [start, `      ${content[state]}`, "    </testcase>"];
}

function counts(cases: readonly ReportCase[]): string {
  const amountOf = (state: CaseState) => cases.filter((told) => told.state === state).length;
  return ` tests="${cases.length}" failures="${amountOf("failed")}" errors="${amountOf("error")}" skipped="${amountOf("skipped")}"`;
}

function secondsOf({ startedAt, finishedAt }: Report): number {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}
