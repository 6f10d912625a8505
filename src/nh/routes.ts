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

interface OfHub {
  readonly hub: string;
  readonly apiVersion: string | undefined;
}

/** Names in lower case, values decoded. */
export type Query = ReadonlyMap<string, string>;

/** One kind of each of these words. */
type Of<Kind extends string, More = unknown> = Kind extends string
  ? OfHub & { readonly kind: Kind } & More
  : never;

export type Route =
  | Of<"send", { readonly direct: boolean; readonly test: boolean }>
  | Of<"batch" | "schedule" | "registration-create" | "registration-id-create" | "feedback">
  | Of<"cancel" | "telemetry", { readonly id: string }>
  | Of<"registration-list", { readonly tag: string | undefined; readonly query: Query }>
  | Of<"registration-get" | "registration-put" | "registration-delete", { readonly id: string }>
  | Of<
      "installation-get" | "installation-put" | "installation-patch" | "installation-delete",
      { readonly id: string }
    >
  | { readonly kind: "wrong-method"; readonly hub: string; readonly allowed: string }
  | { readonly kind: "unknown"; readonly hub: string | undefined; readonly resource: string };

export type RouteOf<Kind extends Route["kind"]> = Extract<Route, { readonly kind: Kind }>;

/** Clients ask the same few addresses again and again, and to read one takes longer than to find it here. */
const knownRoutes = new Map<string, Route>();
const maxKnownRoutes = 500;
const maxKnownLength = 200;

/**
 * Finds what a request of any SDK asks for: paths in any case, with or without a trailing slash, `$batch` encoded or
 * not, flags with or without a value.
 */
export function matchRoute(method: string, target: string): Route {
  const name = `${method} ${target}`;
  const known = knownRoutes.get(name);
  if (known !== undefined) return known;
  const route = readRoute(method, target);
  if (name.length > maxKnownLength) return route;
  if (knownRoutes.size >= maxKnownRoutes) knownRoutes.clear();
  knownRoutes.set(name, route);
  return route;
}

function readRoute(method: string, target: string): Route {
  // A target that begins with two slashes is a path here, though a URL would read a host in it.
  const address = target.startsWith("/") ? `http://hub.invalid${target}` : target;
  const url = readUrl(address);
  const segments = (url?.pathname ?? "")
    .split("/")
    .filter((segment) => segment !== "")
    .map(decode);
  const query = new Map<string, string>();
  for (const [name, value] of url?.searchParams ?? []) query.set(name.toLowerCase(), value);
  const [hub, resource = "", ...rest] = segments;
  const unknown = { kind: "unknown", hub, resource } as const;
  if (hub === undefined) return unknown;
  const methods = findMethods(resource.toLowerCase(), rest, {
    common: { hub, apiVersion: query.get("api-version") },
    query,
  });
  if (methods === undefined) return unknown;
  const route = methods[method.toUpperCase()];
  return route ?? { kind: "wrong-method", hub, allowed: Object.keys(methods).join(", ") };
}

/** What each method does at one address; `undefined` where there is nothing. */
function findMethods(
  resource: string,
  [item, ...more]: readonly string[],
  { common, query }: { readonly common: OfHub; readonly query: Query },
): Readonly<Record<string, Route>> | undefined {
  if (resource === "tags" && item !== undefined && more.length === 1)
    return more[0]?.toLowerCase() === "registrations"
      ? { GET: { ...common, kind: "registration-list", tag: item, query } }
      : undefined;
  if (more.length > 0) return undefined;
  return item === undefined ? findCollection(resource, { common, query }) : findItem(resource, item, common);
}

function findCollection(
  resource: string,
  { common, query }: { readonly common: OfHub; readonly query: Query },
): Readonly<Record<string, Route>> | undefined {
  switch (resource) {
    case "messages": {
      const flags = { direct: isSet(query.get("direct")), test: isSet(query.get("test")) };
      return { POST: { ...common, kind: "send", ...flags } };
    }
    case "schedulednotifications":
      return { POST: { ...common, kind: "schedule" } };
    case "registrations":
      return {
        GET: { ...common, kind: "registration-list", tag: undefined, query },
        POST: { ...common, kind: "registration-create" },
      };
    case "registrationids":
      return { POST: { ...common, kind: "registration-id-create" } };
    case "feedbackcontainer":
      return { GET: { ...common, kind: "feedback" } };
    default:
      return undefined;
  }
}

function findItem(resource: string, id: string, common: OfHub): Readonly<Record<string, Route>> | undefined {
  switch (resource) {
    case "messages":
      return id.toLowerCase() === "$batch"
        ? { POST: { ...common, kind: "batch" } }
        : { GET: { ...common, kind: "telemetry", id } };
    case "schedulednotifications":
      return { DELETE: { ...common, kind: "cancel", id } };
    case "registrations":
      return {
        GET: { ...common, kind: "registration-get", id },
        PUT: { ...common, kind: "registration-put", id },
        DELETE: { ...common, kind: "registration-delete", id },
      };
    case "installations":
      return {
        GET: { ...common, kind: "installation-get", id },
        PUT: { ...common, kind: "installation-put", id },
        PATCH: { ...common, kind: "installation-patch", id },
        DELETE: { ...common, kind: "installation-delete", id },
      };
    default:
      return undefined;
  }
}

/** A flag counts when it is there; only `false` takes it back. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value.toLowerCase() !== "false";
}

function readUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}
