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
      enum: platformNames.filter((name) => name !== "template"),
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
    pushVariables: {
      description: "Values of the device that its templates may use.",
      type: "object",
      additionalProperties: { type: "string" },
      examples: [{ firstName: "Bo" }],
    },
    templates: {
      description: "Templates by name; each is a row of its own, as an installation makes them.",
      type: "object",
      propertyNames: { minLength: 1, maxLength: 200 },
      additionalProperties: template,
      examples: [{ greeting: { body: { aps: { alert: "$(greeting_en)" } } } }],
    },
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
    },
    { required: ["devices"] },
  ),
};
