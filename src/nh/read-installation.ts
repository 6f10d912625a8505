import { isJsonObject, type Json } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";
import type { Installation } from "./installation.ts";
import {
  InstallationProblem,
  readChannel,
  readMembers,
  readOptionalText,
  readTags,
  readTemplates,
  readText,
  readTexts,
  readTiles,
  readUserId,
  refuseBody,
  refuseValue,
} from "./installation-fields.ts";
import type { DevicePlatform } from "./registration.ts";
import type { RegistrationShape, RegistrationShapes } from "./registration-shape.ts";

export type InstallationReading =
  | { readonly kind: "installation"; readonly installation: Installation }
  /** The message is the text of a 400. */
  | { readonly kind: "malformed"; readonly message: string };

/**
 * Reads the JSON of a PUT. Members that the hub alone writes, and unknown ones, are passed over.
 * Source: REST, "Create or overwrite an installation".
 */
export function readInstallation(
  body: string,
  { id, shapes }: { readonly id: string; readonly shapes: RegistrationShapes },
): InstallationReading {
  return attemptReading(() => {
    const tree = parseJson(body.replace(/^\ufeff/, ""));
    if (!isJsonObject(tree)) throw refuseBody("it is not a JSON object");
    const members = readMembers(tree, "installation");
    const installationId = readText(members.get("installationid"), "InstallationId");
    if (installationId !== id)
      throw refuseValue(
        `'InstallationId' is '${installationId}', and the address of the request has '${id}'`,
      );
    const [platform, shape] = readPlatform(members.get("platform"), shapes);
    return {
      installationId,
      userId: readUserId(members.get("userid")),
      platform,
      handle: readChannel(members.get("pushchannel"), shape),
      expirationTime: readExpirationTime(members.get("expirationtime")),
      tags: readTags(members.get("tags"), "Tags"),
      pushVariables: readTexts(members.get("pushvariables"), "PushVariables"),
      templates: readTemplates(members.get("templates"), "Templates"),
      secondaryTiles: readTiles(members.get("secondarytiles"), shape),
    };
  });
}

/** Turns a thrown {@link InstallationProblem} into its text. */
export function attemptReading(read: () => Installation): InstallationReading {
  try {
    return { kind: "installation", installation: read() };
  } catch (error) {
    if (error instanceof InstallationProblem) return { kind: "malformed", message: error.message };
    throw error;
  }
}

/** The word of installations in any case, as .NET writes `fcmV1`. */
function readPlatform(
  value: Json | undefined,
  shapes: RegistrationShapes,
): readonly [DevicePlatform, RegistrationShape] {
  const word = typeof value === "string" ? value.toLowerCase() : undefined;
  const found = [...shapes].find(([, { installationName }]) => installationName === word);
  if (found === undefined)
    throw refuseBody("'Platform' property is not specified or given value is not supported.");
  return found;
}

/** The year 9999 is how clients write what they read of an installation that does not expire. */
function readExpirationTime(value: Json | undefined): string | undefined {
  const text = readOptionalText(value, "ExpirationTime");
  if (text === undefined || text.startsWith("9999-12-31")) return undefined;
  const match = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (match === null || Number.isNaN(Date.parse(match[1] === undefined ? `${text}Z` : text)))
    throw refuseBody(`'ExpirationTime' is not a time: '${text}'. Write it as 2026-12-01T08:00:00Z`);
  return text;
}
