import type { Audience } from "./audience.ts";
import type { Position } from "./diagnostic.ts";
import type { Json } from "./json.ts";
import type { PlatformName } from "./platform-name.ts";

/** How a push service reads a body. */
export type PayloadForm = "json" | "xml" | "raw";

/** What one platform will get, rendered. Nothing in it depends on the clock. */
export interface Notification {
  readonly campaign: string;
  readonly revision: number;
  /** The platform's name unless the author gave one. */
  readonly id: string;
  readonly platform: PlatformName;
  readonly audience: Audience;
  /** The author's headers, rendered; names as written. */
  readonly headers: Readonly<Record<string, string>>;
  /** The author's body, rendered, text byte for byte. */
  readonly body: string;
  readonly form: PayloadForm;
  /** As declared: a time with an offset. */
  readonly expires: string | undefined;
  readonly expiresAtMs: number | undefined;
  /** The author permits sending what looks sent under another key. */
  readonly repeat: boolean;
  /** What was written, before rendering; the plan's `source` digest covers it. */
  readonly written: Json;
  readonly file: string;
  readonly position: Position;
}

/** A notification as it goes over the wire at one moment: with derived headers and its expiry in the service's words. */
export interface WireMessage {
  readonly platform: PlatformName;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
