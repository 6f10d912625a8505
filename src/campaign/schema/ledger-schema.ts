import { closedObject, type Schema } from "./schema.ts";

/** `ledger` of `campanile.yaml` as it is written. Which keys go with which backend is checked apart. */
export interface LedgerFile {
  readonly backend?: "file" | "git" | "azblob";
  readonly path?: string;
  readonly shared?: boolean;
  readonly remote?: string;
  readonly branch?: string;
  readonly connectionString?: string | { readonly file: string };
  readonly containerUrl?: string | { readonly file: string };
  readonly container?: string;
  readonly prefix?: string;
}

const namePattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$";
/** A part of what git takes, and nothing that it could read as an option or a range. */
const branchPattern = "^[A-Za-z0-9](?!.*(?:\\.\\.|//|/$|\\.$|\\.lock$))[A-Za-z0-9._/-]*$";

/** Where a secret lies; never the secret. */
function reference(description: string, example: string): Schema {
  return {
    description,
    type: ["string", "object"],
    minLength: 1,
    properties: {
      file: {
        description: "File that holds it.",
        type: "string",
        minLength: 1,
        examples: ["/run/secrets/ledger"],
      },
    },
    additionalProperties: false,
    required: ["file"],
    examples: [example],
  };
}

export const ledgerSchema: Schema = {
  description: "The memory of what was sent.",
  ...closedObject({
    backend: {
      description:
        "file: on this machine. git: a branch of its own, for CI. azblob: Azure Blob Storage, for many runners.",
      type: "string",
      enum: ["file", "git", "azblob"],
      default: "file",
      examples: ["file"],
    },
    path: {
      description: "file: the ledger file.",
      type: "string",
      minLength: 1,
      default: ".campanile/ledger.jsonl",
      examples: [".campanile/ledger.jsonl"],
    },
    shared: {
      description: "file: says that it survives between CI runs, such as on a mounted volume.",
      type: "boolean",
      default: false,
      examples: [true],
    },
    remote: {
      description: "git: the remote of the checkout.",
      type: "string",
      pattern: namePattern,
      default: "origin",
      examples: ["origin"],
    },
    branch: {
      description: "git: the branch, which holds nothing else.",
      type: "string",
      pattern: branchPattern,
      default: "campanile-ledger",
      examples: ["campanile-ledger"],
    },
    connectionString: reference(
      "azblob: where the connection string of the storage account lies.",
      "${LEDGER_STORAGE}",
    ),
    containerUrl: reference(
      "azblob: where the URL of the container with a SAS lies, instead of a connection string.",
      "${LEDGER_CONTAINER_URL}",
    ),
    container: {
      description: "azblob: the container, with a connection string.",
      type: "string",
      // Source: Azure Blob Storage, "Naming containers".
      pattern: "^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$",
      default: "campanile",
      examples: ["campanile"],
    },
    prefix: {
      description: "azblob: begins the names of the blobs.",
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9._/-]*$",
      maxLength: 200,
      examples: ["news/"],
    },
  }),
  examples: [{ backend: "file", path: ".campanile/ledger.jsonl" }],
};
