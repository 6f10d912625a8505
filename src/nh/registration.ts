import type { PlatformName } from "../model/platform-name.ts";

/** A push service that devices have; `template` is none. */
export type DevicePlatform = Exclude<PlatformName, "template">;

/** One address of a device with its tags: what a send looks at. Source: REST, "Create registration". */
export interface Registration {
  readonly id: string;
  /** Counts the writes, from 1. */
  readonly etag: number;
  /** ISO 8601 without a zone. */
  readonly expirationTime: string;
  readonly platform: DevicePlatform;
  /** A browser's is the JSON text of its subscription, a Baidu device's is user and channel joined by `-`. */
  readonly handle: string;
  /** Name of a secondary tile, for WNS and MPNS. */
  readonly secondaryTile: string | undefined;
  /** As they were given, in their order. */
  readonly tags: readonly string[];
  readonly pushVariables: Readonly<Record<string, string>>;
  /** Absent on a native registration. */
  readonly template: RegistrationTemplate | undefined;
}

export interface RegistrationTemplate {
  readonly name: string | undefined;
  /** JSON or XML text with template expressions. */
  readonly body: string;
  /** Names as written. */
  readonly headers: Readonly<Record<string, string>>;
  /** APNs: a date, `0`, or an expression. */
  readonly expiry: string | undefined;
  /** APNs: `5`, `10`, or an expression. */
  readonly priority: string | undefined;
  /** Baidu: `0` for a message, `1` for a notification. */
  readonly messageType: string | undefined;
}

/** What never expires, as the service writes it. Source: recorded traffic. */
export const neverExpires = "9999-12-31T23:59:59.999";
