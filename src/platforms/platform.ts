import type { Json } from "../model/json.ts";
import type { PayloadForm, WireMessage } from "../model/notification.ts";
import type { PlatformName } from "../model/platform-name.ts";
import type { RegistrationShape } from "../nh/registration-shape.ts";

/** What Campanile knows of one push service. One file each; `registry.ts` lists them. */
export interface Platform {
  readonly name: PlatformName;
  /** For people: `Apple Push Notification service`. */
  readonly title: string;
  /** Words people use for it that the hub refuses: `ios`, `apns`. */
  readonly aliases: readonly string[];
  /** Set when the vendor has shut the service down: what happened and what to use, in a sentence. */
  readonly retired?: string;
  /** Forms that a payload may have. A tree is sent as JSON; text is sent as it stands. */
  readonly forms: readonly PayloadForm[];
  /** Largest body in UTF-8 bytes, with its source in a comment beside the figure. */
  readonly maxBytes: number;
  /** Whether a delivery to a device handle (`?direct`) exists. */
  readonly acceptsDirectSend: boolean;
  /** Which form a text payload has; absent: the first of `forms`. */
  readForm?(text: string, headers: Readonly<Record<string, string>>): PayloadForm;
  /** Whether `properties` make the body when there is no payload. */
  readonly bodyFromProperties?: boolean;
  /** Whether the leaf at this path of the tree must be text even when its template yields a number. */
  wantsText(path: readonly (string | number)[]): boolean;
  /** Looks at a rendered payload. Positions are paths into the tree; an empty path is the whole payload. */
  inspect(payload: RenderedPayload): readonly Finding[];
  /** Adds what the author left to us: content type and headers found from the body. An explicit header wins. */
  complete(payload: RenderedPayload): WireMessage;
  /** Says the expiry in the service's own words, unless the author did. `undefined`: the service has no such word. */
  expire?(message: WireMessage, expiresAtMs: number, nowMs: number): WireMessage;
  /**
   * Marks the message with an id, so that a device shows one more copy in place of the first; what the author set
   * stays. Absent, or `undefined` for this message: nothing is replaced.
   */
  collapse?(message: WireMessage, id: string): WireMessage | undefined;
  /** Whether a handle needs headers of its own, so that a batch cannot carry it. */
  readonly addressesOneByOne?: boolean;
  /** Headers that carry a device handle in a direct send. */
  addressDevice?(handle: string): Readonly<Record<string, string>>;
  /** How its devices are registered; `template` is no push service and has none. */
  readonly registration?: RegistrationShape;
}

export interface RenderedPayload {
  /** The form of the body: JSON when it parses as the platform wants it, else what the platform makes of the text. */
  readonly form: PayloadForm;
  /** The body as it will be sent. */
  readonly body: string;
  /** The body as a tree, for JSON. */
  readonly tree: Json | undefined;
  /** The author's headers, rendered; names as written. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A rule of the service that a payload breaks, or an advice. */
export interface Finding {
  /** `shape`: the service will refuse it. `advice`: it works, but rarely as meant. `root`: the XML root says nothing of its type. */
  readonly kind: "shape" | "advice" | "root" | "text-only";
  /** In the payload's tree, or `headers` and a name. */
  readonly path: readonly (string | number)[];
  /** Point at the key of that path rather than at its value. */
  readonly atKey?: boolean;
  readonly message: string;
  readonly hint?: string;
}
