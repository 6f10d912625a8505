import type { IncomingMessage, ServerResponse } from "node:http";
import { type BrokenReply, serveBroken } from "./broken-reply.ts";
import type { ServerCertificate } from "./certificate.ts";
import { type HeldReply, serveHeld } from "./held-reply.ts";
import { type Listening, listen } from "./listen.ts";
import { readBody } from "./read-body.ts";
import type { ReceivedRequest } from "./received-request.ts";
import type { WireReply } from "./reply.ts";

export type ServerReply = WireReply | HeldReply | BrokenReply;

export interface ServerOptions {
  readonly port: number;
  /** Speaks TLS too, to those who begin with it. */
  readonly certificate: ServerCertificate | undefined;
  /** `undefined` stands for a request that was too large to keep. Must not throw. */
  readonly answer: (request: ReceivedRequest | undefined) => ServerReply | Promise<ServerReply>;
}

/** Serves HTTP/1.1 on loopback. Throws a `UsageError` when the port is taken. */
export async function startServer({ port, certificate, answer }: ServerOptions): Promise<Listening> {
  return await listen({
    port,
    certificate,
    onRequest: (message, response) => {
      // What fails here is a reply that cannot be written: its connection ends, the hub does not.
      serve(message, response, answer).catch(() => response.destroy());
    },
  });
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  answer: ServerOptions["answer"],
): Promise<void> {
  const reading = await readBody(message);
  if (reading.kind === "cut") return;
  const reply = await answer(
    reading.kind === "too-large" ? undefined : receiveRequest(message, reading.body),
  );
  if ("breaks" in reply) return serveBroken(response, reply);
  if ("hold" in reply) return serveHeld(response, reply);
  // A 204 must not say a length (RFC 9110, section 8.6).
  const length = reply.status === 204 ? {} : { "Content-Length": Buffer.byteLength(reply.body) };
  response.writeHead(reply.status, { ...reply.headers, ...length });
  response.end(message.method === "HEAD" ? "" : reply.body);
}

function receiveRequest(message: IncomingMessage, body: string): ReceivedRequest {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    const name = (message.rawHeaders[index] ?? "").toLowerCase();
    const value = message.rawHeaders[index + 1] ?? "";
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const isSecure = "encrypted" in message.socket;
  return { method: message.method ?? "", target: pathOf(message.url ?? ""), headers, body, isSecure };
}

/** A client behind a proxy asks for a whole address (RFC 9112, section 3.2.2). */
function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "");
  return path.startsWith("/") ? path : `/${path}`;
}
