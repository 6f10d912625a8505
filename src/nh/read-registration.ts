import { isJsonObject } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";
import type { DevicePlatform, Registration, RegistrationTemplate } from "./registration.ts";
import type { RegistrationShape, RegistrationShapes } from "./registration-shape.ts";
import { baseElements, memberElements, secondaryTileElement } from "./registration-xml.ts";
import { serviceNamespace } from "./service-xml.ts";
import { childElement, childElements, parseXml, textOf, type XmlElement } from "./xml.ts";

/** What a client says of a registration; id, ETag and expiry are the hub's. */
export type RegistrationDraft = Pick<
  Registration,
  "platform" | "handle" | "secondaryTile" | "tags" | "pushVariables" | "template"
>;

export type RegistrationReading =
  | { readonly kind: "registration"; readonly draft: RegistrationDraft }
  /** In the words of the service where they are known. */
  | { readonly kind: "malformed"; readonly message: string };

class Refused extends Error {}

/**
 * Reads the Atom entry of any SDK: the description under its own name or as `RegistrationDescription` with `i:type`.
 * The order of the elements is the service's. Those of a template may come in any order behind its body, as SDK 2.1.0
 * for JavaScript writes them. Elements that the service does not know it skips.
 */
export function readRegistration(body: string, shapes: RegistrationShapes): RegistrationReading {
  const reading = parseXml(body);
  if (reading.kind === "malformed")
    return malformed(`${findPlace(body, reading.offset)} The XML is malformed: ${reading.message}.`);
  const content = reading.root.local === "entry" ? childElement(reading.root, "content") : undefined;
  const description = content === undefined ? undefined : childElements(content)[0];
  if (description === undefined) return malformed("The body is not an Atom entry with a registration.");
  const name = nameType(description);
  const found = findShape(name, shapes);
  if (found === undefined) return malformed(`'${name}' is not a registration that this hub knows.`);
  try {
    return { kind: "registration", draft: readDescription(description, { ...found, body }) };
  } catch (error) {
    if (error instanceof Refused) return malformed(error.message);
    throw error;
  }
}

interface Source {
  readonly platform: DevicePlatform;
  readonly shape: RegistrationShape;
  readonly isTemplate: boolean;
  readonly body: string;
}

function readDescription(description: XmlElement, source: Source): RegistrationDraft {
  const { platform, shape, isTemplate } = source;
  const elements = readInOrder(description, source);
  const textIn = (name: string) => readText(elements.get(name));
  const parts = shape.handleElements.map((name) => {
    const text = textIn(name)?.trim() ?? "";
    if (text === "") throw new Refused(`'${name}' is empty.`);
    return text;
  });
  const wrong = shape.checkHandle?.(parts);
  if (wrong !== undefined) throw new Refused(wrong);
  const tile = shape.hasSecondaryTile ? textIn(secondaryTileElement)?.trim() : undefined;
  return {
    platform,
    handle: shape.joinHandle(parts),
    secondaryTile: tile === "" ? undefined : tile,
    tags: readTags(textIn("Tags") ?? ""),
    pushVariables: readPushVariables(textIn("PushVariables") ?? ""),
    template: isTemplate ? readTemplate(elements, shape) : undefined,
  };
}

/** By local name. Throws {@link Refused} when the service would stumble over their order. */
function readInOrder(
  description: XmlElement,
  { shape, isTemplate, body }: Source,
): ReadonlyMap<string, XmlElement> {
  const tile = shape.hasSecondaryTile ? [secondaryTileElement] : [];
  const known = [...baseElements, ...shape.handleElements, ...tile];
  const required = [...shape.handleElements, ...(isTemplate ? ["BodyTemplate"] : [])];
  const ordered = [...known, ...(isTemplate ? ["BodyTemplate"] : [])];
  const found = new Map<string, XmlElement>();
  let last = -1;
  const refuse = (kind: string, local: string, offset: number): never => {
    const missing = required.find((name) => !found.has(name));
    const end = missing === undefined ? ordered.length : ordered.indexOf(missing) + 1;
    const expected = ordered.slice(last + 1, end).join(" | ");
    const hint = expected === "" ? "" : ` Expecting element '${expected}'.`;
    throw new Refused(
      `${findPlace(body, offset)} '${kind}' '${local}' from namespace '${serviceNamespace}' is not expected.${hint}`,
    );
  };
  for (const child of childElements(description)) {
    const at = ordered.indexOf(child.local);
    if (at < 0) {
      if (!found.has(child.local)) found.set(child.local, child);
      continue;
    }
    const isSwapped = shape.hasFreeOrder === true && shape.handleElements.includes(child.local);
    const isBehind = at <= last && !(isSwapped && !found.has(child.local));
    const skips = required.some(
      (name) =>
        !found.has(name) && ordered.indexOf(name) < at && !(isSwapped && shape.handleElements.includes(name)),
    );
    if (isBehind || skips) refuse("Element", child.local, child.offset + 1);
    found.set(child.local, child);
    last = Math.max(last, at);
  }
  const isComplete = required.every((name) => found.has(name));
  if (!isComplete) {
    const end = body.lastIndexOf(`</${description.name}`);
    refuse("EndElement", description.local, end < 0 ? description.offset + 1 : end + 2);
  }
  return found;
}

function readTemplate(
  elements: ReadonlyMap<string, XmlElement>,
  shape: RegistrationShape,
): RegistrationTemplate {
  const members = new Set(shape.templateMembers);
  const textIn = (member: "expiry" | "name" | "priority" | "messageType") =>
    members.has(member) ? readText(elements.get(memberElements[member])) : undefined;
  const { headerElement } = shape;
  const list = headerElement === undefined ? undefined : elements.get(`${headerElement}s`);
  const headers = (list === undefined ? [] : childElements(list)).map((header) => {
    const name = textOf(childElement(header, "Header")).trim();
    if (name === "") throw new Refused(`A '${header.local}' has no name.`);
    return [name, textOf(childElement(header, "Value"))] as const;
  });
  return {
    name: textIn("name"),
    body: readText(elements.get("BodyTemplate")) ?? "",
    headers: Object.fromEntries(headers),
    expiry: textIn("expiry"),
    priority: textIn("priority"),
    messageType: textIn("messageType"),
  };
}

/** Blanks around tags do not count, nor does a tag that comes again in another case. Source: .NET SDK 4.2.0. */
function readTags(text: string): readonly string[] {
  const tags = new Map<string, string>();
  for (const tag of text.split(",").map((part) => part.trim()))
    if (tag !== "" && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), tag);
  return [...tags.values()];
}

function readPushVariables(text: string): Readonly<Record<string, string>> {
  if (text.trim() === "") return {};
  const variables = parseJson(text);
  const entries = isJsonObject(variables) ? Object.entries(variables) : undefined;
  const texts = entries?.flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  if (texts === undefined || texts.length !== entries?.length)
    throw new Refused("'PushVariables' is not the JSON text of a flat object of texts.");
  return Object.fromEntries(texts);
}

/** `undefined` for an element that is not there or says that it is nil. */
function readText(element: XmlElement | undefined): string | undefined {
  if (element === undefined || /^(?:true|1)$/.test(attribute(element, "nil") ?? "")) return undefined;
  return textOf(element);
}

function nameType(description: XmlElement): string {
  const type = description.local === "RegistrationDescription" ? attribute(description, "type") : undefined;
  return type === undefined ? description.local : type.trim().replace(/^.*:/, "");
}

/** One of XML Schema, by whatever prefix. */
function attribute(element: XmlElement, local: string): string | undefined {
  for (const [name, value] of element.attributes) if (name.endsWith(`:${local}`)) return value;
  return undefined;
}

function findShape(name: string, shapes: RegistrationShapes): Omit<Source, "body"> | undefined {
  for (const [platform, shape] of shapes) {
    if (name === `${shape.prefix}RegistrationDescription`) return { platform, shape, isTemplate: false };
    if (name === `${shape.prefix}TemplateRegistrationDescription`)
      return { platform, shape, isTemplate: true };
  }
  return undefined;
}

function findPlace(body: string, offset: number): string {
  const before = body.slice(0, offset).split(/\r\n|\r|\n/);
  return `Error in line ${before.length} position ${(before.at(-1)?.length ?? 0) + 1}.`;
}

function malformed(message: string): RegistrationReading {
  return { kind: "malformed", message: `Failed to parse RegistrationDescription ${message}` };
}
