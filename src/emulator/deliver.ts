import type { DeviceBehaviour } from "../model/fleet.ts";
import type { PlatformName } from "../model/platform-name.ts";
import { readExpirySeconds } from "../nh/expiry.ts";
import { renderTemplate, renderTemplateValue } from "../nh/template-expression.ts";
import { platforms } from "../platforms/registry.ts";
import { byteLength } from "../text/count.ts";
import { nameAddress } from "./device-handle.ts";
import type { RowTemplate, Target } from "./row.ts";

/** The outcomes that happen here, in the words of telemetry. Source: REST, "Get notification message telemetry". */
export type OutcomeName =
  | "Success"
  | "Skipped"
  | "InvalidNotificationSize"
  | "ExpiredChannel"
  | "Throttled"
  | "WrongToken";

/** Whom a message was for, as its sender said it. */
export interface Audience {
  readonly address: "tags" | "broadcast" | "device" | "batch";
  /** The tag expression as it came; `undefined` for everyone and for direct sends. */
  readonly tags: string | undefined;
}

/** What a push service was handed for one device. */
export interface DeliveredItem {
  /** Name of the device; `undefined` when no device of the fleet has the handle. */
  readonly device: string | undefined;
  readonly platform: Target["platform"];
  readonly handle: string;
  readonly messageId: string;
  /** What the hub passes on; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As the device gets it: a template is filled in. */
  readonly body: string;
  readonly templateName: string | undefined;
  /** Tags that the device's registration had then, in lower case: what the audience was compared with. */
  readonly tags: ReadonlySet<string>;
  readonly audience: Audience;
}

export interface Attempt {
  readonly target: Target;
  readonly outcome: OutcomeName;
  /** Set when the push service took it. */
  readonly item: DeliveredItem | undefined;
  /** The push service is slow to hand it out. */
  readonly isLate?: boolean;
}

export interface OutgoingMessage {
  readonly id: string;
  readonly audience: Audience;
  readonly format: PlatformName;
  readonly body: string;
  /** Values for templates, from the body of a template send. */
  readonly properties: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the push services make of an address, as {@link nameAddress} spells it. */
  behaviourOf(address: string): DeviceBehaviour;
}

/** What a push service says when it does not take a message; the hub hears it after its 201. */
const refusals: Readonly<Record<DeviceBehaviour, OutcomeName | undefined>> = {
  delivers: undefined,
  slow: undefined,
  expired: "ExpiredChannel",
  throttled: "Throttled",
  "bad-token": "WrongToken",
};

/**
 * Hands a message to each target. A handle gets a native message once, later rows of it are skipped; each template
 * makes a message of its own. Source: NH docs, "Templates"; REST telemetry, `Skipped`.
 */
export function deliver(message: OutgoingMessage, targets: readonly Target[]): readonly Attempt[] {
  const served = new Set<string>();
  const renderings = new Map<string, Rendering>();
  return targets.map((target) => {
    const address = nameAddress(target);
    if (target.template === undefined) {
      if (served.has(address)) return { target, outcome: "Skipped", item: undefined };
      served.add(address);
    }
    const { body, headers } =
      target.template === undefined
        ? message
        : shareRendering(renderings, fillTemplate(target.template, message, target));
    // A hub finds out after its 201, so the sender sees it in telemetry alone.
    if (byteLength(body) > platforms[target.platform].maxBytes)
      return { target, outcome: "InvalidNotificationSize", item: undefined };
    const behaviour = message.behaviourOf(address);
    const refusal = refusals[behaviour];
    if (refusal !== undefined) return { target, outcome: refusal, item: undefined };
    const item = {
      device: target.deviceName,
      platform: target.platform,
      handle: target.handle,
      messageId: message.id,
      headers,
      body,
      templateName: target.template?.name,
      tags: target.tags,
      audience: message.audience,
    };
    return { target, outcome: "Success", item, isLate: behaviour === "slow" };
  });
}

interface Rendering {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Devices with one template mostly get one text, so the inbox keeps it once. */
function shareRendering(known: Map<string, Rendering>, rendering: Rendering): Rendering {
  const name = JSON.stringify([rendering.body, rendering.headers]);
  const before = known.get(name);
  if (before === undefined) known.set(name, rendering);
  return before ?? rendering;
}

function fillTemplate(template: RowTemplate, message: OutgoingMessage, target: Target): Rendering {
  const values = { properties: message.properties, pushVariables: target.pushVariables };
  const body = renderTemplate(template.body, values);
  // Nobody documents which header wins when both the send and the template have it; the device chose its template.
  const headers: Record<string, string> = { ...message.headers };
  for (const [name, candidate] of template.headers) {
    const value = renderTemplateValue(candidate, values);
    // Nothing is what a property that is missing leaves of a header, so there is none to pass on.
    if (value === "") delete headers[name];
    else headers[name] = name === "apns-expiration" ? String(readExpirySeconds(value) ?? value) : value;
  }
  return { body, headers };
}
