import type { Connection } from "../model/project.ts";
import { equalInConstantTime, hmacSha256 } from "../text/hash.ts";

export interface TokenOptions {
  /** The URI that the token is good for, with everything below it. */
  readonly resource: string;
  readonly ruleName: string;
  /** Used as text, not decoded from base64: every SDK agrees. */
  readonly key: string;
  readonly expiresAtSeconds: number;
}

/** Signs a token as SDK 2.1.0 for JavaScript does: the lower-case URI, percent-encoded, is what is signed. */
export function signToken(options: TokenOptions): string {
  const resource = encodeURIComponent(options.resource.toLowerCase());
  const signature = hmacSha256(options.key, `${resource}\n${options.expiresAtSeconds}`, "base64");
  return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${options.expiresAtSeconds}&skn=${encodeURIComponent(options.ruleName)}`;
}

/** The root of the namespace: it never holds a text of the user's, and the service accepts it for every path below. */
export function namespaceResource(connection: Connection): string {
  return `${connection.protocol}//${connection.host}/`;
}

export type TokenVerdict =
  | { readonly kind: "valid"; readonly ruleName: string }
  | { readonly kind: "invalid"; readonly code: TokenFault; readonly detail: string };

export type TokenFault = "MalformedToken" | "InvalidSignature" | "ExpiredToken" | "InvalidAudience";

export interface VerifyOptions {
  /** The `Authorization` header as it came. */
  readonly authorization: string | undefined;
  /** Path of the request as it came; its query is ignored, its dot segments are resolved. */
  readonly path: string;
  readonly nowSeconds: number;
  /** Primary and secondary key of a rule; empty for an unknown one. */
  readonly keysOf: (ruleName: string) => readonly string[];
  /** Tokens whose signature was found right: a client sends one for an hour, and keys do not change. */
  readonly proven?: Map<string, ProvenToken>;
}

/** What a token with a right signature says. */
export interface ProvenToken {
  readonly ruleName: string;
  readonly expiresAtSeconds: number;
  /** What it is good for, as the router spells paths. */
  readonly signedPath: string;
}

/** A client that signs each request anew must not fill the memory. */
const maxProven = 1_000;

/** Clocks of callers may be this far behind. */
const skewSeconds = 300;

/** Verifies a token of any SDK: parameters in any order, hex in either case, any scheme and port, any ancestor of the path. */
export function verifyToken(options: VerifyOptions): TokenVerdict {
  const { authorization = "", path, nowSeconds, keysOf, proven } = options;
  let token = proven?.get(authorization);
  if (token === undefined) {
    const verdict = proveToken(authorization, keysOf);
    if ("kind" in verdict) return verdict;
    token = verdict;
    if (proven !== undefined && proven.size >= maxProven) proven.clear();
    proven?.set(authorization, token);
  }
  // A copied sample of the documentation makes tokens that last two thousand years, so there is no upper bound.
  if (token.expiresAtSeconds + skewSeconds <= nowSeconds)
    return { kind: "invalid", code: "ExpiredToken", detail: "The token is expired." };
  if (!covers(token.signedPath, path)) {
    return { kind: "invalid", code: "InvalidAudience", detail: "The token is not good for this address." };
  }
  return { kind: "valid", ruleName: token.ruleName };
}

/** Looks at the signature alone. */
function proveToken(
  authorization: string,
  keysOf: VerifyOptions["keysOf"],
): ProvenToken | Extract<TokenVerdict, { kind: "invalid" }> {
  const prefix = /^SharedAccessSignature /i.exec(authorization)?.[0];
  const fields = prefix === undefined ? undefined : readFields(authorization.slice(prefix.length));
  const [sr, sig, se, skn] = ["sr", "sig", "se", "skn"].map((name) => fields?.get(name));
  if (sr === undefined || sig === undefined || se === undefined || skn === undefined || !/^\d+$/.test(se)) {
    return {
      kind: "invalid",
      code: "MalformedToken",
      detail: "The credentials contained in the authorization header are not in the WRAP format.",
    };
  }
  const signature = decodePercent(sig);
  const signed = `${sr}\n${se}`;
  // .NET writes a blank in a rule name as `+`, JavaScript as %20.
  const ruleName = [decodePercent(skn), decodePercent(skn.replaceAll("+", " "))].find((name) =>
    keysOf(name).some((key) => equalInConstantTime(hmacSha256(key, signed, "base64"), signature)),
  );
  if (ruleName === undefined)
    return { kind: "invalid", code: "InvalidSignature", detail: "The token has an invalid signature." };
  return {
    ruleName,
    expiresAtSeconds: Number(se),
    signedPath: pathOf(withoutHost(decodePercent(sr))),
  };
}

function readFields(text: string): Map<string, string> {
  return new Map(
    text.split("&").map((field) => {
      const cut = field.indexOf("=");
      return cut < 0 ? [field, ""] : [field.slice(0, cut), field.slice(cut + 1)];
    }),
  );
}

/** A `+` stays what it is: base64 has it, and some clients do not encode it. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Hosts and ports are not compared: clients of one endpoint sign different ones. */
function covers(signedPath: string, path: string): boolean {
  const requested = pathOf(withoutHost(path));
  return requested === signedPath || requested.startsWith(`${signedPath}/`);
}

function withoutHost(address: string): string {
  return address.replace(/^[a-z]+:\/\/[^/?#]*/i, "");
}

/** Dot segments are resolved, as the router does: else a token for one hub would do for `/hub/../other`. */
function pathOf(text: string): string {
  const path = text.split(/[?#]/, 1)[0] ?? "";
  // To read a URL is slow, and hardly any path has such a segment.
  if (path.startsWith("/") && !/[\\\s]|\/(?:\.|%2e)/i.test(path)) return normalize(path);
  const address = `http://hub.invalid${path}`;
  const isPath = (path === "" || path.startsWith("/")) && URL.canParse(address);
  const resolved = isPath ? new URL(address).pathname : path;
  return normalize(resolved);
}

function normalize(path: string): string {
  return decodePercent(path).toLowerCase().replace(/\/+$/, "");
}
