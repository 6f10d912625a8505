import { isJsonObject } from "../model/json.ts";
import { type PlatformName, platformNames } from "../model/platform-name.ts";
import { checkTag } from "../nh/tag.ts";
import {
  measureTagExpression,
  parseTagExpression,
  type TagExpression,
  tagsIn,
} from "../nh/tag-expression.ts";
import { parseXml } from "../nh/xml.ts";
import { platformByAlias, platforms } from "../platforms/registry.ts";
import { parseJson } from "../text/parse-json.ts";
import { invalidPayload, type Refusal, refuse } from "./reply.ts";

export type FormatReading = { readonly kind: "format"; readonly format: PlatformName } | Refusal;

/** Reads `ServiceBusNotification-Format` in any case; without one a hub takes the body for a template's properties. */
export function readFormat(headers: ReadonlyMap<string, string>): FormatReading {
  const word = headers.get("servicebusnotification-format")?.trim() ?? "";
  if (word === "") return { kind: "format", format: "template" };
  const format = platformNames.find((name) => name === word.toLowerCase());
  if (format !== undefined) return { kind: "format", format };
  const meant = platformByAlias(word.toLowerCase());
  const advice = meant === undefined ? `Use one of ${platformNames.join(", ")}` : `Use '${meant}'`;
  return refuse(400, `The notification format '${word}' is not supported. ${advice}`);
}

export type AudienceReading =
  | {
      readonly kind: "audience";
      /** `undefined` for everyone. */
      readonly expression: TagExpression | undefined;
      /** As it came. */
      readonly tags: string | undefined;
    }
  | Refusal;

/** Reads `ServiceBusNotification-Tags`. Limits: NH docs, "Routing and tag expressions". */
export function readAudience(headers: ReadonlyMap<string, string>): AudienceReading {
  const tags = headers.get("servicebusnotification-tags")?.trim() ?? "";
  if (tags === "") return { kind: "audience", expression: undefined, tags: undefined };
  const reading = parseTagExpression(tags);
  if (reading.kind === "malformed") {
    return refuse(
      400,
      `The tag expression is invalid at character ${reading.offset + 1}: ${reading.message}`,
    );
  }
  const wrong = tagsIn(reading.expression).filter(({ tag }) => checkTag(tag) !== undefined);
  if (wrong.length > 0) {
    const quoted = wrong.map(({ tag }) => tag).join(",");
    return refuse(
      400,
      `An invalid tag(s) '${quoted}' was supplied. Valid tag characters are alphanumeric, _, @, -, ., : and #`,
    );
  }
  const { count, limit } = measureTagExpression(reading.expression);
  if (count > limit)
    return refuse(400, `The tag expression holds ${count} tags; a hub takes ${limit} in one of its kind`);
  return { kind: "audience", expression: reading.expression, tags };
}

/** `undefined` for a body that the platform can read at all. */
export function checkPayload(
  format: PlatformName,
  body: string,
  headers: Readonly<Record<string, string>>,
): Refusal | undefined {
  const platform = platforms[format];
  const form = platform.readForm?.(body, headers) ?? platform.forms[0];
  const isReadable =
    form === "json"
      ? parseJson(body) !== undefined
      : form === "xml"
        ? parseXml(body.replace(/^\ufeff/, "")).kind === "document"
        : body !== "";
  return isReadable ? undefined : invalidPayload;
}

export type PropertiesReading =
  | { readonly kind: "properties"; readonly properties: ReadonlyMap<string, string> }
  | Refusal;

/**
 * Reads the body of a template send: a flat object. Microsoft documents text values only; other scalars become text,
 * and a nested value, which a hub takes and then delivers nothing, is refused.
 */
export function readProperties(body: string): PropertiesReading {
  const tree = parseJson(body);
  if (!isJsonObject(tree)) return invalidPayload;
  const properties = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === "object" && value !== null)
      return refuse(
        400,
        `The property '${name}' is not text. The body of a template notification is a flat object of texts`,
      );
    if (value !== null) properties.set(name, String(value));
  }
  return { kind: "properties", properties };
}
