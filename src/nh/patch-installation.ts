import { isJsonObject, type Json } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";
import type { Installation, InstallationTemplate, SecondaryTile } from "./installation.ts";
import {
  checkTags,
  parseNested,
  readChannel,
  readOptionalText,
  readTags,
  readTemplate,
  readTemplates,
  readTemplateTags,
  readText,
  readTexts,
  readTile,
  readTiles,
  readUserId,
  refuseBody,
  refuseValue,
  requireTiles,
} from "./installation-fields.ts";
import { attemptReading, type InstallationReading } from "./read-installation.ts";
import type { RegistrationShape, RegistrationShapes } from "./registration-shape.ts";

interface Operation {
  readonly kind: "add" | "replace" | "remove";
  /** As written, for messages. */
  readonly path: string;
  readonly value: Json | undefined;
}

interface PatchContext {
  readonly operation: Operation;
  readonly shape: RegistrationShape;
}

/** What an installation and one of its tiles have in common. */
type Addressee = SecondaryTile;

/**
 * Applies the JSON Patch of a request's body, all of it or nothing. The installation then expires as if it were new
 * (.NET SDK issue 267). Where RFC 6902 wants the target to be there, a hub sees that what is asked for is so: a
 * removal of what is absent changes nothing. Source: REST, "Update by installation ID"; RFC 6902 for the escapes.
 */
export function patchInstallation(
  installation: Installation,
  body: string,
  shapes: RegistrationShapes,
): InstallationReading {
  return attemptReading(() => {
    const shape = shapes.get(installation.platform);
    if (shape === undefined) throw refuseBody("nothing is known of its platform");
    const tree = parseJson(body.replace(/^\ufeff/, ""));
    if (!Array.isArray(tree)) throw refuseBody("it is not a JSON array of operations");
    const patched = tree
      .map(readOperation)
      .reduce((before, operation) => applyOperation(before, operation, shape), installation);
    return { ...patched, expirationTime: undefined };
  });
}

function readOperation(tree: Json): Operation {
  if (!isJsonObject(tree)) throw refuseBody("an operation of the patch is not an object");
  const path = readText(tree["path"], "path");
  const word = readText(tree["op"], "op").toLowerCase();
  const kind = (["add", "replace", "remove"] as const).find((known) => known === word);
  if (kind === undefined)
    throw refuseBody(`the operation '${word}' is not supported. Use add, replace or remove`);
  const value = tree["value"] ?? undefined;
  if (kind !== "remove" && value === undefined) throw refuseBody(`the ${kind} of '${path}' has no value`);
  return { kind, path, value };
}

function applyOperation(
  installation: Installation,
  operation: Operation,
  shape: RegistrationShape,
): Installation {
  const [field = "", ...rest] = readPointer(operation.path);
  const [name] = rest;
  const isWhole = rest.length === 0;
  switch (field.toLowerCase()) {
    case "userid":
    case "user":
      if (!isWhole) throw refusePath(operation);
      return { ...installation, userId: readUserId(givenValue(operation)) };
    case "pushvariables": {
      if (rest.length > 1) throw refusePath(operation);
      const pushVariables =
        name === undefined
          ? readTexts(givenValue(operation), operation.path)
          : patchEntry(installation.pushVariables, name, {
              value: operation.kind === "remove" ? undefined : readText(operation.value, operation.path),
            });
      return { ...installation, pushVariables };
    }
    case "secondarytiles":
      return { ...installation, secondaryTiles: patchTiles(installation, rest, { operation, shape }) };
    default:
      return { ...installation, ...patchAddressee(installation, [field, ...rest], { operation, shape }) };
  }
}

function patchTiles(
  { secondaryTiles }: Installation,
  [id, ...rest]: readonly string[],
  { operation, shape }: PatchContext,
): Readonly<Record<string, SecondaryTile>> {
  if (id === undefined) return readTiles(givenValue(operation), shape);
  requireTiles(shape);
  if (rest.length > 0) {
    const tile = findEntry(secondaryTiles, id);
    if (tile === undefined) throw refuseValue(`there is no secondary tile '${id}'`);
    return patchEntry(secondaryTiles, id, { value: patchAddressee(tile, rest, { operation, shape }) });
  }
  const value = operation.kind === "remove" ? undefined : readTile(operation.value, { id, shape });
  return patchEntry(secondaryTiles, id, { value });
}

function patchAddressee(
  { handle, tags, templates }: Addressee,
  [field = "", ...rest]: readonly string[],
  { operation, shape }: PatchContext,
): Addressee {
  switch (field.toLowerCase()) {
    case "pushchannel":
      if (rest.length > 0) throw refusePath(operation);
      return { handle: readChannel(givenValue(operation), shape), tags, templates };
    case "tags":
      return { handle, tags: patchTags(tags, rest, { operation, read: readTagsOf }), templates };
    case "templates":
      return { handle, tags, templates: patchTemplates(templates, rest, operation) };
    default:
      throw refusePath(operation);
  }
}

function patchTemplates(
  templates: Readonly<Record<string, InstallationTemplate>>,
  [name, ...rest]: readonly string[],
  operation: Operation,
): Readonly<Record<string, InstallationTemplate>> {
  if (name === undefined) return readTemplates(givenValue(operation), "Templates");
  if (rest.length > 0) {
    const template = findEntry(templates, name);
    if (template === undefined) throw refuseValue(`there is no template '${name}'`);
    return patchEntry(templates, name, { value: patchTemplate(template, [name, ...rest], operation) });
  }
  const value = operation.kind === "remove" ? undefined : readTemplate(operation.value, name);
  return patchEntry(templates, name, { value });
}

function patchTemplate(
  template: InstallationTemplate,
  [name = "", field = "", ...rest]: readonly string[],
  operation: Operation,
): InstallationTemplate {
  const word = field.toLowerCase();
  if (word === "tags") {
    const read = (value: Json) => readTemplateTags(toArray(value), name);
    return { ...template, tags: patchTags(template.tags, rest, { operation, read }) };
  }
  if (rest.length > 0) throw refusePath(operation);
  const value = givenValue(operation);
  switch (word) {
    case "body":
    case "bodytemplate": {
      const body = readOptionalText(value, operation.path);
      if (body === undefined) throw refuseValue(`'Body' of the template '${name}' is required`);
      return { ...template, body };
    }
    case "headers":
      return { ...template, headers: readTexts(value, operation.path) };
    case "expiry":
    case "expiration":
      return { ...template, expiry: readOptionalText(value, operation.path) };
    default:
      throw refusePath(operation);
  }
}

/**
 * Tags are named by their value, not by their place. A text adds one tag, an array or its JSON text adds all of it,
 * and a replacement is a removal and an addition. Source: NH docs, "Registration management".
 */
function patchTags(
  tags: readonly string[],
  [tag, ...rest]: readonly string[],
  { operation, read }: { readonly operation: Operation; readonly read: (value: Json) => readonly string[] },
): readonly string[] {
  const { kind, value } = operation;
  if (rest.length > 0 || (kind === "add" && tag !== undefined && tag !== "-")) throw refusePath(operation);
  const kept =
    kind === "add"
      ? tags
      : tags.filter((held) => tag !== undefined && held.toLowerCase() !== tag.toLowerCase());
  return kind === "remove" || value === undefined ? kept : checkTags([...kept, ...read(value)]);
}

function readTagsOf(value: Json): readonly string[] {
  return readTags(toArray(value), "Tags");
}

function toArray(value: Json): Json | undefined {
  const tree = parseNested(value);
  return typeof tree === "string" ? [tree] : tree;
}

/** `undefined` for a removal, so that a field becomes what it is in an installation that leaves it out. */
function givenValue({ kind, value }: Operation): Json | undefined {
  return kind === "remove" ? undefined : value;
}

/** Own entries only: a name may be that of a member which every object has. */
function findEntry<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A copy with this value, which keeps its place; without the entry for `undefined`. */
function patchEntry<Value>(
  record: Readonly<Record<string, Value>>,
  name: string,
  { value }: { readonly value: Value | undefined },
): Readonly<Record<string, Value>> {
  const entries = new Map(Object.entries(record));
  if (value === undefined) entries.delete(name);
  else entries.set(name, value);
  return Object.fromEntries(entries);
}

/** The segments of a JSON Pointer. Source: RFC 6901. */
function readPointer(path: string): readonly string[] {
  if (!path.startsWith("/")) throw refuseBody(`the path '${path}' does not begin with /`);
  return path
    .slice(1)
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function refusePath({ kind, path }: Operation): Error {
  return refuseBody(`the path '${path}' is not one that ${kind} can change`);
}
