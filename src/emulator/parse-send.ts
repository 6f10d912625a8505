import { maxRequestBytes } from "../nh/limits.ts";
import { byteLength } from "../text/count.ts";
import type { IncomingSend } from "./accept-message.ts";
import type { HubState } from "./hub-state.ts";
import { checkPayload, readAudience, readFormat, readProperties } from "./read-send.ts";
import { type ReceivedRequest, selectForwardedHeaders } from "./received-request.ts";
import { type Refusal, tooLarge } from "./reply.ts";
import type { Row } from "./row.ts";

export type SendReading = { readonly kind: "send"; readonly send: ParsedSend } | Refusal;

export interface ParsedSend extends IncomingSend {
  readonly targets: readonly Row[];
}

/** Reads a send to tags or to everyone, with the rows that it reaches now. */
export function parseSend(state: HubState, { headers, body }: ReceivedRequest): SendReading {
  if (byteLength(body) > maxRequestBytes) return tooLarge;
  const reading = readFormat(headers);
  if (reading.kind === "refused") return reading;
  const { format } = reading;
  const audience = readAudience(headers);
  if (audience.kind === "refused") return audience;
  const forwarded = selectForwardedHeaders(headers);
  const filling =
    format === "template" ? readProperties(body) : (checkPayload(format, body, forwarded) ?? noProperties);
  if (filling.kind === "refused") return filling;
  return {
    kind: "send",
    send: {
      address: audience.expression === undefined ? "broadcast" : "tags",
      format,
      tags: audience.tags,
      headers: forwarded,
      contentType: headers.get("content-type") ?? "",
      body,
      properties: filling.properties,
      targets: state.registry.select({ format, expression: audience.expression }),
    },
  };
}

const noProperties = { kind: "properties", properties: new Map<string, string>() } as const;
