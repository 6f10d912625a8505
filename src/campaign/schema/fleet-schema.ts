import { deviceBehaviours } from "../../model/fleet.ts";
import { platformNames } from "../../model/platform-name.ts";
import { closedObject, draft, type Schema } from "./schema.ts";

const tags: Schema = {
  description: "Tags of the device.",
  type: "array",
  items: { type: "string", minLength: 1, maxLength: 120 },
  examples: [["sports", "locale:en"]],
};

const template: Schema = closedObject(
  {
    body: {
      description:
        "The template that the hub fills: a tree or text with $(name), .(name, 20), #(badge), {'Hi ' + $(name)}.",
      type: ["object", "string"],
      examples: [{ aps: { alert: "$(greeting_en)" } }],
    },
    headers: {
      description: "Headers of the template, such as X-WNS-Type.",
      type: "object",
      additionalProperties: { type: "string" },
      examples: [{ "X-WNS-Type": "wns/toast" }],
    },
    tags: { ...tags, description: "Tags of this template alone." },
  },
  { required: ["body"] },
);

const devicePlatforms = platformNames.filter((name) => name !== "template");

const behaviour = {
  type: "string",
  enum: [...deviceBehaviours],
  examples: ["expired"],
} as const;

const pushVariables: Schema = {
  description: "Values of the device that its templates may use.",
  type: "object",
  additionalProperties: { type: "string" },
  examples: [{ firstName: "Bo" }],
};

const templates: Schema = {
  description: "Templates by name; each is a row of its own, as an installation makes them.",
  type: "object",
  propertyNames: { minLength: 1, maxLength: 200 },
  additionalProperties: template,
  examples: [{ greeting: { body: { aps: { alert: "$(greeting_en)" } } } }],
};

const weight = { type: "number", minimum: 0 } as const;

const recipe: Schema = closedObject(
  {
    count: {
      description: "How many devices to make.",
      type: "integer",
      minimum: 1,
      maximum: 1_000_000,
      examples: [5000],
    },
    name: {
      description: "Device 7 of `Reader` is called `Reader 7`.",
      type: "string",
      minLength: 1,
      examples: ["Reader"],
    },
    seed: { description: "Another number makes other devices.", type: "integer", examples: [7] },
    platforms: {
      description: "Push services and their weights.",
      type: "object",
      propertyNames: { enum: devicePlatforms },
      additionalProperties: weight,
      minProperties: 1,
      examples: [{ apple: 6, fcmv1: 4 }],
    },
    tags: {
      description: "Tags, each with the share of the devices that has it.",
      type: "object",
      additionalProperties: { type: "number", minimum: 0, maximum: 1 },
      examples: [{ sports: 0.4, muted: 0.05 }],
    },
    oneOf: {
      description: "Groups of tags and their weights; a device has exactly one tag of each group.",
      type: "array",
      items: { type: "object", additionalProperties: weight, minProperties: 1 },
      examples: [[{ "locale:en": 3, "locale:de": 1 }]],
    },
    users: {
      description: "Gives each device a user, such as `reader-7`.",
      type: "boolean",
      examples: [true],
    },
    behaviours: {
      description: "What the push service says of them, by weight; all deliver unless given.",
      type: "object",
      propertyNames: { enum: [...deviceBehaviours] },
      additionalProperties: weight,
      examples: [{ delivers: 97, expired: 3 }],
    },
    pushVariables,
    templates,
  },
  { required: ["count", "name", "platforms"] },
);

const device: Schema = closedObject(
  {
    name: {
      description: "What people call the device.",
      type: "string",
      minLength: 1,
      examples: ["Ada's iPhone"],
    },
    platform: {
      description: "Its push service, in the hub's words.",
      type: "string",
      enum: devicePlatforms,
      examples: ["apple"],
    },
    handle: {
      description: "Its push handle; derived from the name unless given.",
      type: "string",
      minLength: 1,
      examples: ["00FC13AD"],
    },
    tags,
    user: {
      description: "Its user, who can be reached as $UserId:{…}.",
      type: "string",
      minLength: 1,
      examples: ["bo"],
    },
    behaviour: {
      description:
        "What its push service says: delivers, expired, throttled, bad-token, or slow (delivers after a while).",
      ...behaviour,
    },
    pushVariables,
    templates,
  },
  { required: ["name", "platform"] },
);

export const fleetSchema: Schema = {
  $schema: draft,
  title: "Campanile fleet",
  description: "The devices that the hub emulator knows.",
  ...closedObject(
    {
      devices: {
        description: "The devices.",
        type: "array",
        items: device,
        examples: [[{ name: "Ada's iPhone", platform: "apple" }]],
      },
      generate: {
        description: "Recipes of devices by the thousand: the same devices each time.",
        type: "array",
        items: recipe,
        examples: [[{ count: 5000, name: "Reader", platforms: { apple: 6, fcmv1: 4 } }]],
      },
    },
    { required: [] },
  ),
};
