import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UsageError } from "../model/errors.ts";
import { type HeldReply, serveHeld } from "./held-reply.ts";
import { readBody } from "./read-body.ts";
import type { ReceivedRequest } from "./received-request.ts";
import type { WireReply } from "./reply.ts";

export interface RunningServer {
  readonly port: number;
  /** Ends open connections too. */
  stop(): Promise<void>;
}

export type ServerReply = WireReply | HeldReply;

export interface ServerOptions {
  readonly port: number;
  /** `undefined` stands for a request that was too large to keep. Must not throw. */
  readonly answer: (request: ReceivedRequest | undefined) => ServerReply;
}

/** Only this machine may call: the hub has keys that anybody could read. */
const loopback = "127.0.0.1";

/** Serves HTTP/1.1 on loopback. Throws a {@link UsageError} when the port is taken. */
export async function startServer({ port, answer }: ServerOptions): Promise<RunningServer> {
  const server = createServer((message, response) => {
    // What fails here is a reply that cannot be written: its connection ends, the hub does not.
    serve(message, response, answer).catch(() => response.destroy());
  });
  await listen(server, port);
  return { port: readPort(server.address(), port), stop: () => stop(server) };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  answer: ServerOptions["answer"],
): Promise<void> {
  const reading = await readBody(message);
  if (reading.kind === "cut") return;
  const reply = answer(reading.kind === "too-large" ? undefined : receiveRequest(message, reading.body));
  if ("hold" in reply) return serveHeld(response, reply);
  response.writeHead(reply.status, { ...reply.headers, "Content-Length": Buffer.byteLength(reply.body) });
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
  return { method: message.method ?? "", target: message.url ?? "", headers, body };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      reject(
        new UsageError(`cannot listen on ${loopback}:${port}: ${error.message}`, "Choose another port."),
      );
    };
    server.once("error", fail);
    server.listen(port, loopback, () => {
      server.off("error", fail);
      resolve();
    });
  });
}

function readPort(address: AddressInfo | string | null, asked: number): number {
  return typeof address === "object" && address !== null ? address.port : asked;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
