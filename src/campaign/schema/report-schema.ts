import { outcomeKinds } from "../../model/outcome.ts";
import { planActions } from "../../model/plan.ts";
import { platformNames } from "../../model/platform-name.ts";
import { closedObject, draft, type Schema } from "./schema.ts";

const text = (description: string, example: string): Schema => ({
  description,
  type: "string",
  examples: [example],
});
const whole = (description: string, example: number): Schema => ({
  description,
  type: "integer",
  minimum: 0,
  examples: [example],
});

const deviceResult = closedObject(
  {
    platform: text("Push service of the device, in the hub's words.", "apple"),
    handle: text("End of the device's handle.", "…c991de8f"),
    registrationId: text("The registration that was found.", "4200-7260-1"),
    outcome: text(
      "The hub's own words; no enum.",
      "The Notification was successfully sent to the Push Notification System",
    ),
  },
  { required: ["platform", "handle", "registrationId", "outcome"] },
);

const outcome = closedObject(
  {
    kind: {
      description: "unsent: it never left. unknown: it may have gone out, and waits for a person.",
      type: "string",
      enum: outcomeKinds,
      examples: ["accepted"],
    },
    attempts: whole("Requests that were tried.", 1),
    status: {
      description: "HTTP status, when there was one.",
      type: "integer",
      minimum: 100,
      maximum: 599,
      examples: [201],
    },
    notificationId: text("The hub's id of the message.", "6b2e-20261124-1-1"),
    trackingId: text("For a support request to Azure.", "0f8fad5b-d9cb-469f-a165-70867728950e"),
    cause: text("Why, in a sentence.", "the hub refuses the signature (401)"),
    hint: text("The next step.", "Run again."),
    scheduledFor: text("When the hub is to send it, for a schedule that it took.", "2026-12-01T07:00:00Z"),
    cancelled: {
      description: "The schedule was taken back.",
      type: "boolean",
      const: true,
      examples: [true],
    },
    reached: whole("Devices that the hub says it reached.", 3),
    telemetry: {
      description: "What the hub's telemetry says, where it was asked.",
      ...closedObject(
        {
          fate: {
            description: "What became of the message. none: the hub never knew of it when asked.",
            type: "string",
            enum: ["pending", "completed", "no target", "abandoned", "cancelled", "none"],
            examples: ["completed"],
          },
          counts: {
            description: "Devices by platform, then by outcome in the hub's words.",
            type: "object",
            additionalProperties: { type: "object", additionalProperties: { type: "integer", minimum: 0 } },
            examples: [{ apple: { Success: 3 } }],
          },
          remarks: {
            description: "Causes and fixes in words.",
            type: "array",
            items: { type: "string" },
            examples: [["1 ExpiredChannel: the handle has expired."]],
          },
        },
        { required: ["fate", "counts", "remarks"] },
      ),
      examples: [{ fate: "completed", counts: { apple: { Success: 3 } }, remarks: [] }],
    },
    members: {
      description: "For recipients: what came of them. The outcome is the worst of these.",
      ...closedObject(
        {
          requests: whole("Requests that were made.", 50_000),
          members: {
            description: "People by outcome.",
            ...closedObject(
              Object.fromEntries(outcomeKinds.map((kind) => [kind, whole(`People: ${kind}.`, 1)])),
              {
                required: outcomeKinds,
              },
            ),
            examples: [{ accepted: 999_980, rejected: 20, unsent: 0, unknown: 0 }],
          },
          failures: {
            description: "The first causes of what was not accepted.",
            type: "array",
            items: closedObject(
              {
                kind: {
                  description: "What became of it.",
                  type: "string",
                  enum: outcomeKinds,
                  examples: ["rejected"],
                },
                cause: text("Why, in a sentence.", "the hub finds the request wrong (400)"),
                hint: text("The next step.", "Check the payload against the platform, and the tags."),
                members: whole("People that it concerns.", 20),
              },
              { required: ["kind", "cause", "members"] },
            ),
            examples: [[]],
          },
        },
        { required: ["requests", "members", "failures"] },
      ),
      examples: [
        { requests: 1, members: { accepted: 20, rejected: 0, unsent: 0, unknown: 0 }, failures: [] },
      ],
    },
    results: {
      description: "Per device, for a test send.",
      type: "array",
      items: deviceResult,
      examples: [[]],
    },
  },
  { required: ["kind", "attempts"] },
);

const send = closedObject(
  {
    key: text(
      "Name of the delivery for ever: hub/campaign@revision/id[/member].",
      "production/breaking-news@1/apple",
    ),
    campaign: text("Name of the campaign.", "breaking-news"),
    platform: {
      description: "Push service, in the hub's words; absent when only the ledger knows of the delivery.",
      type: "string",
      enum: platformNames,
      examples: ["apple"],
    },
    audience: text("Whom it is for, in words.", "everyone tagged sports"),
    action: { description: "What the plan said.", type: "string", enum: planActions, examples: ["send"] },
    because: text("Why the plan said so.", "it has not been sent"),
    hint: text("The next step.", "Run again."),
    outcome: {
      description: "What came of it; absent when nothing was sent.",
      ...outcome,
      examples: [{ kind: "accepted", attempts: 1 }],
    },
  },
  { required: ["key", "campaign", "audience", "action", "because"] },
);

const counts = (description: string, names: readonly string[], example: unknown): Schema => ({
  description,
  ...closedObject(Object.fromEntries(names.map((name) => [name, whole(`Deliveries: ${name}.`, 1)]))),
  examples: [example],
});

export const reportSchema: Schema = {
  $schema: draft,
  title: "Campanile report",
  description: "What a run did.",
  ...closedObject(
    {
      version: { description: "Version of this form.", const: 1, examples: [1] },
      run: text("Id of the run, as in the ledger.", "20261124T082511Z-3f9a1c"),
      command: {
        description: "What was run.",
        type: "string",
        enum: ["send", "test-send", "demo", "cancel", "outcomes"],
        examples: ["send"],
      },
      hub: {
        description: "Where it went.",
        ...closedObject(
          {
            alias: text("Its name in campanile.yaml.", "production"),
            name: text("Its name at Azure.", "newsroom"),
            emulator: { description: "Nothing left the machine.", type: "boolean", examples: [false] },
          },
          { required: ["alias", "name", "emulator"] },
        ),
        examples: [{ alias: "production", name: "newsroom", emulator: false }],
      },
      startedAt: text("ISO 8601 in UTC.", "2026-11-24T08:25:11Z"),
      finishedAt: text("ISO 8601 in UTC.", "2026-11-24T08:25:13Z"),
      exitCode: whole("The exit code of the run.", 0),
      summary: {
        description: "Counts.",
        ...closedObject(
          {
            byAction: counts("Deliveries by the plan's action.", planActions, { send: 2, skip: 1 }),
            byOutcome: counts("Deliveries that were to be sent, by outcome.", outcomeKinds, { accepted: 2 }),
            invalidCampaigns: whole("Campaigns with an error, of which nothing was sent.", 0),
          },
          { required: ["byAction", "byOutcome", "invalidCampaigns"] },
        ),
        examples: [{ byAction: { send: 1 }, byOutcome: { accepted: 1 }, invalidCampaigns: 0 }],
      },
      sends: { description: "Each delivery, sorted by key.", type: "array", items: send, examples: [[]] },
      notes: {
        description: "Said once for the whole run.",
        type: "array",
        items: { type: "string" },
        examples: [[]],
      },
    },
    {
      required: [
        "version",
        "run",
        "command",
        "hub",
        "startedAt",
        "finishedAt",
        "exitCode",
        "summary",
        "sends",
        "notes",
      ],
    },
  ),
};
