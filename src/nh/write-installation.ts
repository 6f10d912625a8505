import type { JsonObject } from "../model/json.ts";
import type { Installation, InstallationTemplate, SecondaryTile } from "./installation.ts";
import type { RegistrationShapes } from "./registration-shape.ts";

/** What never expires, as the service writes it in an installation. Source: recorded traffic. */
const neverExpires = "9999-12-31T23:59:59.9999999Z";

/**
 * The JSON of a GET, its members in the order of recorded traffic, without those that have nothing in them. A browser's push channel is a text, as .NET 4.2.0
 * reads it.
 */
export function writeInstallation(installation: Installation, shapes: RegistrationShapes): string {
  const { installationId, userId, handle, platform, expirationTime, tags } = installation;
  const { pushVariables, templates, secondaryTiles } = installation;
  return JSON.stringify({
    installationId,
    pushChannel: handle,
    pushChannelExpired: false,
    platform: shapes.get(platform)?.installationName ?? platform,
    expirationTime: expirationTime ?? neverExpires,
    ...(tags.length === 0 ? {} : { tags }),
    ...(isEmpty(pushVariables) ? {} : { pushVariables }),
    ...(isEmpty(templates) ? {} : { templates: mapValues(templates, writeTemplate) }),
    ...(isEmpty(secondaryTiles) ? {} : { secondaryTiles: mapValues(secondaryTiles, writeTile) }),
    ...(userId === undefined ? {} : { userId }),
  });
}

/** Its own name is the last of its tags, as if it had been given. Source: recorded traffic. */
function writeTemplate({ body, headers, expiry, tags }: InstallationTemplate, name: string): JsonObject {
  return {
    body,
    ...(isEmpty(headers) ? {} : { headers }),
    ...(expiry === undefined ? {} : { expiry }),
    tags: [...tags, name],
  };
}

function writeTile({ handle, tags, templates }: SecondaryTile): JsonObject {
  return {
    pushChannel: handle,
    pushChannelExpired: false,
    tags,
    templates: mapValues(templates, writeTemplate),
  };
}

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(record).length === 0;
}

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  write: (value: Value, name: string) => JsonObject,
): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, write(value, name)]));
}
