import type { Registration, RegistrationTemplate } from "./registration.ts";
import type { RegistrationShape, TemplateMember } from "./registration-shape.ts";
import { schemaInstance, serviceNamespace } from "./service-xml.ts";
import { replaceForbiddenInXml, writeXmlAttribute, writeXmlText } from "./xml-text.ts";

const atom = "http://www.w3.org/2005/Atom";
const metadata = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata";

export const entryContentType = "application/atom+xml; type=entry; charset=utf-8";
export const feedContentType = "application/atom+xml; type=feed; charset=utf-8";

/** What every registration may say, in the order of the service. Source: .NET SDK 4.2.0, RegistrationDescription. */
export const baseElements: readonly string[] = [
  "ETag",
  "ExpirationTime",
  "RegistrationId",
  "Tags",
  "PushVariables",
];
export const secondaryTileElement = "SecondaryTileName";
export const memberElements: Readonly<Record<Exclude<TemplateMember, "headers">, string>> = {
  body: "BodyTemplate",
  expiry: "Expiry",
  name: "TemplateName",
  priority: "Priority",
  messageType: "MessageType",
};

export interface RegistrationEntry {
  readonly registration: Registration;
  readonly shape: RegistrationShape;
  /** Where it can be read. */
  readonly url: string;
}

/** Writes the answer to a read or a write of one registration. `updated` is ISO 8601 in whole seconds. */
export function writeRegistrationEntry(entry: RegistrationEntry, updated: string): string {
  const { etag } = entry.registration;
  return `<entry ${writeEtag(etag)} xmlns="${atom}" xmlns:a="${metadata}">${writeInside(entry, { updated, zone: "" })}</entry>`;
}

/** Writes a page of a list, with a link to the one after it. Here the time of expiry has a zone. Source: recorded traffic. */
export function writeRegistrationFeed(
  entries: readonly RegistrationEntry[],
  {
    url,
    nextUrl,
    updated,
  }: { readonly url: string; readonly nextUrl: string | undefined; readonly updated: string },
): string {
  const next = nextUrl === undefined ? "" : writeLink("next", nextUrl);
  const head = `<title type="text">Registrations</title>${element("id", url)}${element("updated", updated)}${writeLink("self", url)}${next}`;
  const list = entries.map(
    (entry) =>
      `<entry ${writeEtag(entry.registration.etag)} xmlns:a="${metadata}">${writeInside(entry, { updated, zone: "Z" })}</entry>`,
  );
  return `<feed xmlns="${atom}">${head}${list.join("")}</feed>`;
}

function writeInside(
  { registration, shape, url }: RegistrationEntry,
  { updated, zone }: { readonly updated: string; readonly zone: string },
): string {
  const kind = `${shape.prefix}${registration.template === undefined ? "" : "Template"}RegistrationDescription`;
  return [
    element("id", url),
    `<title type="text">${writeXmlText(registration.id)}</title>`,
    element("published", updated),
    element("updated", updated),
    writeLink("self", url),
    '<content type="application/xml">',
    `<${kind} xmlns="${serviceNamespace}" xmlns:i="${schemaInstance}">`,
    writeDescription(registration, { shape, zone }),
    `</${kind}></content>`,
  ].join("");
}

function writeDescription(
  registration: Registration,
  { shape, zone }: { readonly shape: RegistrationShape; readonly zone: string },
): string {
  const { etag, expirationTime, id, tags, pushVariables, handle, secondaryTile, template } = registration;
  const parts = shape.splitHandle(handle);
  const hasVariables = Object.keys(pushVariables).length > 0;
  return [
    element("ETag", etag),
    element("ExpirationTime", `${expirationTime.replace(/Z$/, "")}${zone}`),
    element("RegistrationId", id),
    optionalElement("Tags", tags.length === 0 ? undefined : tags.join(",")),
    optionalElement("PushVariables", hasVariables ? JSON.stringify(pushVariables) : undefined),
    ...shape.handleElements.map((name, index) => element(name, parts[index] ?? "")),
    optionalElement(secondaryTileElement, secondaryTile),
    ...(template === undefined
      ? []
      : shape.templateMembers.map((member) => writeMember(member, { template, shape }))),
  ].join("");
}

/** Of the service's optional members, two are nil and the others left out. Source: recorded traffic; .NET SDK 4.2.0. */
function writeMember(
  member: TemplateMember,
  { template, shape }: { readonly template: RegistrationTemplate; readonly shape: RegistrationShape },
): string {
  switch (member) {
    case "body":
      return `<BodyTemplate>${writeCdata(template.body)}</BodyTemplate>`;
    case "headers":
      return writeHeaders(template.headers, shape);
    case "expiry":
    case "name": {
      const text = template[member];
      return text === undefined
        ? `<${memberElements[member]} i:nil="true"/>`
        : element(memberElements[member], text);
    }
    case "priority":
    case "messageType":
      return optionalElement(memberElements[member], template[member]);
  }
}

function writeHeaders(headers: Readonly<Record<string, string>>, shape: RegistrationShape): string {
  const { headerElement, needsHeaders } = shape;
  if (headerElement === undefined) return "";
  const items = Object.entries(headers).map(
    ([name, value]) =>
      `<${headerElement}>${element("Header", name)}${element("Value", value)}</${headerElement}>`,
  );
  if (items.length === 0) return needsHeaders ? `<${headerElement}s/>` : "";
  return `<${headerElement}s>${items.join("")}</${headerElement}s>`;
}

/** As .NET writes text: quotes stay as they are. */
function element(name: string, text: string | number): string {
  return `<${name}>${writeXmlText(String(text)).replaceAll("&quot;", '"').replaceAll("&apos;", "'")}</${name}>`;
}

function optionalElement(name: string, text: string | undefined): string {
  return text === undefined ? "" : element(name, text);
}

/** A section cannot hold its own end, which is cut in two. */
function writeCdata(text: string): string {
  return `<![CDATA[${replaceForbiddenInXml(text).replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

function writeEtag(etag: number): string {
  return `a:etag="W/&quot;${etag}&quot;"`;
}

function writeLink(relation: "self" | "next", url: string): string {
  return `<link rel="${relation}" href="${writeXmlAttribute(url)}"/>`;
}
