import type { Json } from "../../model/json.ts";
import { draft, type Schema } from "./schema.ts";

/** What devices must get, by their names, as it is written. */
export type ExpectFile = Readonly<Record<string, WantedFile>>;

/** What the words mean follows from their form; `readExpectations` says which is which. */
export type WantedFile = string | readonly Json[] | { readonly [key: string]: Json };

const shape: Schema = {
  type: "object",
  minProperties: 1,
  additionalProperties: {
    description:
      "A text that stands in its title, subtitle or body; `nothing`; a map of payload paths to values (null: there is none); a list of these, one for each notification, in any order; or a map of platforms or ids of notifications to any of these.",
    type: ["string", "array", "object"],
    minLength: 1,
    items: { type: ["string", "object"], minLength: 1, minProperties: 1 },
    minItems: 1,
    minProperties: 1,
  },
};

const examples = [
  {
    "Ada's iPhone": "Breaking",
    "Bo's Pixel": { "message.notification.title": "Breaking", body: "Parliament votes tonight" },
    "Cy's Pixel": "nothing",
    "Di's iPhone": ["Breaking", { "aps.badge": 1 }],
    Flo: { apple: "Breaking", fcmv1: "nothing" },
  },
];

/** `expect` in a campaign. */
export const expectProperty: Schema = {
  description:
    "What devices of the fleet must get of this campaign, for `campanile check`: by the device's name, a text, `nothing`, or paths and their values. It may stand in a file NAME.expect.yaml beside the campaign instead.",
  ...shape,
  examples,
};

/** A file beside a campaign that says the same. */
export const expectSchema: Schema = {
  $schema: draft,
  title: "Campanile expectations",
  description: "What devices of the fleet must get of the campaign beside this file, by their names.",
  ...shape,
  examples,
};
