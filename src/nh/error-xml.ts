import { element, schemaInstance } from "./service-xml.ts";
import { childElement, parseXml, textOf } from "./xml.ts";

/** What a hub says about a refusal, cut into its parts. */
export interface HubError {
  /** Without tracking id and time; empty when it says nothing. */
  readonly detail: string;
  /** Such as `40106`, an expired token. Source: .NET SDK 4.2.0, ExceptionErrorCodes. */
  readonly subCode: string | undefined;
  readonly trackingId: string | undefined;
}

const maxDetailLength = 500;
/** Beyond this a body is no sentence; patterns run over no more of it. */
const maxReadLength = 8000;

/** Reads the body of a refusal. It may be empty, or the page of a proxy: then the detail is what there is of text. */
export function readHubError(body: string): HubError {
  const reading = body.trimStart().startsWith("<") ? parseXml(body) : undefined;
  const text =
    reading?.kind === "document" && reading.root.local === "Error"
      ? textOf(childElement(reading.root, "Detail"))
      : textInside(body.slice(0, maxReadLength));
  const detail = text.slice(0, maxReadLength);
  const trackingId = /TrackingId:([0-9a-f-]{36}(?:_\w+)*)/i.exec(detail)?.[1];
  const subCode = /\bSubCode=(\d{5})/.exec(detail)?.[1];
  const said = detail
    .replace(/[\s,]*TrackingId:.*$/s, "")
    .replace(/^SubCode=\d{5}\.\s*/, "")
    .replace(/^\.+|[\s.]+$/g, "")
    .slice(0, maxDetailLength);
  return { detail: said.trim(), subCode, trackingId };
}

function textInside(body: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(body)?.[1];
  if (title !== undefined) return title.trim();
  return body.trimStart().startsWith("<") ? "" : body.trim().replace(/\s+/g, " ");
}

/** The form of the newer generation of the service: `Code` before `Detail`, which .NET reads in that order. */
export function writeHubError(error: {
  readonly status: number;
  readonly detail: string;
  readonly trackingId: string;
  readonly at: Date;
}): string {
  const detail = `${error.detail.replace(/\.$/, "")}. TrackingId:${error.trackingId},TimeStamp:${formatTimeStamp(error.at)} +00:00`;
  return `<Error xmlns:i="${schemaInstance}">${element("Code", error.status)}${element("Detail", detail)}</Error>`;
}

/** `11/7/2018 12:18:37 AM`: invariant .NET, in UTC. */
function formatTimeStamp(at: Date): string {
  const hours = at.getUTCHours();
  const clock = [hours % 12 === 0 ? 12 : hours % 12, pad(at.getUTCMinutes()), pad(at.getUTCSeconds())].join(
    ":",
  );
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${clock} ${hours < 12 ? "AM" : "PM"}`;
}

function pad(part: number): string {
  return String(part).padStart(2, "0");
}
