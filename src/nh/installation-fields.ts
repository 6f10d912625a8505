import { isJsonObject, type Json } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";
import type { InstallationTemplate, SecondaryTile } from "./installation.ts";
import type { RegistrationShape } from "./registration-shape.ts";
import { findTagsProblem } from "./registration-tags.ts";

/** What an installation says is not what a hub takes; the message is the text of a 400. */
export class InstallationProblem extends Error {
  override readonly name = "InstallationProblem";
}

/** The shape is wrong: the words with which the service begins. Source: Java SDK issue 191. */
export function refuseBody(reason: string): InstallationProblem {
  return new InstallationProblem(`The provided request body is invalid. Error: ${reason}`);
}

/** A value is wrong: the words with which the service begins. Source: .NET SDK issues 64 and 88. */
export function refuseValue(reason: string): InstallationProblem {
  return new InstallationProblem(`Installation validation failed with following error(s): ${reason}`);
}

/** The members of an object by their names in lower case: clients spell `userId` and `userID`. Null is absence. */
export function readMembers(value: Json | undefined, field: string): ReadonlyMap<string, Json> {
  const tree = parseNested(value);
  if (!isJsonObject(tree)) throw refuseBody(`'${field}' is not an object`);
  const members = Object.entries(tree).filter(([, member]) => member !== null);
  return new Map(members.map(([name, member]) => [name.toLowerCase(), member]));
}

export function readText(value: Json | undefined, field: string): string {
  if (typeof value !== "string") throw refuseBody(`'${field}' is not a text`);
  return value;
}

export function readOptionalText(value: Json | undefined, field: string): string | undefined {
  return value === undefined || value === "" ? undefined : readText(value, field);
}

/** Texts by name; also as a JSON text, since values of a patch are texts in the SDKs. */
export function readTexts(value: Json | undefined, field: string): Readonly<Record<string, string>> {
  return mapEntries(value, field, (member, name) => readText(member, `${field}/${name}`));
}

/** Characters of a user's name. Source: REST, "Create or overwrite an installation". */
export function readUserId(value: Json | undefined): string | undefined {
  const userId = readOptionalText(value, "UserId");
  if (userId !== undefined && !/^[A-Za-z0-9_@#.:=-]+$/.test(userId))
    throw refuseValue(`'UserId' can hold alphanumeric characters and -, _, @, #, ., : and = only`);
  return userId;
}

/** One text; a subscription becomes its JSON text, whether it came as an object or as that text. */
export function readChannel(value: Json | undefined, { channelMembers }: RegistrationShape): string {
  if (value === undefined || value === "") throw refuseValue("'PushChannel' is required");
  if (channelMembers === undefined) return readText(value, "PushChannel");
  const members = readMembers(value, "PushChannel");
  const parts = channelMembers.map((name) => {
    const text = readOptionalText(members.get(name), `PushChannel/${name}`);
    if (text === undefined) throw refuseValue(`'PushChannel' of a browser needs '${name}'`);
    return [name, text] as const;
  });
  return JSON.stringify(Object.fromEntries(parts));
}

export function readTags(value: Json | undefined, field: string): readonly string[] {
  if (value === undefined) return [];
  const tree = parseNested(value);
  if (!Array.isArray(tree)) throw refuseBody(`'${field}' is not an array of texts`);
  return checkTags(tree.map((tag: Json) => readText(tag, field)));
}

/** Without the second of two that differ in case alone. */
export function checkTags(tags: readonly string[]): readonly string[] {
  const problem = findTagsProblem(tags);
  if (problem !== undefined) throw new InstallationProblem(problem);
  const seen = new Map<string, string>();
  for (const tag of tags) if (!seen.has(tag.toLowerCase())) seen.set(tag.toLowerCase(), tag);
  return [...seen.values()];
}

export function readTemplates(
  value: Json | undefined,
  field: string,
): Readonly<Record<string, InstallationTemplate>> {
  return mapEntries(value, field, (member, name) => readTemplate(member, name));
}

/**
 * One template, an object or its JSON text. The hub tags it with its own name, so that this name, which a client that
 * read the installation sends back, is no tag of its own. Source: recorded traffic; NH docs, for the other spellings.
 */
export function readTemplate(value: Json | undefined, name: string): InstallationTemplate {
  const field = `Templates/${name}`;
  if (name === "") throw refuseValue("a template has no name");
  const members = readMembers(value, field);
  const body = readOptionalText(members.get("body") ?? members.get("bodytemplate"), `${field}/Body`);
  if (body === undefined) throw refuseValue(`'Body' of the template '${name}' is required`);
  return {
    body,
    headers: readTexts(members.get("headers"), `${field}/Headers`),
    expiry: readOptionalText(members.get("expiry") ?? members.get("expiration"), `${field}/Expiry`),
    tags: readTemplateTags(members.get("tags"), name),
  };
}

export function readTemplateTags(value: Json | undefined, name: string): readonly string[] {
  const tree = parseNested(value);
  if (!Array.isArray(tree)) return readTags(value, `Templates/${name}/Tags`);
  return readTags(
    tree.filter((tag: Json) => tag !== name),
    `Templates/${name}/Tags`,
  );
}

export function readTiles(
  value: Json | undefined,
  shape: RegistrationShape,
): Readonly<Record<string, SecondaryTile>> {
  const tiles = mapEntries(value, "SecondaryTiles", (member, id) => readTile(member, { id, shape }));
  if (Object.keys(tiles).length > 0) requireTiles(shape);
  return tiles;
}

/** Source: NH docs, "Registration management". */
export function requireTiles({ hasInstallationTiles }: RegistrationShape): void {
  if (hasInstallationTiles !== true) throw refuseValue("'SecondaryTiles' only acceptable for WNS");
}

export function readTile(
  value: Json | undefined,
  { id, shape }: { readonly id: string; readonly shape: RegistrationShape },
): SecondaryTile {
  const field = `SecondaryTiles/${id}`;
  const members = readMembers(value, field);
  return {
    handle: readChannel(members.get("pushchannel"), shape),
    tags: readTags(members.get("tags"), `${field}/Tags`),
    templates: readTemplates(members.get("templates"), `${field}/Templates`),
  };
}

/** The tree of a text that is a JSON object or array, else the value itself. */
export function parseNested(value: Json | undefined): Json | undefined {
  return typeof value === "string" && /^\s*[[{]/.test(value) ? (parseJson(value) ?? value) : value;
}

/** The names of campaigns and devices are data: `fromEntries` makes own members of all of them. */
function mapEntries<Value>(
  value: Json | undefined,
  field: string,
  read: (member: Json, name: string) => Value,
): Readonly<Record<string, Value>> {
  if (value === undefined) return {};
  const tree = parseNested(value);
  if (!isJsonObject(tree)) throw refuseBody(`'${field}' is not an object`);
  const members = Object.entries(tree).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, read(member, name)]));
}
