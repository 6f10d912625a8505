import type { Json } from "./json.ts";
import type { PlatformName } from "./platform-name.ts";

/** What one device of a fleet must get of a campaign. */
export interface Expectation {
  /** Name of the device in the fleet. */
  readonly device: string;
  /** Limits it to the devices of this name that have the platform; `undefined` for all of the name. */
  readonly platform: PlatformName | undefined;
  /** One entry for each notification that it must get, in any order; empty for nothing. */
  readonly wanted: readonly WantedNotification[];
  readonly spot: ExpectationSpot;
}

export type WantedNotification =
  /** Stands in the title, subtitle or body. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "fields"; readonly fields: readonly WantedField[] };

export interface WantedField {
  /** Steps of a payload with dots between them, or a field that people see: `title`. */
  readonly path: string;
  /** `null`: there must be none. */
  readonly value: Json;
}

/** Where an expectation is written, as a diagnostic says it. */
export interface ExpectationSpot {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly sourceLine?: string;
}
