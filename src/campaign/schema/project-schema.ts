import { type LedgerFile, ledgerSchema } from "./ledger-schema.ts";
import { closedObject, draft, type Schema } from "./schema.ts";

/** `campanile.yaml` as it is written. `projectSchema` describes the same; a test holds the two together. */
export interface ProjectFile {
  readonly hubs: Readonly<Record<string, HubFile>>;
  readonly defaultHub?: string;
  readonly campaigns?: string;
  readonly tags?: { readonly known?: readonly string[] };
  readonly ledger?: LedgerFile;
  readonly reports?: string;
  readonly preview?: { readonly imageHosts?: readonly string[] };
}

export interface HubFile {
  readonly emulator?: string;
  readonly hub?: string;
  readonly connectionString?: string | { readonly file: string };
  readonly tier?: "free" | "basic" | "standard";
  readonly testTag?: string;
  readonly allowedHosts?: readonly string[];
  readonly policy?: PolicyFile;
}

export interface PolicyFile {
  readonly requireExpiry?: boolean;
  readonly broadcast?: "allow" | "deny";
  readonly maxRequests?: number;
  readonly maxPerMinute?: number;
  readonly sendFrom?: readonly string[];
  readonly quietHours?: {
    readonly from: string;
    readonly to: string;
    readonly zone: string;
    readonly action?: "refuse" | "defer";
  };
}

const clockPattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

const policyProperties: Readonly<Record<keyof PolicyFile, Schema>> = {
  requireExpiry: {
    description:
      "A campaign needs `expires`, so that an old file cannot go out late. Default: true on a real hub.",
    type: "boolean",
    default: true,
    examples: [true],
  },
  broadcast: {
    description: "Whether a campaign may reach every device. Default: allow.",
    type: "string",
    enum: ["allow", "deny"],
    examples: ["deny"],
  },
  maxRequests: {
    description: "The most requests that one campaign may make.",
    type: "integer",
    minimum: 1,
    examples: [10_000],
  },
  maxPerMinute: {
    description: "The most requests in a minute, evenly spread. Default: as many as the hub takes.",
    type: "integer",
    minimum: 1,
    maximum: 10_000_000,
    examples: [30_000],
  },
  sendFrom: {
    description: "Branches that may send, as globs.",
    type: "array",
    items: { type: "string", minLength: 1 },
    minItems: 1,
    examples: [["main"]],
  },
  quietHours: {
    description: "No sends between these times.",
    ...closedObject(
      {
        from: { description: "Start, HH:MM.", type: "string", pattern: clockPattern, examples: ["22:00"] },
        to: {
          description: "End, HH:MM; may be the next morning.",
          type: "string",
          pattern: clockPattern,
          examples: ["07:00"],
        },
        zone: { description: "IANA time zone.", type: "string", minLength: 1, examples: ["Europe/Paris"] },
        action: {
          description: "refuse: exit 6. defer: leave it to the first run after them.",
          type: "string",
          enum: ["refuse", "defer"],
          default: "refuse",
          examples: ["defer"],
        },
      },
      { required: ["from", "to", "zone"] },
    ),
    examples: [{ from: "22:00", to: "07:00", zone: "Europe/Paris" }],
  },
};

const hubProperties: Readonly<Record<keyof HubFile, Schema>> = {
  emulator: {
    description: "Makes this hub the in-process emulator with the devices of this fleet file.",
    type: "string",
    minLength: 1,
    examples: ["campaigns/fleet.yaml"],
  },
  hub: {
    description:
      "Name of the notification hub. May be left out when the connection string has an EntityPath.",
    type: "string",
    minLength: 1,
    maxLength: 260,
    examples: ["newsroom"],
  },
  connectionString: {
    description:
      "Where the connection string lies: ${VARIABLE}, or a file. The string itself is refused here.",
    type: ["string", "object"],
    minLength: 1,
    properties: {
      file: {
        description: "File that holds the connection string.",
        type: "string",
        minLength: 1,
        examples: ["/run/secrets/hub"],
      },
    },
    additionalProperties: false,
    required: ["file"],
    examples: ["${NOTIFICATION_HUB_CONNECTION_STRING}", { file: "/run/secrets/hub" }],
  },
  tier: {
    description: "The namespace's tier. Telemetry and message ids exist on standard only.",
    type: "string",
    enum: ["free", "basic", "standard"],
    default: "standard",
    examples: ["standard"],
  },
  testTag: {
    description: "The tag of your test devices, for test-send.",
    type: "string",
    minLength: 1,
    examples: ["testers"],
  },
  allowedHosts: {
    description: "Hosts beyond Azure's own that may be given a signature.",
    type: "array",
    items: { type: "string", minLength: 1 },
    examples: [["hub.example.test"]],
  },
  policy: {
    description: "What may be sent, and when. An emulator has no policy unless it is given here.",
    ...closedObject(policyProperties),
    examples: [{ broadcast: "deny", sendFrom: ["main"] }],
  },
};

const projectProperties: Readonly<Record<keyof ProjectFile, Schema>> = {
  hubs: {
    description: "The hubs by alias. The alias goes into the ledger.",
    type: "object",
    minProperties: 1,
    propertyNames: { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$", maxLength: 100 },
    additionalProperties: closedObject(hubProperties),
    examples: [{ local: { emulator: "campaigns/fleet.yaml" } }],
  },
  defaultHub: {
    description: "The hub for campaigns that name none.",
    type: "string",
    minLength: 1,
    examples: ["local"],
  },
  campaigns: {
    description: "Where the campaign files are, as a glob.",
    type: "string",
    minLength: 1,
    default: "campaigns/**/*.yaml",
    examples: ["campaigns/**/*.yaml"],
  },
  tags: {
    description: "The tags that exist.",
    ...closedObject({
      known: {
        description: "Globs of the tags that campaigns may use; a mistyped tag becomes an error.",
        type: "array",
        items: { type: "string", minLength: 1 },
        examples: [["sports", "locale:*"]],
      },
    }),
    examples: [{ known: ["sports", "locale:*"] }],
  },
  ledger: ledgerSchema,
  reports: {
    description: "Folder for the reports of runs.",
    type: "string",
    minLength: 1,
    default: ".campanile/reports",
    examples: [".campanile/reports"],
  },
  preview: {
    description: "What a preview may do.",
    ...closedObject({
      imageHosts: {
        description:
          "Hosts that `preview --fetch-images` may ask for pictures, over HTTPS: exact names, with a port when it is not 443.",
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$" },
        examples: [["cdn.example.com"]],
      },
    }),
    examples: [{ imageHosts: ["cdn.example.com"] }],
  },
};

export const projectSchema: Schema = {
  $schema: draft,
  title: "Campanile project",
  description: "campanile.yaml: the hubs, where campaigns are, and where the memory lies.",
  ...closedObject(projectProperties, { required: ["hubs"] }),
};
