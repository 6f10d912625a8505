import type { Audience } from "./audience.ts";
import type { Position } from "./diagnostic.ts";
import type { Json } from "./json.ts";
import type { PlatformName } from "./platform-name.ts";

export type OnUnknown = "hold" | "resend" | "assume-sent";

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
  /** When the hub is to send it, as declared: a time with an offset. */
  readonly schedule: string | undefined;
  readonly scheduleAtMs: number | undefined;
  /** As declared: a time with an offset, or a duration after `schedule`. */
  readonly expires: string | undefined;
  readonly expiresAtMs: number | undefined;
  /** What happens to a delivery that may have gone out. */
  readonly onUnknown: OnUnknown;
  /** The author took it back: what is scheduled is cancelled, what has not left stays. */
  readonly cancelled: boolean;
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
