import { closedObject, type Schema } from "./schema.ts";

export interface RecipientsFile {
  readonly file: string;
  readonly id: string;
  readonly user?: string;
  readonly installation?: string;
  readonly tag?: string;
  readonly handle?: string;
  readonly columns?: readonly string[];
  readonly rows?: { readonly min?: number; readonly max?: number };
  readonly sample?: readonly Readonly<Record<string, string | number | boolean>>[];
}

export const recipientsSchema: Schema = {
  description:
    "A CSV file with a header row, or JSON Lines: one member per row. Its columns are properties of the templates.",
  ...closedObject(
    {
      file: {
        description:
          "Path beside the campaign: .csv or .jsonl. When the data lies elsewhere, `--recipients NAME=PATH` brings it.",
        type: "string",
        pattern: "\\.(?:csv|tsv|jsonl|ndjson)$",
        examples: ["people.csv"],
      },
      id: {
        description: "Column that names a member for ever.",
        type: "string",
        minLength: 1,
        examples: ["id"],
      },
      user: {
        description: "Column with the user id of an installation.",
        type: "string",
        examples: ["id"],
      },
      installation: {
        description: "Column with the installation id.",
        type: "string",
        examples: ["device"],
      },
      tag: { description: "Template of the member's tag.", type: "string", examples: ["user:{{id}}"] },
      handle: {
        description: "Template of the member's device handle.",
        type: "string",
        examples: ["{{token}}"],
      },
      columns: {
        description: "Columns that the file must have. Needed when the file lies outside the checkout.",
        type: "array",
        items: { type: "string", minLength: 1 },
        minItems: 1,
        uniqueItems: true,
        examples: [["id", "name", "points"]],
      },
      rows: {
        description: "How many rows the file may have; any other number sends nothing.",
        ...closedObject(
          {
            min: { description: "At least so many.", type: "integer", minimum: 1, examples: [1000] },
            max: { description: "At most so many.", type: "integer", minimum: 1, examples: [2_000_000] },
          },
          { required: [] },
        ),
        examples: [{ min: 1000, max: 2_000_000 }],
      },
      sample: {
        description:
          "A few rows that the pull request renders, made up: real people belong into the file alone.",
        type: "array",
        items: { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } },
        minItems: 1,
        maxItems: 20,
        examples: [[{ id: "42", name: "Ada", points: "120" }]],
      },
    },
    { required: ["file", "id"] },
  ),
  examples: [{ file: "people.csv", id: "id", user: "id" }],
};
