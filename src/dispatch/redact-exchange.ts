import type { Exchange } from "../model/http.ts";
import type { Connection } from "../model/project.ts";

/** Prepares to take secrets out of answers: a server may repeat the request in its answer, and an answer goes into ledgers, reports and logs. */
export function createRedaction({ key }: Pick<Connection, "key">): (exchange: Exchange) => Exchange {
  const secrets = [...new Set([key.reveal(), encodeURIComponent(key.reveal())])].filter(
    (secret) => secret !== "",
  );
  const suspicious = new RegExp([...secrets.map(escapePattern), "sig(?:=|%3D)"].join("|"), "i");
  const redact = (text: string): string => {
    if (!suspicious.test(text)) return text;
    return secrets
      .reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text)
      .replace(/\bsig(=|%3D)[^&\s<>"']+/gi, "sig$1[secret]");
  };
  return (exchange) => {
    if (exchange.kind === "failed") return exchange;
    const { response } = exchange;
    const headers: Record<string, string> = {};
    for (const name in response.headers) headers[name] = redact(response.headers[name] ?? "");
    return { kind: "answered", response: { ...response, headers, body: redact(response.body) } };
  };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
