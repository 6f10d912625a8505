import type { Exchange } from "../model/http.ts";
import type { Connection } from "../model/project.ts";

/** A server may repeat the request in its answer, and an answer goes into ledgers, reports and logs. */
export function redactExchange(exchange: Exchange, { key }: Connection): Exchange {
  if (exchange.kind === "failed") return exchange;
  const { response } = exchange;
  const secrets = [key.reveal(), encodeURIComponent(key.reveal())].filter((secret) => secret !== "");
  const redact = (text: string) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text)
      .replace(/\bsig(=|%3D)[^&\s<>"']+/gi, "sig$1[secret]");
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, redact(value)]),
  );
  return { kind: "answered", response: { ...response, headers, body: redact(response.body) } };
}
