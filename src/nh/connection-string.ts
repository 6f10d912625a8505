import type { Connection } from "../model/project.ts";
import { Secret } from "../model/secret.ts";

export type ConnectionReading =
  | { readonly kind: "connection"; readonly connection: Connection }
  | { readonly kind: "malformed"; readonly message: string; readonly hint: string };

const form = "Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=RULE;SharedAccessKey=KEY";
const copyIt = `Copy it from the portal, under Access Policies: ${form}`;
/** Source: NotificationHubConnectionStringBuilder of the .NET SDK. */
const maxPartLength = 256;

/**
 * Reads a connection string in every order and spelling that the SDKs accept between them. What it says about a
 * malformed one never quotes it.
 */
export function readConnectionString(text: string): ConnectionReading {
  const parts = splitParts(text);
  if (typeof parts === "string") return malformed(parts);
  const endpoint = parts.get("endpoint");
  const ruleName = parts.get("sharedaccesskeyname");
  const key = parts.get("sharedaccesskey");
  if (endpoint === undefined) return malformed("`Endpoint` is missing");
  if (ruleName === undefined) return malformed("`SharedAccessKeyName` is missing");
  if (key === undefined) return malformed("`SharedAccessKey` is missing");
  if (ruleName.length > maxPartLength)
    return malformed(`\`SharedAccessKeyName\` is longer than ${maxPartLength} characters`);
  if (key.length > maxPartLength)
    return malformed(`\`SharedAccessKey\` is longer than ${maxPartLength} characters`);
  const address = readEndpoint(endpoint);
  if (typeof address === "string") return malformed(address);
  const connection = { ...address, ruleName, key: new Secret(key), entityPath: parts.get("entitypath") };
  return { kind: "connection", connection };
}

function malformed(message: string): ConnectionReading {
  return { kind: "malformed", message, hint: copyIt };
}

const knownNames: ReadonlyMap<string, string> = new Map(
  ["Endpoint", "SharedAccessKeyName", "SharedAccessKey", "EntityPath"].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);

/** Parts by their name in lower case, or what is wrong with them. A key may hold `=`, so only the first one cuts. */
function splitParts(text: string): Map<string, string> | string {
  const parts = new Map<string, string>();
  const unquoted = text.trim().replace(/^(["'])([\s\S]*)\1$/, "$2");
  for (const [index, part] of unquoted.split(";").entries()) {
    const trimmed = part.trim();
    if (trimmed === "") continue;
    const cut = trimmed.indexOf("=");
    if (cut < 1) return `part ${index + 1} has no \`=\``;
    const name = trimmed.slice(0, cut).trim().toLowerCase();
    const value = trimmed.slice(cut + 1).trim();
    const known = knownNames.get(name);
    if (known === undefined) continue;
    if (value === "") return `\`${known}\` is empty`;
    if (parts.has(name)) return `\`${known}\` stands twice`;
    parts.set(name, value);
  }
  return parts.size === 0 ? "it is empty" : parts;
}

function readEndpoint(text: string): Pick<Connection, "protocol" | "host"> | string {
  const match = /^([a-z]+):\/\/([^/?#]*)(?:\/[^?#]*)?$/i.exec(text);
  const [, scheme = "", authority = ""] = match ?? [];
  if (match === null || authority === "" || /[\s@\\]/.test(authority)) return "`Endpoint` is no address";
  const url = URL.canParse(`https://${authority}`) ? new URL(`https://${authority}`) : undefined;
  if (url === undefined || url.hostname === "") return "`Endpoint` is no address";
  // A URL drops the default port; the text the author wrote keeps it.
  const port = /:(\d+)$/.exec(authority)?.[1];
  const host = port === undefined ? url.hostname : `${url.hostname}:${port}`;
  switch (scheme.toLowerCase()) {
    case "sb":
    case "https":
      return { protocol: "https:", host };
    case "http":
      return isLoopbackHost(host)
        ? { protocol: "http:", host }
        : "`Endpoint` is http, which only a hub on this machine may use";
    default:
      return "`Endpoint` begins with neither sb:// nor https://";
  }
}

/** Whether a host, with or without a port, is this machine. A bare IPv6 address has no port. */
export function isLoopbackHost(host: string): boolean {
  const name = host === "::1" ? host : host.replace(/:\d+$/, "").toLowerCase();
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "[::1]" ||
    name === "::1" ||
    /^127(?:\.\d{1,3}){3}$/.test(name)
  );
}

/** Azure's public cloud and the sovereign ones. Source: Azure documentation, "Sovereign clouds: Service Bus endpoints". */
const azureSuffixes = [
  ".servicebus.windows.net",
  ".servicebus.chinacloudapi.cn",
  ".servicebus.usgovcloudapi.net",
  ".servicebus.cloudapi.de",
];

export function isAzureHost(host: string): boolean {
  const name = host.replace(/:443$/, "").toLowerCase();
  return azureSuffixes.some(
    (suffix) => name.endsWith(suffix) && /^[a-z0-9-]+$/.test(name.slice(0, -suffix.length)),
  );
}
