import type { Json } from "../../model/json.ts";
import { draft, type Schema } from "./schema.ts";

/** What devices must get, by their names, as it is written. */
export type ExpectFile = Readonly<Record<string, WantedFile>>;

/** A text, `nothing`, a list, or a map of paths or of platforms; {@link expectShape} says which is which. */
export type WantedFile = string | readonly Json[] | { readonly [key: string]: Json };

const shape: Schema = {
  type: "object",
  minProperties: 1,
  additionalProperties: {
    description:
      "A text that stands in its title or body; `nothing`; a map of payload paths to values; a list of these, one per notification; or a map of platforms to any of these.",
    type: ["string", "array", "object"],
    minLength: 1,
    items: { type: ["string", "object"], minLength: 1, minProperties: 1 },
    minItems: 1,
    minProperties: 1,
  },
};

/** `expect` in a campaign. */
export const expectProperty: Schema = {
  description:
    "What devices of the fleet must get, for `campanile check`: by name, a text, `nothing`, or paths and their values.",
  ...shape,
  examples: [
    {
      "Ada's iPhone": "Breaking",
      "Bo's Pixel": { "message.notification.title": "Breaking", body: "Parliament votes tonight" },
      "Cy's Pixel": "nothing",
    },
  ],
};

/** A file beside a campaign that says the same. */
export const expectSchema: Schema = {
  $schema: draft,
  title: "Campanile expectations",
  description: "What devices of the fleet must get of the campaign beside this file.",
  ...shape,
};
