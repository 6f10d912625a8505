import type { PlatformName } from "../model/platform-name.ts";
import { readExpirySeconds } from "../nh/expiry.ts";
import { renderTemplate, renderTemplateValue } from "../nh/template-expression.ts";
import { platforms } from "../platforms/registry.ts";
import { byteLength } from "../text/count.ts";
import { nameAddress } from "./device-handle.ts";
import type { RowTemplate, Target } from "./row.ts";

/** The outcomes that happen here, in the words of telemetry. Source: REST, "Get notification message telemetry". */
export type OutcomeName = "Success" | "Skipped" | "InvalidNotificationSize";

/** What a push service was handed for one device. */
export interface InboxItem {
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
}

export interface Attempt {
  readonly target: Target;
  readonly outcome: OutcomeName;
  /** Set when the push service took it. */
  readonly item: InboxItem | undefined;
}

export interface OutgoingMessage {
  readonly id: string;
  readonly format: PlatformName;
  readonly body: string;
  /** Values for templates, from the body of a template send. */
  readonly properties: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Hands a message to each target. A handle gets a native message once, later rows of it are skipped; each template
 * makes a message of its own. Source: NH docs, "Templates"; REST telemetry, `Skipped`.
 */
export function deliver(message: OutgoingMessage, targets: readonly Target[]): readonly Attempt[] {
  const served = new Set<string>();
  return targets.map((target) => {
    if (target.template === undefined) {
      const address = nameAddress(target);
      if (served.has(address)) return { target, outcome: "Skipped", item: undefined };
      served.add(address);
    }
    const { body, headers } =
      target.template === undefined ? message : fillTemplate(target.template, message, target);
    // A hub finds out after its 201, so the sender sees it in telemetry alone.
    if (byteLength(body) > platforms[target.platform].maxBytes)
      return { target, outcome: "InvalidNotificationSize", item: undefined };
    const item = {
      device: target.deviceName,
      platform: target.platform,
      handle: target.handle,
      messageId: message.id,
      headers,
      body,
      templateName: target.template?.name,
    };
    return { target, outcome: "Success", item };
  });
}

function fillTemplate(
  template: RowTemplate,
  message: OutgoingMessage,
  target: Target,
): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
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
