import { guardHeaders, type InboxCall } from "./inbox-reply.ts";
import { writePage } from "./page/document.ts";
import type { ServerReply } from "./server.ts";

/** Shows the inbox to people. */
export function showPage({ state }: InboxCall): ServerReply {
  const { html, securityPolicy } = writePage(state.name);
  const headers = {
    ...guardHeaders,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": securityPolicy,
    "Cross-Origin-Opener-Policy": "same-origin",
  };
  return { status: 200, headers, body: html };
}

export function leadToPage({ state }: InboxCall): ServerReply {
  const headers = { ...guardHeaders, Location: `/${encodeURIComponent(state.name)}/$inbox/ui` };
  return { status: 302, headers, body: "" };
}
