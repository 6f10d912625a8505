import type { Secret } from "./secret.ts";

/** The project file, checked and with its defaults. Secrets are not resolved yet. */
export interface Project {
  /** Absolute path of the folder that holds the project file; paths in YAML are relative to it. */
  readonly root: string;
  /** As shown to people. */
  readonly file: string;
  readonly hubs: ReadonlyMap<string, Hub>;
  readonly defaultHub: string | undefined;
  /** A glob relative to the root. */
  readonly campaigns: string;
  /** Globs of the tags that exist; `undefined` when the project does not say. */
  readonly knownTags: readonly string[] | undefined;
  readonly ledger: LedgerSettings;
  /** Folder for reports, relative to the root. */
  readonly reports: string;
  /** Hosts that `preview --fetch-images` may ask for pictures, in lower case, with a port that is not 443. */
  readonly imageHosts: readonly string[];
}

/** Where the ledger lives. Paths are relative to the root. */
export type LedgerSettings = FileLedger | GitLedger | AzureBlobLedger;

export interface FileLedger {
  readonly backend: "file";
  readonly path: string;
  /** The path survives between runs and is seen by all runners. */
  readonly shared: boolean;
}

export interface GitLedger {
  readonly backend: "git";
  /** Name of a remote of the checkout. */
  readonly remote: string;
  readonly branch: string;
}

export interface AzureBlobLedger {
  readonly backend: "azblob";
  /** A storage connection string, or the URL of the container with a SAS. */
  readonly connection: SecretReference;
  /** `file:line:column` of the reference. */
  readonly place: string;
  /** Needed with a connection string; a container URL names it itself. */
  readonly container: string | undefined;
  /** Begins the names of the blobs: `news/`. Empty for none. */
  readonly prefix: string;
}

export type Hub = EmulatorHub | RealHub;

interface HubCommon {
  readonly alias: string;
  readonly testTag: string | undefined;
  readonly policy: Policy;
}

export interface EmulatorHub extends HubCommon {
  readonly kind: "emulator";
  /** The fleet file, relative to the root. */
  readonly fleet: string;
}

export interface RealHub extends HubCommon {
  readonly kind: "real";
  /** `undefined`: the connection string's `EntityPath` says it. */
  readonly hub: string | undefined;
  readonly connectionString: SecretReference;
  /** `file:line:column` of the reference. */
  readonly place: string;
  readonly tier: "free" | "basic" | "standard";
  /** Hosts beyond Azure's own that may be given a signature. */
  readonly allowedHosts: readonly string[];
}

/** Where a secret lies; the secret itself is never in the file. */
export type SecretReference =
  | { readonly kind: "environment"; readonly variable: string }
  | { readonly kind: "file"; readonly path: string };

export interface Policy {
  readonly requireExpiry: boolean;
  readonly broadcast: "allow" | "deny";
  readonly maxRequests: number | undefined;
  readonly maxPerMinute: number | undefined;
  readonly sendFrom: readonly string[] | undefined;
  readonly quietHours: QuietHours | undefined;
  /** `file:line:column` of each rule that the project file states. */
  readonly places: ReadonlyMap<PolicyRule, string>;
}

export type PolicyRule = "requireExpiry" | "broadcast" | "maxRequests" | "sendFrom" | "quietHours";

export interface QuietHours {
  /** `HH:MM` on the clock of `zone`. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  /** What happens to a send that falls into them: `defer` leaves it to a later run. */
  readonly action: "refuse" | "defer";
}

/** A connection string, parsed. */
export interface Connection {
  /** `https:` or, for a loopback host only, `http:`. */
  readonly protocol: "https:" | "http:";
  /** Host name with its port, when one was given. */
  readonly host: string;
  readonly ruleName: string;
  readonly key: Secret;
  /** From `EntityPath`. */
  readonly entityPath: string | undefined;
}
