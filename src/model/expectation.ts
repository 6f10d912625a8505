import type { Diagnostic } from "./diagnostic.ts";
import type { Json } from "./json.ts";

/** What the devices of one name must get of a campaign. */
export interface Expectation {
  /** Name in the fleet; devices of several platforms may share it. */
  readonly device: string;
  /** One for all that comes, or one for each notification or platform that is named. */
  readonly parts: readonly ExpectedPart[];
  readonly spot: ExpectationSpot;
}

export interface ExpectedPart {
  /** Id of a notification, or a platform; `undefined` for whatever the campaign sends. */
  readonly key: string | undefined;
  /** One entry for each notification that must come, in any order; empty for nothing. */
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

/** Where an expectation is written. */
export type ExpectationSpot = Pick<Diagnostic, "file" | "line" | "column" | "length" | "sourceLine">;
