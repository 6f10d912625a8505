/** One request, read whole. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** Names in lower case; repeats are joined with a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** It came over TLS. */
  readonly isSecure?: boolean;
}

/** Where the sender found this machine, such as `http://127.0.0.1:10500`. */
export function readOrigin({ headers, isSecure = false }: ReceivedRequest): string {
  return `${isSecure ? "https" : "http"}://${headers.get("host") ?? "localhost"}`;
}

/** A request as a test or a person looks at it: without what it was signed with. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The scheme alone, such as `SharedAccessSignature`. */
  readonly authorization: string | undefined;
}

export function recordRequest({ method, target, headers, body }: ReceivedRequest): RecordedRequest {
  return {
    method,
    path: target,
    headers: selectHeaders(headers, (name) => name !== "authorization"),
    body,
    authorization: headers.get("authorization")?.split(" ", 1)[0],
  };
}

const forwardedServiceHeaders = new Set([
  "servicebusnotification-apns-expiry",
  "servicebusnotification-apnsexpiry",
]);
const ownHeaders =
  /^(?:accept|authorization$|cache-control$|connection$|content-|cookie$|date$|expect$|forwarded$|host$|keep-alive$|origin$|pragma$|proxy-|referer$|sec-|servicebusnotification-|te$|traceparent$|tracestate$|trackingid$|trailer$|transfer-encoding$|upgrade|user-agent$|via$|x-forwarded-|x-ms-)/;

/**
 * The headers that reach the push service: all that neither route nor sign nor carry the request.
 * Source: NH docs, "Push notification fixer".
 */
export function selectForwardedHeaders(
  headers: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  return selectHeaders(headers, (name) => forwardedServiceHeaders.has(name) || !ownHeaders.test(name));
}

function selectHeaders(
  headers: ReadonlyMap<string, string>,
  isWanted: (name: string) => boolean,
): Readonly<Record<string, string>> {
  const wanted: (readonly [string, string])[] = [];
  for (const header of headers) if (isWanted(header[0])) wanted.push(header);
  return Object.fromEntries(wanted);
}
