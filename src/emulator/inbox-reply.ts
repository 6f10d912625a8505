import type { Json } from "../model/json.ts";
import type { Faults } from "./faults.ts";
import type { HubState } from "./hub-state.ts";
import type { ReceivedRequest } from "./received-request.ts";
import type { WireReply } from "./reply.ts";

/** A request to the inbox, once its address is understood. */
export interface InboxCall {
  readonly state: HubState;
  /** Those of all hubs. */
  readonly faults: Faults;
  readonly request: ReceivedRequest;
  /** What follows the question mark. */
  readonly search: string;
  /** The message that the address names; 0 when it names none. */
  readonly sequence: number;
}

/** What every answer of the inbox says: it is for this page alone, for now, and nothing but what it says it is. */
export const guardHeaders: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
};

export const jsonHeaders = { ...guardHeaders, "Content-Type": "application/json; charset=utf-8" };

export function json(value: Json): WireReply {
  return { status: 200, headers: jsonHeaders, body: `${JSON.stringify(value)}\n` };
}

/** A refusal as JSON: `{"error": "…"}`. */
export function refuseCall(
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): WireReply {
  const error = /[.?!]$/.test(reason) ? reason : `${reason}.`;
  return { status, headers: { ...jsonHeaders, ...headers }, body: `${JSON.stringify({ error })}\n` };
}
