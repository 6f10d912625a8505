import type { ReceivedRequest } from "./received-request.ts";

const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Says why a request may not reach the inbox, which needs no key: a page of another site must not read or clear it,
 * be it under a name that was bound to this machine afterwards. `undefined` for programs and for the hub's own page.
 * `allowsLinks`: another page may lead to it, as to the page for people.
 */
export function refuseForeign(
  { headers }: ReceivedRequest,
  { allowsLinks }: { readonly allowsLinks: boolean },
): string | undefined {
  const host = headers.get("host") ?? "";
  if (!loopbackHost.test(host))
    return "The inbox answers on this machine only. Call it as http://127.0.0.1 or http://localhost";
  const origin = headers.get("origin");
  const own = [`http://${host}`, `https://${host}`].map((text) => text.toLowerCase());
  if (origin !== undefined && !own.includes(origin.toLowerCase()))
    return "The inbox does not answer pages of another origin. Call it from a program, or open its own page";
  // Older browsers, and all programs, leave the header out.
  const site = headers.get("sec-fetch-site") ?? "none";
  const isLink = allowsLinks && headers.get("sec-fetch-mode") === "navigate";
  if (site !== "same-origin" && site !== "none" && !isLink)
    return "The inbox does not answer pages of another site. Call it from a program, or open its own page";
  return undefined;
}
