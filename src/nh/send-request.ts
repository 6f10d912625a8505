import type { HubRequest } from "../model/http.ts";
import type { WireMessage } from "../model/notification.ts";
import { writeBatch } from "./multipart.ts";
import { batchPath, messagesPath, scheduledMessagePath, scheduledPath } from "./routes.ts";

/** Where a message goes. */
export type Address =
  | { readonly kind: "tags"; readonly expression: string }
  | { readonly kind: "broadcast" }
  /** The headers carry the handle. */
  | { readonly kind: "device"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "batch"; readonly handles: readonly string[]; readonly boundary: string };

export interface SendRequestOptions {
  readonly hub: string;
  readonly message: WireMessage;
  readonly address: Address;
  /** Asks the hub for the outcome on at most 10 devices instead of a real send. */
  readonly isTest?: boolean;
  /** Makes it a scheduled send, with milliseconds on the wire; for tags and everyone alone. */
  readonly scheduleAtMs?: number;
}

/**
 * Builds a send with the path, headers and body of SDK 2.1.0 for JavaScript. Throws a `RangeError` for a schedule that
 * no hub can take: sent without it, the message would go out at once.
 */
export function buildSendRequest(options: SendRequestOptions): HubRequest {
  const { hub, message, address, isTest = false, scheduleAtMs } = options;
  if (scheduleAtMs !== undefined) checkSchedule(options);
  const headers = copyHeaders(message.headers);
  headers["ServiceBusNotification-Format"] = message.platform;
  if (address.kind === "batch") {
    const { contentType, body } = writeBatch({ ...message, ...address });
    headers["Content-Type"] = contentType;
    return { method: "POST", path: batchPath(hub), headers, body };
  }
  if (address.kind === "tags") headers["ServiceBusNotification-Tags"] = address.expression;
  else if (address.kind === "device") Object.assign(headers, address.headers);
  if (scheduleAtMs !== undefined)
    headers["ServiceBusNotification-ScheduleTime"] = new Date(scheduleAtMs).toISOString();
  headers["Content-Type"] = message.contentType;
  const path =
    scheduleAtMs === undefined
      ? messagesPath(hub, { direct: address.kind === "device", test: isTest })
      : scheduledPath(hub);
  return { method: "POST", path, headers, body: message.body };
}

/** One by one: V8 moves what a spread made to another place with each header that is added to it, which takes twenty times as long. */
function copyHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const copy: Record<string, string> = {};
  for (const name in headers) copy[name] = headers[name] ?? "";
  return copy;
}

/** Source: SDK 2.1.0, which schedules neither a direct send nor a test. */
function checkSchedule({ address, isTest = false }: SendRequestOptions): void {
  if (isTest) throw new RangeError("a test send cannot be scheduled");
  if (address.kind === "device" || address.kind === "batch")
    throw new RangeError("a send to device handles cannot be scheduled");
}

/** Takes a scheduled send back. Source: SDK 2.1.0, cancelScheduledNotification. */
export function buildCancelRequest({ hub, id }: { readonly hub: string; readonly id: string }): HubRequest {
  return { method: "DELETE", path: scheduledMessagePath(hub, id), headers: {}, body: undefined };
}
