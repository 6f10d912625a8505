import type { Json, JsonObject } from "../../model/json.ts";
import { type PlatformName, platformNames } from "../../model/platform-name.ts";
import { type ExpectFile, expectProperty } from "./expect-schema.ts";
import { type RecipientsFile, recipientsSchema } from "./recipients-schema.ts";
import { closedObject, draft, type Schema } from "./schema.ts";

/** A campaign file as it is written. `campaignSchema` describes the same; a test holds the two together. */
export interface CampaignFile extends NotificationFields {
  readonly campaign: string;
  readonly hub?: string | readonly string[];
  readonly schedule?: string;
  readonly expires?: string;
  readonly onUnknown?: "hold" | "resend" | "assume-sent";
  readonly repeat?: boolean;
  readonly cancelled?: boolean;
  readonly platform?: PlatformName;
  readonly expect?: ExpectFile;
  readonly notifications?: readonly NotificationFile[];
}

export interface NotificationFile extends NotificationFields {
  readonly platform: PlatformName;
}

/** What may stand on a campaign of one notification, or on each notification. */
export interface NotificationFields extends AudienceFields {
  readonly id?: string;
  readonly revision?: number;
  readonly properties?: JsonObject;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly payload?: Json;
  readonly payloadFile?: string;
}

export interface AudienceFields {
  readonly tags?: string | readonly string[];
  readonly broadcast?: true;
  readonly devices?: readonly string[];
  readonly recipients?: RecipientsFile;
}

/** Names go into the delivery key, where `/` and `@` separate. */
const namePattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$";

const audienceProperties: Readonly<Record<keyof AudienceFields, Schema>> = {
  tags: {
    description:
      "Whom it is for: a tag expression with && || ! and parentheses, or a list of plain tags, any of which will do.",
    type: ["string", "array"],
    minLength: 1,
    items: { type: "string", minLength: 1 },
    minItems: 1,
    uniqueItems: true,
    examples: ["(politics || sports) && !muted", ["sports", "politics"]],
  },
  broadcast: {
    description: "Reaches every device of the platform. Reaching everyone must be said.",
    const: true,
    examples: [true],
  },
  devices: {
    description:
      "Device handles for a direct send; each is remembered by itself. A browser handle is the subscription as JSON text.",
    type: "array",
    items: { type: "string", minLength: 1 },
    minItems: 1,
    examples: [["00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0"]],
  },
  recipients: recipientsSchema,
};

const platform: Schema = {
  description:
    "The push service, in the hub's own words. `template` lets the hub render each device's own template.",
  type: "string",
  enum: platformNames,
  examples: ["apple"],
};

const notificationProperties: Readonly<Record<keyof NotificationFile, Schema>> = {
  platform,
  id: {
    description:
      "Name of the notification within its campaign; the platform's name unless given. Two of one platform need ids.",
    type: "string",
    pattern: namePattern,
    maxLength: 100,
    examples: ["apple-beta"],
  },
  revision: {
    description: "Raise it to send again what was sent before.",
    type: "integer",
    minimum: 1,
    maximum: 999_999,
    default: 1,
    examples: [2],
  },
  ...audienceProperties,
  properties: {
    description: "Values for the templates in payload and headers, as {{name}}.",
    type: "object",
    examples: [{ headline: "Parliament votes tonight", discount: 20 }],
  },
  headers: {
    description: "Headers for the push service. Values are templates too.",
    type: "object",
    additionalProperties: { type: ["string", "number", "boolean"] },
    examples: [{ "apns-priority": 10, "apns-push-type": "alert" }],
  },
  payload: {
    description:
      "What the push service gets: a tree (sent as JSON, each text a template) or text (XML, raw).",
    type: ["object", "string"],
    examples: [{ aps: { alert: { title: "Breaking", body: "{{headline}}" } } }],
  },
  payloadFile: {
    description:
      "A file beside the campaign that holds the payload: .json and .yaml are trees, anything else is text.",
    type: "string",
    minLength: 1,
    examples: ["toast.xml"],
  },
};

const campaignProperties: Readonly<Record<keyof CampaignFile, Schema>> = {
  campaign: {
    description:
      "The campaign's name, unique in the project. It goes into the ledger: renaming it makes a new campaign.",
    type: "string",
    pattern: namePattern,
    maxLength: 100,
    examples: ["breaking-news"],
  },
  hub: {
    description:
      "The hubs of campanile.yaml that it may go to. --hub chooses among them. Default: defaultHub.",
    type: ["string", "array"],
    minLength: 1,
    items: { type: "string", minLength: 1 },
    minItems: 1,
    uniqueItems: true,
    examples: ["production", ["staging", "production"]],
  },
  schedule: {
    description:
      "When the hub sends it: a time with an offset. A hub takes it up to 7 days ahead; an earlier run waits.",
    type: "string",
    examples: ["2026-12-01T08:00:00+01:00"],
  },
  expires: {
    description:
      "After this it is not sent any more: a time with an offset, or a duration after `schedule` (PT1H unless given).",
    type: "string",
    examples: ["2026-12-01T22:00:00+01:00", "PT6H"],
  },
  onUnknown: {
    description:
      "What to do when it may have gone out. hold: wait for a person. resend: send once more in its place, where devices can replace it. assume-sent: leave it.",
    type: "string",
    enum: ["hold", "resend", "assume-sent"],
    default: "hold",
    examples: ["hold"],
  },
  repeat: {
    description: "Send although the same message was accepted under another name in the last 30 days.",
    type: "boolean",
    default: false,
    examples: [true],
  },
  cancelled: {
    description: "Takes a scheduled campaign back, and keeps it from being sent.",
    type: "boolean",
    examples: [true],
  },
  expect: expectProperty,
  ...notificationProperties,
  notifications: {
    description: "One entry per platform, or several with ids. Their order means nothing.",
    type: "array",
    minItems: 1,
    items: closedObject(notificationProperties, { required: ["platform"] }),
    examples: [[{ platform: "apple", payload: { aps: { alert: "Hello" } } }]],
  },
};

export const campaignSchema: Schema = {
  $schema: draft,
  title: "Campanile campaign",
  description: "A message, its audience and its timing.",
  ...closedObject(campaignProperties, { required: ["campaign"] }),
};
