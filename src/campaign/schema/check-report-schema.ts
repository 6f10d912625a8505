import { platformNames } from "../../model/platform-name.ts";
import { closedObject, draft, type Schema } from "./schema.ts";

const text = (description: string, example: string): Schema => ({
  description,
  type: "string",
  examples: [example],
});
const whole = (description: string, minimum: number, example: number): Schema => ({
  description,
  type: "integer",
  minimum,
  examples: [example],
});
const texts = (description: string, ...example: readonly string[]): Schema => ({
  description,
  type: "array",
  items: { type: "string" },
  examples: [example],
});
const list = (description: string, items: Schema): Schema => ({
  description,
  type: "array",
  items,
  examples: [[]],
});
const flag = (description: string): Schema => ({ description, type: "boolean", examples: [true] });

const place = {
  file: text("Relative to the working directory, with `/`.", "campaigns/breaking-news.yaml"),
  line: whole("From 1.", 1, 36),
  column: whole("From 1, in UTF-16 units.", 1, 3),
};

const notification = closedObject(
  {
    notification: text("Its id in the campaign.", "apple"),
    text: text("As a person would name it.", "“Breaking / Parliament votes tonight”"),
    body: text("As the device got it.", '{"aps":{"alert":"Breaking"}}'),
  },
  { required: ["notification", "text", "body"] },
);

const difference = closedObject(
  {
    subject: text("A path, or `text`.", "aps.alert.title"),
    expected: text("What must be there.", "Breaking"),
    received: text("What is there; absent when there is no such field.", "Sports"),
    hint: text("The next step.", "Did you mean `aps.alert.title`?"),
  },
  { required: ["subject", "expected"] },
);

const device = closedObject(
  {
    device: text("Name in the fleet.", "Ada's iPhone"),
    platform: {
      description: "Push service of the device, in the hub's words.",
      type: "string",
      enum: platformNames.filter((name) => name !== "template"),
      examples: ["apple"],
    },
    part: text("Notification or platform that the expectation is about, where it names one.", "goal"),
    ...place,
    passed: flag("It got what it must, and nothing else."),
    expected: texts("One phrase for each notification; empty for nothing.", "“Breaking”"),
    received: list("What it got; empty for nothing.", notification),
    differences: list("Between what did not come and what came in its place.", difference),
    why: texts(
      "Why it got what it must not, or did not get what it must; empty when it passed.",
      "The message went to everyone.",
    ),
  },
  {
    required: [
      "device",
      "platform",
      "file",
      "line",
      "column",
      "passed",
      "expected",
      "received",
      "differences",
      "why",
    ],
  },
);

const campaign = closedObject(
  {
    campaign: text("Name of the campaign.", "breaking-news"),
    file: place.file,
    errorCount: whole("Errors of its expectations, which `diagnostics` names.", 0, 0),
    refusals: texts(
      "Why the emulator did not take a notification, as `id: reason`.",
      "apple: malformed (400)",
    ),
    devices: list("In the order in which they are written.", device),
  },
  { required: ["campaign", "file", "errorCount", "refusals", "devices"] },
);

const diagnostic = closedObject(
  {
    code: text("Name of the mistake for ever.", "CAM3030"),
    severity: {
      description: "An error fails the check.",
      type: "string",
      enum: ["error", "warning"],
      examples: ["error"],
    },
    ...place,
    length: whole("UTF-16 units that it is about.", 1, 12),
    message: text("What is wrong.", "campaigns/fleet.yaml has no device `Adas iPhone`"),
    hint: text("The next step.", "Did you mean `Ada's iPhone`?"),
    sourceLine: text("The line of the file.", "  Adas iPhone: Breaking"),
  },
  { required: ["code", "severity", "file", "line", "column", "length", "message"] },
);

/** What `campanile check --format json` prints. */
export const checkReportSchema: Schema = {
  $schema: draft,
  title: "Campanile check",
  description: "What devices of an emulator got of campaigns, beside what they must get.",
  ...closedObject(
    {
      version: { description: "Of this format.", type: "integer", const: 1, examples: [1] },
      hub: text("The emulator that everything ran on.", "local"),
      passed: flag("Every device got what it must, and no file has an error."),
      campaigns: list("Campaigns that say what devices must get, in the order of their files.", campaign),
      withoutExpectations: texts("Names of the campaigns that say nothing of devices.", "order-shipped"),
      cancelled: texts("Names of the campaigns that are taken back, and so are not run.", "spring-sale"),
      invalid: texts(
        "Files of the campaigns that have an error, and so are not run.",
        "campaigns/wrong.yaml",
      ),
      diagnostics: list("What is wrong with files, sorted by place.", diagnostic),
    },
    {
      required: [
        "version",
        "hub",
        "passed",
        "campaigns",
        "withoutExpectations",
        "cancelled",
        "invalid",
        "diagnostics",
      ],
    },
  ),
};
