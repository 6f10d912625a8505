import { type Changes, changeKinds, type Difference } from "../../src/model/change.ts";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Report, ReportSend } from "../../src/model/report.ts";
import { matterOf, type ReportMatter } from "../../src/model/report-matter.ts";

/** What a campaign's author might write to break out of a report. */
export const hostileTexts = [
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "\"' onmouseover='alert(1)",
  "]]></failure><!-- <![CDATA[ &amp; &#0;",
  "@everyone see #12 and GH-7, [a](https://evil.example) www.evil.example ![p](//e)",
  "| a | b |\n| --- | --- |\n</details>\n# heading",
  "::error file=a.ts::pwned\r\n::stop-commands::x",
  "##vso[task.setvariable variable=a]b ##[error]x ###[group]y",
  "\u001b[31mred\u001b[0m \u0000\u0007\u0085\u2028\u2029 \ufffe \ud800 tail",
  "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
  "`code` ~~strike~~ $math$ <!-- --> %0A::warning::x %25",
  "</style><style>*{display:none}</style><meta http-equiv=refresh content=0>",
] as const;

export function diagnosticOf(text: string, change: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: "CAM2003",
    severity: "error",
    file: `campaigns/${text}.yaml`,
    line: 3,
    column: 5,
    length: 4,
    message: text,
    hint: text,
    sourceLine: text,
    ...change,
  };
}

export function sendOf(text: string, change: Partial<ReportSend> = {}): ReportSend {
  return {
    key: `local/${text}/apple`,
    campaign: text,
    platform: "apple",
    audience: text,
    action: "send",
    because: text,
    hint: text,
    outcome: {
      kind: "rejected",
      attempts: 1,
      cause: text,
      hint: text,
      telemetry: { fate: "completed", counts: { [text]: { [text]: 2, Success: 3 } }, remarks: [text] },
      results: [{ platform: text, handle: text, registrationId: text, outcome: text }],
    },
    ...change,
  };
}

function crowdSendOf(text: string): ReportSend {
  const failure = { kind: "rejected", cause: text, hint: text, members: 1 } as const;
  const members = { accepted: 1, rejected: 2, unsent: 0, unknown: 0 };
  const crowd = { requests: 3, members, failures: [failure] };
  return sendOf(text, {
    outcome: { kind: "rejected", attempts: 3, cause: text, hint: text, members: crowd },
  });
}

export function reportOf(sends: readonly ReportSend[], change: Partial<Report> = {}): Report {
  return {
    version: 1,
    run: "20261124T100000Z-abc",
    command: "send",
    hub: { alias: "local", name: "local", emulator: true },
    startedAt: "2026-11-24T10:00:00Z",
    finishedAt: "2026-11-24T10:00:02Z",
    exitCode: 3,
    summary: { byAction: { send: sends.length }, byOutcome: { rejected: sends.length }, invalidCampaigns: 0 },
    sends,
    notes: [],
    ...change,
  };
}

export function planOf(text: string): Plan {
  return {
    version: 1,
    hub: text,
    entries: [
      {
        key: `${text}/news/apple`,
        campaign: text,
        file: `campaigns/${text}.yaml`,
        id: text,
        platform: "apple",
        audience: text,
        audienceKind: "tags",
        action: "refuse",
        because: text,
        hint: text,
        lastReached: text,
        deliverAt: "2026-11-25T10:00:00Z",
        state: "",
        rendered: "",
        source: "",
      },
    ],
  };
}

/** Each kind of change, with the text wherever a campaign can put one. */
export function changesOf(text: string): Changes {
  const common = {
    campaign: text,
    id: text,
    platform: "apple",
    file: `campaigns/${text}.yaml`,
    hubs: [text],
    audience: text,
    audienceKind: "tags",
    wasSent: true,
    follows: [text],
  } as const;
  const differences: readonly Difference[] = [
    { aspect: "content", path: text, before: `the same ${text} end`, after: `the same ${text}${text} tail` },
    {
      aspect: "content",
      path: "parts",
      before: `a ${text}`,
      after: `a ${text.split("").reverse().join("")}`,
    },
    { aspect: "header", path: text, after: text },
    { aspect: "template", before: text, remark: text },
  ];
  return {
    base: text,
    commit: "0".repeat(40),
    notifications: changeKinds.map((kind) => ({
      ...common,
      kind,
      former: { campaign: text, id: text },
      fleet: { hub: text, before: 1, after: 2, of: 3 },
      differences,
    })),
    settings: [{ hub: text, setting: text, before: text, after: `${text} ${text}` }],
    unchanged: 3,
    notes: [text],
  };
}

/** Each kind of matter, with a text everywhere that a campaign, a hub or a file name can put one. */
export function mattersWith(text: string): Readonly<Record<"validate" | "plan" | "send", ReportMatter>> {
  const diagnostics = [diagnosticOf(text), diagnosticOf(text, { severity: "warning", code: "CAM3015" })];
  const failures = [{ hub: text, code: "CAM5007", message: text, hint: text } as const];
  return {
    validate: matterOf({ files: [`campaigns/${text}.yaml`], diagnostics, failures }),
    plan: matterOf({ diagnostics, plans: [planOf(text)], changes: [changesOf(text)], failures }),
    send: matterOf({
      diagnostics,
      reports: [reportOf([sendOf(text), crowdSendOf(text)], { notes: [text] })],
      failures,
    }),
  };
}
