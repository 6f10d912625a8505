import { writeHubError } from "../nh/error-xml.ts";
import { replaceForbiddenInXml } from "../nh/xml-text.ts";

/** What a handler decided, before it has ids and a time. */
export type Reply =
  | {
      readonly kind: "done";
      readonly status: 200 | 201 | 204;
      readonly body: string;
      readonly location?: string;
      /** XML in UTF-8 when it is left out, as the service says even of most empty bodies; `undefined` for none. */
      readonly contentType?: string | undefined;
      /** Others that this answer has. */
      readonly headers?: Readonly<Record<string, string>>;
    }
  | Refusal;

export interface Refusal {
  readonly kind: "refused";
  readonly status: number;
  /** `undefined` for an empty body. */
  readonly detail: string | undefined;
  readonly allowed?: string;
}

export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A refusal with the sentence that the service's error document carries. */
export function refuse(status: number, detail: string): Refusal {
  return { kind: "refused", status, detail: replaceForbiddenInXml(detail).slice(0, 1000).replace(/\.$/, "") };
}

/** A key without the right is refused with nothing but a tracking id. Source: recorded traffic of the newer stack. */
export const missingRight: Refusal = { kind: "refused", status: 403, detail: undefined };

/** A hub that is not here, in the words of the service. */
export const noSuchHub: Refusal = refuse(404, "No service is hosted at the specified address");

/** Source: .NET SDK issue 200. */
export const notInTier: Refusal = refuse(403, "This operation is not available for your tier");

export const invalidPayload: Refusal = refuse(400, "The supplied notification payload is invalid");

export const tooLarge: Refusal = refuse(
  413,
  "The request is larger than a hub takes: 64 KB for a notification",
);

const xml = "application/xml; charset=utf-8";

export interface ReplyContext {
  readonly trackingId: string;
  readonly correlationId: string;
  readonly nowMs: number;
}

/** Dresses a reply as the newer stack does, with two ids that differ. Source: recorded traffic. */
export function dressReply(reply: Reply, { trackingId, correlationId, nowMs }: ReplyContext): WireReply {
  const headers: Record<string, string> = {
    TrackingId: trackingId,
    "x-ms-correlation-request-id": correlationId,
  };
  if (reply.kind === "done") {
    if (reply.location !== undefined) headers["Location"] = reply.location;
    const contentType = "contentType" in reply ? reply.contentType : xml;
    if (contentType !== undefined) headers["Content-Type"] = contentType;
    Object.assign(headers, reply.headers);
    return { status: reply.status, headers, body: reply.body };
  }
  if (reply.allowed !== undefined) headers["Allow"] = reply.allowed;
  const { status, detail } = reply;
  if (detail === undefined) return { status, headers, body: "" };
  headers["Content-Type"] = xml;
  return { status, headers, body: writeHubError({ status, detail, trackingId, at: new Date(nowMs) }) };
}
