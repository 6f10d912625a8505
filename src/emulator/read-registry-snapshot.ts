import type { Json } from "../model/json.ts";
import { platformNames } from "../model/platform-name.ts";
import type { Installation, InstallationTemplate, SecondaryTile } from "../nh/installation.ts";
import type { DevicePlatform, Registration, RegistrationTemplate } from "../nh/registration.ts";
import { Mismatch, toCount, toList, toObject, toOptional, toText, toWord } from "./snapshot-fields.ts";

export function toRegistration(value: Json): Registration {
  const registration = toObject(value);
  return {
    id: toText(registration["id"]),
    etag: toCount(registration["etag"]),
    expirationTime: toTime(registration["expirationTime"]),
    platform: toPlatform(registration["platform"]),
    handle: toText(registration["handle"]),
    secondaryTile: toOptional(registration["secondaryTile"], toText),
    tags: toList(registration["tags"]).map(toText),
    pushVariables: toRecord(registration["pushVariables"], toText),
    template: toOptional(registration["template"], toTemplate),
  };
}

export function toInstallation(value: Json): Installation {
  const installation = toObject(value);
  return {
    installationId: toText(installation["installationId"]),
    userId: toOptional(installation["userId"], toText),
    platform: toPlatform(installation["platform"]),
    expirationTime: toOptional(installation["expirationTime"], toTime),
    pushVariables: toRecord(installation["pushVariables"], toText),
    ...toTile(value),
    secondaryTiles: toRecord(installation["secondaryTiles"], toTile),
  };
}

function toTemplate(value: Json | undefined): RegistrationTemplate {
  const template = toObject(value);
  return {
    name: toOptional(template["name"], toText),
    body: toText(template["body"]),
    headers: toRecord(template["headers"], toText),
    expiry: toOptional(template["expiry"], toText),
    priority: toOptional(template["priority"], toText),
    messageType: toOptional(template["messageType"], toText),
  };
}

/** What an installation and its tiles have in common. */
function toTile(value: Json | undefined): SecondaryTile {
  const tile = toObject(value);
  return {
    handle: toText(tile["handle"]),
    tags: toList(tile["tags"]).map(toText),
    templates: toRecord(tile["templates"], toInstallationTemplate),
  };
}

function toInstallationTemplate(value: Json | undefined): InstallationTemplate {
  const template = toObject(value);
  return {
    body: toText(template["body"]),
    headers: toRecord(template["headers"], toText),
    expiry: toOptional(template["expiry"], toText),
    tags: toList(template["tags"]).map(toText),
  };
}

/** With a zone, or without one, as it was put: what reads it later understands no other. */
function toTime(value: Json | undefined): string {
  const text = toText(value);
  const [, withoutZone] = /^(\d{4}-\d\d-\d\dT[\d:.]+)(?:Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  if (withoutZone === undefined || Number.isNaN(Date.parse(`${withoutZone}Z`))) throw new Mismatch();
  return text;
}

function toPlatform(value: Json | undefined): DevicePlatform {
  const name = toWord(value, platformNames);
  if (name === "template") throw new Mismatch();
  return name;
}

function toRecord<T>(value: Json | undefined, read: (value: Json | undefined) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(toObject(value)).map(([name, entry]) => [name, read(entry)]));
}
