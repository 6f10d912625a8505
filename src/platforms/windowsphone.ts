import type { PayloadForm } from "../model/notification.ts";
import { channelHandle } from "../nh/registration-shape.ts";
import { refuseEmpty, type TemplateHeaders } from "../nh/template-rules.ts";
import { childElements, parseXml } from "../nh/xml.ts";
import { byteLength } from "../text/count.ts";
import { deviceHandleHeader, headerValue } from "./json-payload.ts";
import type { Finding, Platform } from "./platform.ts";

// Source: REST, "Send MPNS native notification"; .NET SDK 4.2.0, MpnsNotification.
const targetHeader = "X-WindowsPhone-Target";
const classHeader = "X-NotificationClass";
const maxRawBytes = 1024;
/** Tile is `token` on the wire, as .NET and MPNS have it. */
const kinds: Readonly<Record<string, { readonly target: string; readonly notificationClass: string }>> = {
  toast: { target: "toast", notificationClass: "2" },
  tile: { target: "token", notificationClass: "1" },
};

export const windowsphone: Platform = {
  name: "windowsphone",
  registration: {
    prefix: "Mpns",
    installationName: "mpns",
    ...channelHandle,
    headerElement: "MpnsHeader",
    needsHeaders: true,
    templateMembers: ["body", "headers", "name"],
    templates: {
      takesXml: true,
      rawHeader: [classHeader, "3"],
      checkLiteral: refuseEmpty,
      checkNames: checkTemplateHeaders,
    },
  },
  title: "Microsoft Push Notification Service",
  aliases: ["mpns", "winphone", "wp"],
  retired: "Microsoft shut MPNS down; Windows 10 and later devices use `windows`",
  forms: ["xml", "raw"],
  // MPNS gives figures for raw alone; this one is of WNS.
  maxBytes: 5120,
  acceptsDirectSend: true,
  wantsText: () => true,
  readForm: (_, headers): PayloadForm => (isRaw(headers) ? "raw" : "xml"),
  inspect: ({ tree, form, body, headers }): readonly Finding[] => {
    if (tree !== undefined)
      return [
        {
          kind: "shape",
          path: [],
          message: "MPNS takes XML or raw text, and this is a tree",
          hint: "Write the payload as text.",
        },
      ];
    if (form === "raw" && byteLength(body) > maxRawBytes)
      return [
        {
          kind: "shape",
          path: [],
          message: "a raw notification has more than 1,024 bytes",
          hint: "Shorten it.",
        },
      ];
    if (form !== "xml" || headerValue(headers, classHeader) !== undefined || kindOf(body) !== undefined)
      return [];
    return [
      {
        kind: "root",
        path: [],
        message: "this is no wp:Notification with a Toast or a Tile",
        hint: "Use one of them, or headers: { X-NotificationClass: 3 } for raw text.",
      },
    ];
  },
  complete: ({ body, form, headers }) => {
    const kind = form === "xml" ? kindOf(body) : undefined;
    const found =
      kind === undefined ? {} : { [targetHeader]: kind.target, [classHeader]: kind.notificationClass };
    const missing = Object.entries(found).filter(([name]) => headerValue(headers, name) === undefined);
    const contentType = form === "xml" ? "application/xml;charset=utf-8" : "application/octet-stream";
    return {
      platform: "windowsphone",
      contentType,
      headers: { ...headers, ...Object.fromEntries(missing) },
      body,
    };
  },
  addressDevice: deviceHandleHeader,
};

/** Classes of raw notifications: at once, within 450 s, within 900 s. Source: .NET SDK 4.2.0, MpnsNotification. */
const rawClasses = [
  { first: 3, last: 10 },
  { first: 13, last: 20 },
  { first: 23, last: 31 },
];

function isRaw(headers: Readonly<Record<string, string>>): boolean {
  const written = headerValue(headers, classHeader)?.trim() ?? "";
  const notificationClass = /^\d{1,2}$/.test(written) ? Number(written) : 0;
  return rawClasses.some(({ first, last }) => first <= notificationClass && notificationClass <= last);
}

function kindOf(body: string): { readonly target: string; readonly notificationClass: string } | undefined {
  const reading = parseXml(body);
  if (
    reading.kind === "malformed" ||
    reading.root.local !== "Notification" ||
    reading.root.uri !== "WPNotification"
  )
    return undefined;
  const name = childElements(reading.root)[0]?.local.toLowerCase() ?? "";
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/** Raw notifications have no target. Source: .NET SDK 4.2.0, MpnsNotification. */
const rawClass = /^(?:[3-9]|10|1[3-9]|20|2[3-9]|3[01])$/;

function checkTemplateHeaders(headers: TemplateHeaders): string | undefined {
  const notificationClass = headers.get(classHeader.toLowerCase());
  if (notificationClass === undefined) return `Must contain MPNS Header : '${classHeader}'.`;
  const isToldApart = notificationClass.kind === "literal" && !rawClass.test(notificationClass.text.trim());
  return isToldApart && !headers.has(targetHeader.toLowerCase())
    ? `Must contain MPNS Header : '${targetHeader}'.`
    : undefined;
}
