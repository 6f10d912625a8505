import { parseJson } from "../text/parse-json.ts";

/** The body of a direct batch: the notification and the handles. Source: REST, "Direct batch send". */
export interface Batch {
  readonly contentType: string;
  readonly body: string;
  readonly handles: readonly string[];
}

/** Writes a batch. The boundary is lengthened while the content holds it: payloads are other people's text. */
export function writeBatch({ contentType, body, handles, boundary }: Batch & { readonly boundary: string }): {
  readonly contentType: string;
  readonly body: string;
} {
  const devices = JSON.stringify(handles);
  const mark = lengthen(boundary, body + devices);
  const parts = [
    `--${mark}`,
    `Content-Type: ${contentType}`,
    "Content-Disposition: inline; name=notification",
    "",
    body,
    `--${mark}`,
    "Content-Type: application/json",
    "Content-Disposition: inline; name=devices",
    "",
    devices,
    `--${mark}--`,
    "",
  ];
  return { contentType: `multipart/mixed; boundary="${mark}"`, body: parts.join("\r\n") };
}

/** No text holds a boundary longer than itself, so this ends. */
function lengthen(boundary: string, content: string): string {
  let mark = boundary;
  while (content.includes(mark)) mark += "-x";
  return mark;
}

export type BatchReading =
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "malformed"; readonly message: string };

/** Reads a batch of any SDK: quoted or spaced boundaries, form-data, bare line feeds, handles as text or as browser subscriptions. */
export function readBatch(contentType: string, body: string): BatchReading {
  const boundary = /^multipart\/(?:mixed|form-data)\s*;.*?\bboundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(
    contentType,
  );
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined)
    return { kind: "malformed", message: "The content type is not multipart/mixed with a boundary." };
  const parts = splitParts(body, mark).map(readPart);
  const notification = parts.find((part) => part?.name === "notification");
  const devices = parts.find((part) => part?.name === "devices");
  if (notification === undefined || devices === undefined) {
    return { kind: "malformed", message: "A part of the multipart content could not be found." };
  }
  const handles = readHandles(devices.body);
  if (handles === undefined)
    return { kind: "malformed", message: "The devices part is not a JSON array of handles." };
  return {
    kind: "batch",
    batch: { contentType: notification.contentType, body: notification.body, handles },
  };
}

/** What follows each delimiter line. A line that merely begins with the delimiter belongs to its part (RFC 2046 §5.1.1). */
function splitParts(body: string, mark: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of `\n${body}`.split(`\n--${mark}`).slice(1)) {
    if (/^(?:--)?[ \t]*(?:\r?\n|$)/.test(piece)) parts.push(piece);
    else if (parts.length > 0) parts.push(`${parts.pop()}\n--${mark}${piece}`);
  }
  return parts;
}

function readPart(text: string): { name: string; contentType: string; body: string } | undefined {
  const match = /^[ \t]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n([\s\S]*)$/.exec(text);
  if (match === null) return undefined;
  const [, head = "", rest = ""] = match;
  const name = /^content-disposition:[^\r\n]*\bname\s*=\s*"?([^";\r\n]+)"?/im.exec(head)?.[1]?.trim();
  const contentType = /^content-type:\s*([^\r\n]+)/im.exec(head)?.[1]?.trim() ?? "";
  return name === undefined
    ? undefined
    : { name: name.toLowerCase(), contentType, body: rest.replace(/\r?$/, "") };
}

/** The documentation's own examples quote the handles with apostrophes. */
function readHandles(text: string): readonly string[] | undefined {
  const value =
    parseJson(text) ?? parseJson(text.replace(/'([^']*)'/g, (_, inner: string) => JSON.stringify(inner)));
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  if (!items.every((item) => typeof item === "string" || isSubscription(item))) return undefined;
  return items.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
}

/** SDK 2.1.0 writes browser handles as they are: `{endpoint, p256dh, auth}`. */
function isSubscription(item: unknown): boolean {
  return typeof item === "object" && item !== null && "endpoint" in item && typeof item.endpoint === "string";
}
