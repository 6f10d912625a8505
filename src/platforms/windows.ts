import type { PayloadForm } from "../model/notification.ts";
import { channelHandle } from "../nh/registration-shape.ts";
import { refuseEmpty } from "../nh/template-rules.ts";
import { parseXml } from "../nh/xml.ts";
import { deviceHandleHeader, headerName, headerValue, secondsLeft } from "./json-payload.ts";
import type { Platform } from "./platform.ts";

// Source: Microsoft, "Push notification service request and response headers".
const typeHeader = "X-WNS-Type";
const tagHeader = "X-WNS-Tag";
const roots = ["toast", "tile", "badge"];
const types = ["wns/toast", "wns/tile", "wns/badge", "wns/raw"];

export const windows: Platform = {
  name: "windows",
  registration: {
    prefix: "Windows",
    installationName: "wns",
    ...channelHandle,
    headerElement: "WnsHeader",
    needsHeaders: true,
    templateMembers: ["body", "headers", "name"],
    hasInstallationTiles: true,
    templates: {
      takesXml: true,
      rawHeader: [typeHeader, "wns/raw"],
      checkLiteral: refuseEmpty,
      // The text is the service's.
      checkNames: (headers) =>
        headers.has(typeHeader.toLowerCase()) ? undefined : `Must contain WNS Header : '${typeHeader}'.`,
    },
  },
  title: "Windows Push Notification Services",
  aliases: ["wns", "uwp", "win"],
  forms: ["xml", "raw"],
  // Source: REST, "Send WNS native notification".
  maxBytes: 5120,
  acceptsDirectSend: true,
  wantsText: () => true,
  readForm: (_, headers): PayloadForm => (isRaw(headers) ? "raw" : "xml"),
  inspect: ({ form, tree, body, headers }) => {
    if (tree !== undefined && !isRaw(headers)) {
      const hint =
        "Write the toast as text: payload: | <toast>…</toast>. For raw JSON add headers: { X-WNS-Type: wns/raw }.";
      return [{ kind: "shape", path: [], message: "WNS takes XML, and this is a tree", hint }];
    }
    const said = headerValue(headers, typeHeader);
    if (said !== undefined && !types.includes(said.trim().toLowerCase())) {
      const path = ["headers", headerName(headers, typeHeader)];
      const hint = `It is one of ${types.join(", ")}; left out, the root element says it.`;
      return [{ kind: "shape", path, message: "WNS knows no such type", hint }];
    }
    if (form !== "xml" || said !== undefined || typeOf(body) !== undefined) return [];
    const hint = "Use one of them, or say what it is: headers: { X-WNS-Type: wns/raw }.";
    return [{ kind: "root", path: [], message: "the root element is no toast, tile or badge", hint }];
  },
  complete: ({ body, form, headers }) => {
    const type = form === "xml" ? typeOf(body) : undefined;
    const isSaid = headerValue(headers, typeHeader) !== undefined;
    return {
      platform: "windows",
      contentType: isRaw(headers) || form !== "xml" ? "application/octet-stream" : "application/xml",
      headers: isSaid || type === undefined ? headers : { ...headers, [typeHeader]: type },
      body,
    };
  },
  expire: (message, expiresAtMs, nowMs) => {
    if (headerValue(message.headers, "X-WNS-TTL") !== undefined) return message;
    return {
      ...message,
      headers: { ...message.headers, "X-WNS-TTL": String(secondsLeft(expiresAtMs, nowMs)) },
    };
  },
  // Source: Microsoft, "Push notification service request and response headers": at most 16 characters; a toast or a
  // tile of one tag replaces the other. A badge replaces itself, and raw data is the app's own affair.
  collapse: (message, id) => {
    const type = headerValue(message.headers, typeHeader)?.trim().toLowerCase();
    if (type === "wns/badge") return message;
    if (type !== "wns/toast" && type !== "wns/tile") return undefined;
    if (headerValue(message.headers, tagHeader) !== undefined) return message;
    return { ...message, headers: { ...message.headers, [tagHeader]: id.slice(0, 16) } };
  },
  addressDevice: deviceHandleHeader,
};

function isRaw(headers: Readonly<Record<string, string>>): boolean {
  return headerValue(headers, typeHeader)?.trim().toLowerCase() === "wns/raw";
}

/** `wns/toast` for a toast, found by parsing: attributes, namespaces and comments do not fool it. */
function typeOf(body: string): string | undefined {
  const reading = parseXml(body);
  const root = reading.kind === "document" ? reading.root.local.toLowerCase() : "";
  return roots.includes(root) ? `wns/${root}` : undefined;
}
