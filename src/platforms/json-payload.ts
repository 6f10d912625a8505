import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { WireMessage } from "../model/notification.ts";
import type { PlatformName } from "../model/platform-name.ts";
import { parseJson } from "../text/parse-json.ts";
import { type Addition, addMember } from "./add-member.ts";
import type { Finding, RenderedPayload } from "./platform.ts";

/** As SDK 2.1.0 for JavaScript sends it. */
export const jsonContentType = "application/json;charset=utf-8";

/** A message whose body is JSON and whose headers are the author's own. */
export function jsonMessage(platform: PlatformName, payload: RenderedPayload): WireMessage {
  return { platform, contentType: jsonContentType, headers: payload.headers, body: payload.body };
}

/** The value of a header in whatever case its name was written. */
export function headerValue(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  const written = findHeader(headers, name);
  return written === undefined ? undefined : headers[written];
}

/** The name of a header as the author wrote it. */
export function headerName(headers: Readonly<Record<string, string>>, name: string): string {
  return findHeader(headers, name) ?? name;
}

/** Asked for each of a million people: no list of the names is made. */
function findHeader(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  for (const written in headers) if (written.toLowerCase() === name.toLowerCase()) return written;
  return undefined;
}

/** A finding when the payload is no map, as every JSON service wants one. */
export function notAMap(tree: Json | undefined): Finding[] {
  return isJsonObject(tree)
    ? []
    : [{ kind: "shape", path: [], message: "the payload must be a map", hint: "Write it as a YAML tree." }];
}

/** The member of a map, when the map has it itself. */
export function member(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A push service that takes a map of text to text refuses anything else in it. */
export function textMapFindings(value: Json | undefined, path: readonly (string | number)[]): Finding[] {
  if (value === undefined) return [];
  const name = String(path.at(-1));
  if (!isJsonObject(value))
    return [
      {
        kind: "shape",
        path,
        message: `\`${name}\` must be a map of texts`,
        hint: "Write `key: text` pairs.",
      },
    ];
  return Object.entries(value).flatMap(([key, item]): Finding[] => {
    if (typeof item === "string") return [];
    const hint =
      typeof item === "object"
        ? "Write it as text, or use {{json name}}."
        : `Put it in quotes: "${String(item)}".`;
    return [
      {
        kind: "shape",
        path: [...path, key],
        message: `\`${name}\` maps text to text, and \`${key}\` is none`,
        hint,
      },
    ];
  });
}

/** Adds to a JSON body what `decide` wants in it; `undefined` when the author wrote it already. A body that is no map stays. */
export function addToBody(
  message: WireMessage,
  decide: (body: JsonObject) => Addition | undefined,
): WireMessage {
  const tree = parseJson(message.body);
  const addition = isJsonObject(tree) ? decide(tree) : undefined;
  return addition === undefined ? message : { ...message, body: addMember(message.body, addition) };
}

/** Adds a member unless the author wrote one of that name. */
export function addUnlessThere(message: WireMessage, addition: Addition): WireMessage {
  return addToBody(message, (body) => {
    const { path, name } = addition;
    const parent = path.reduce<Json | undefined>(member, body);
    return member(parent, name) === undefined ? addition : undefined;
  });
}

/** Whether the JSON body of a message has a member at this path. */
export function hasMember({ body }: WireMessage, path: readonly string[]): boolean {
  return path.reduce<Json | undefined>(member, parseJson(body)) !== undefined;
}

/**
 * Whole seconds until the expiry, at most `maxSeconds`, since a service refuses more than it keeps a message; 1 when it
 * is now, since 0 means "at once or never" to several services.
 */
export function secondsLeft(
  expiresAtMs: number,
  nowMs: number,
  maxSeconds = Number.POSITIVE_INFINITY,
): number {
  return Math.min(maxSeconds, Math.max(1, Math.ceil((expiresAtMs - nowMs) / 1000)));
}

/** The header of a direct send. Source: REST, "Direct send". */
export function deviceHandleHeader(handle: string): Readonly<Record<string, string>> {
  return { "ServiceBusNotification-DeviceHandle": handle };
}
