import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { CampaignFile, NotificationFile } from "../../src/campaign/schema/campaign-schema.ts";
import type { HubFile, ProjectFile } from "../../src/campaign/schema/project-schema.ts";
import type { Schema } from "../../src/campaign/schema/schema.ts";
import { schemas } from "../../src/commands/schemas.ts";
import type { CheckReport } from "../../src/model/check-report.ts";
import type { FleetFile } from "../../src/model/fleet.ts";
import type { Report, ReportSend } from "../../src/model/report.ts";

const folder = resolve(import.meta.dirname, "../../schemas");

const notification: Required<NotificationFile> = {
  platform: "apple",
  id: "apple-beta",
  revision: 2,
  tags: ["sports"],
  broadcast: true,
  devices: ["00ff"],
  recipients: {
    file: "people.csv",
    id: "id",
    user: "id",
    installation: "id",
    tag: "user:{{id}}",
    handle: "{{token}}",
  },
  properties: { name: "Ada", nested: { list: [1, true] } },
  headers: { "apns-priority": 10, x: "text", y: true },
  payload: { aps: {} },
  payloadFile: "toast.xml",
};

const campaign: Required<CampaignFile> = {
  ...notification,
  campaign: "breaking-news",
  hub: ["staging", "production"],
  schedule: "2026-12-01T08:00:00+01:00",
  expires: "PT6H",
  onUnknown: "hold",
  repeat: true,
  cancelled: true,
  expect: { "Ada's iPhone": "Breaking", "Bo's Pixel": { title: "Breaking" }, Cy: ["one", { body: "two" }] },
  notifications: [notification],
};

const hub: Required<HubFile> = {
  emulator: "campaigns/fleet.yaml",
  hub: "newsroom",
  connectionString: "${VARIABLE}",
  tier: "standard",
  testTag: "testers",
  allowedHosts: ["hub.example.test"],
  policy: {
    requireExpiry: true,
    broadcast: "deny",
    maxRequests: 10,
    sendFrom: ["main"],
    quietHours: { from: "22:00", to: "07:00", zone: "Europe/Paris" },
  },
};

const project: Required<ProjectFile> = {
  hubs: { production: hub, other: { connectionString: { file: "/run/secrets/hub" } } },
  defaultHub: "production",
  campaigns: "campaigns/**/*.yaml",
  tags: { known: ["sports"] },
  ledger: { backend: "file", path: ".campanile/ledger.jsonl", shared: true },
  reports: ".campanile/reports",
  preview: { imageHosts: ["cdn.example.com"] },
};

const fleet: Required<FleetFile> = {
  devices: [
    {
      behaviour: "expired",
      name: "Ada",
      platform: "apple",
      handle: "00FF",
      tags: ["sports"],
      user: "ada",
      pushVariables: { firstName: "Ada" },
      templates: { greeting: { body: { aps: {} }, headers: { "X-WNS-Type": "wns/toast" }, tags: ["a"] } },
    },
  ],
  generate: [
    {
      count: 5000,
      name: "Reader",
      seed: 7,
      platforms: { apple: 6, fcmv1: 4 },
      tags: { sports: 0.4 },
      oneOf: [{ "locale:en": 3, "locale:de": 1 }],
      users: true,
      behaviours: { delivers: 97, expired: 3 },
      pushVariables: { firstName: "Ada" },
      templates: { greeting: { body: { aps: {} } } },
    },
  ],
};

const send: Required<ReportSend> = {
  key: "production/x@1/apple",
  campaign: "x",
  platform: "apple",
  audience: "everyone",
  action: "send",
  because: "it has not been sent",
  hint: "Run again.",
  outcome: {
    kind: "accepted",
    attempts: 1,
    status: 201,
    notificationId: "1",
    trackingId: "2",
    cause: "c",
    hint: "h",
    reached: 1,
    results: [{ platform: "apple", handle: "…", registrationId: "1", outcome: "ok" }],
  },
};

const report: Required<Report> = {
  version: 1,
  run: "r",
  command: "send",
  hub: { alias: "production", name: "newsroom", emulator: false },
  startedAt: "2026-11-24T08:25:11Z",
  finishedAt: "2026-11-24T08:25:11Z",
  exitCode: 0,
  summary: { byAction: { send: 1 }, byOutcome: { accepted: 1 }, invalidCampaigns: 0 },
  sends: [send],
  notes: ["n"],
};

const check: CheckReport = {
  version: 1,
  hub: "local",
  passed: false,
  campaigns: [
    {
      campaign: "x",
      file: "x.yaml",
      errorCount: 1,
      refusals: ["apple: malformed"],
      devices: [
        {
          device: "Ada",
          platform: "apple",
          part: "goal",
          file: "x.yaml",
          line: 1,
          column: 1,
          passed: false,
          expected: ["“Goal”"],
          received: [{ notification: "goal", text: "“Gaol”", body: "{}" }],
          differences: [{ subject: "text", expected: "Goal", received: "Gaol", hint: "h" }],
          why: ["w"],
        },
      ],
    },
  ],
  withoutExpectations: ["y"],
  cancelled: ["z"],
  invalid: ["w.yaml"],
  diagnostics: [
    {
      code: "CAM3030",
      severity: "error",
      file: "x.yaml",
      line: 1,
      column: 1,
      length: 1,
      message: "m",
      hint: "h",
      sourceLine: "s",
    },
  ],
};

const samples: Readonly<Record<string, unknown>> = {
  campaign,
  expect: campaign.expect,
  project,
  fleet,
  report,
  check,
};

function undocumented(schema: Schema, path: string): string[] {
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    ...(property.description === undefined || property.examples === undefined ? [`${path}.${name}`] : []),
    ...undocumented(property, `${path}.${name}`),
  ]);
  const items = schema.items === undefined ? [] : undocumented(schema.items, `${path}[]`);
  const others =
    typeof schema.additionalProperties === "object"
      ? undocumented(schema.additionalProperties, `${path}.*`)
      : [];
  return [...members, ...items, ...others];
}

describe.each([...schemas])("the %s schema", (name, schema) => {
  it("is published as it is in the code", async () => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
      join(folder, `${name}.schema.json`),
    );
  });

  // The program trusts them and does not ask at each start.
  it("is itself valid, and has no keyword that means nothing where it stands", () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    expect(ajv.validateSchema(schema) ? [] : ajv.errors).toEqual([]);
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  it("describes every property and gives an example of it", () => {
    expect(undocumented(schema, name)).toEqual([]);
  });

  it("accepts a value that has every property of the type", () => {
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    expect(validate(samples[name]) ? [] : validate.errors).toEqual([]);
  });

  // Devices have any name, so only the values of expectations can be wrong.
  it("refuses a property that the type does not have", () => {
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    expect(validate({ ...(samples[name] as object), surprise: 1 })).toBe(false);
  });
});
