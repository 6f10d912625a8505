import type { Exchange, HubRequest } from "../model/http.ts";
import { escapeTerminal } from "../text/escape.ts";

/**
 * A request and its answer as they went over the wire, line by line. The signature is left out; the handle of a device
 * is its address, so only its end is shown.
 */
export function dumpExchange(request: HubRequest, exchange: Exchange, origin: string): string {
  const lines = [
    `> ${request.method} ${origin}${request.path}`,
    ...Object.entries(request.headers).map(([name, value]) => `> ${name}: ${maskHeader(name, value)}`),
    "> Authorization: SharedAccessSignature [secret]",
    ">",
    ...bodyLines(maskBatch(request), ">"),
  ];
  if (exchange.kind === "failed") {
    lines.push(`! ${exchange.reason}${exchange.began ? " (the request had begun)" : " (nothing had left)"}`);
  } else {
    const { status, headers, body, bodyIsCut } = exchange.response;
    lines.push(
      `< ${status}`,
      ...Object.entries(headers).map(([name, value]) => `< ${name}: ${value}`),
      "<",
      ...bodyLines(
        body.replace(/(<PnsHandle>)([^<]*)/g, (_, tag, handle) => tag + maskHandle(handle)),
        "<",
      ),
    );
    if (bodyIsCut) lines.push("! the answer ended early");
  }
  return `${lines.map(escapeTerminal).join("\n")}\n\n`;
}

function bodyLines(body: string | undefined, mark: string): string[] {
  return body === undefined || body === "" ? [] : body.split(/\r?\n/).map((line) => `${mark} ${line}`);
}

/**
 * The last part of a batch is the list of handles. Source: REST, "Direct batch send". It is JSON on one line, so no handle
 * can hold the line break that is searched for.
 */
function maskBatch({ path, body }: HubRequest): string | undefined {
  const from = path.includes("$batch") ? (body?.lastIndexOf(devicesPart) ?? -1) : -1;
  if (body === undefined || from < 0) return body;
  const masked = body
    .slice(from)
    .replace(/\["(?:[^"\\]|\\.)*"(?:,"(?:[^"\\]|\\.)*")*\]/g, (list) =>
      list.replace(/"((?:[^"\\]|\\.)*)"/g, (_, handle: string) => `"${maskHandle(handle)}"`),
    );
  return body.slice(0, from) + masked;
}

const devicesPart = "\r\nContent-Disposition: inline; name=devices\r\n";

function maskHeader(name: string, value: string): string {
  return /^(?:servicebusnotification-devicehandle|p256dh|auth)$/i.test(name) ? maskHandle(value) : value;
}

/** Enough of a handle to recognise it, too little to use it. */
export function maskHandle(handle: string): string {
  return handle.length <= 8 ? "…" : `…${handle.slice(-6)}`;
}
