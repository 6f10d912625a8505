/** The highest version of the data plane. Source: SDK 2.1.0 and .NET 4.2.0. */
export const apiVersion = "2020-06";

export interface SendFlags {
  readonly direct?: boolean;
  readonly test?: boolean;
}

/** Spelled as SDK 2.1.0 for JavaScript does. */
export function messagesPath(hub: string, flags: SendFlags = {}): string {
  const direct = flags.direct === true ? "&direct=true" : "";
  const test = flags.test === true ? "&test=true" : "";
  return `/${encodeURIComponent(hub)}/messages/?api-version=${apiVersion}${test}${direct}`;
}

export function batchPath(hub: string): string {
  return `/${encodeURIComponent(hub)}/messages/$batch?api-version=${apiVersion}&direct=true`;
}

export function messagePath(hub: string, id: string): string {
  return `/${encodeURIComponent(hub)}/messages/${encodeURIComponent(id)}?api-version=${apiVersion}`;
}

/** Where a scheduled send goes, with the slash of SDK 2.1.0 for JavaScript. */
export function scheduledPath(hub: string): string {
  return `/${encodeURIComponent(hub)}/schedulednotifications/?api-version=${apiVersion}`;
}

/** What a cancel deletes. The SDK does not encode the id; those of hubs need it not. */
export function scheduledMessagePath(hub: string, id: string): string {
  return `/${encodeURIComponent(hub)}/schedulednotifications/${encodeURIComponent(id)}?api-version=${apiVersion}`;
}

export type Route =
  | {
      readonly kind: "send";
      readonly hub: string;
      readonly direct: boolean;
      readonly test: boolean;
      readonly apiVersion: string | undefined;
    }
  | { readonly kind: "batch"; readonly hub: string; readonly apiVersion: string | undefined }
  | { readonly kind: "schedule"; readonly hub: string; readonly apiVersion: string | undefined }
  | {
      readonly kind: "cancel";
      readonly hub: string;
      readonly id: string;
      readonly apiVersion: string | undefined;
    }
  | {
      readonly kind: "telemetry";
      readonly hub: string;
      readonly id: string;
      readonly apiVersion: string | undefined;
    }
  | { readonly kind: "wrong-method"; readonly hub: string; readonly allowed: string }
  | { readonly kind: "unknown"; readonly hub: string | undefined; readonly resource: string };

/**
 * Finds what a request of any SDK asks for: paths in any case, with or without a trailing slash, `$batch` encoded or
 * not, flags with or without a value.
 */
export function matchRoute(method: string, target: string): Route {
  // A target that begins with two slashes is a path here, though a URL would read a host in it.
  const address = target.startsWith("/") ? `http://hub.invalid${target}` : target;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const segments = (url?.pathname ?? "")
    .split("/")
    .filter((segment) => segment !== "")
    .map(decode);
  const flags = new Map<string, string>();
  for (const [name, value] of url?.searchParams ?? []) flags.set(name.toLowerCase(), value);
  const [hub, resource = "", item, ...more] = segments;
  if (hub === undefined) return { kind: "unknown", hub, resource };
  const version = flags.get("api-version");
  if (more.length > 0) return { kind: "unknown", hub, resource };
  const wanted = method.toUpperCase();
  if (resource.toLowerCase() === "schedulednotifications") {
    const allowed = item === undefined ? "POST" : "DELETE";
    if (wanted !== allowed) return { kind: "wrong-method", hub, allowed };
    return item === undefined
      ? { kind: "schedule", hub, apiVersion: version }
      : { kind: "cancel", hub, id: item, apiVersion: version };
  }
  if (resource.toLowerCase() !== "messages") return { kind: "unknown", hub, resource };
  if (item === undefined) {
    if (wanted !== "POST") return { kind: "wrong-method", hub, allowed: "POST" };
    return {
      kind: "send",
      hub,
      direct: isSet(flags.get("direct")),
      test: isSet(flags.get("test")),
      apiVersion: version,
    };
  }
  if (item.toLowerCase() === "$batch") {
    return wanted === "POST"
      ? { kind: "batch", hub, apiVersion: version }
      : { kind: "wrong-method", hub, allowed: "POST" };
  }
  return wanted === "GET"
    ? { kind: "telemetry", hub, id: item, apiVersion: version }
    : { kind: "wrong-method", hub, allowed: "GET" };
}

/** A flag counts when it is there; only `false` takes it back. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value.toLowerCase() !== "false";
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}
