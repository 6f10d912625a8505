import type { DevicePlatform } from "./registration.ts";

/** A device as its app describes it; the hub makes registrations of it. Source: REST, "Create or overwrite an installation". */
export interface Installation {
  readonly installationId: string;
  readonly userId: string | undefined;
  readonly platform: DevicePlatform;
  /** The push channel; a browser's is the JSON text of its subscription. */
  readonly handle: string;
  /** ISO 8601; `undefined`: never. */
  readonly expirationTime: string | undefined;
  readonly tags: readonly string[];
  readonly pushVariables: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, InstallationTemplate>>;
  /** WNS: tiles that have a channel of their own, by their id. */
  readonly secondaryTiles: Readonly<Record<string, SecondaryTile>>;
}

export interface InstallationTemplate {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiry: string | undefined;
  readonly tags: readonly string[];
}

export interface SecondaryTile {
  readonly handle: string;
  readonly tags: readonly string[];
  readonly templates: Readonly<Record<string, InstallationTemplate>>;
}
