import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { UsageError } from "../model/errors.ts";
import type { ServerCertificate } from "./certificate.ts";

export interface ListenOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly onRequest: RequestListener;
  /** What it shows to those who speak TLS; without one it speaks HTTP alone. */
  readonly certificate: ServerCertificate | undefined;
}

export interface Listening {
  readonly port: number;
  /** Ends open connections too. */
  stop(): Promise<void>;
}

/** Only this machine may call: the hub has keys that anybody could read. */
const loopback = "127.0.0.1";
/** How a TLS connection begins, with the type of a handshake. Source: RFC 8446, section 5.1. */
const handshake = 22;
/** SDKs keep their connections for a while, and a reset in between looks like a lost answer. */
const keepAliveTimeoutMs = 60_000;

/**
 * Serves HTTP/1.1 on loopback, in the clear and over TLS on one port: the first byte of a connection tells which.
 * Throws a {@link UsageError} when the port is taken.
 */
export async function listen({ port, onRequest, certificate }: ListenOptions): Promise<Listening> {
  const plain = createHttpServer(onRequest);
  const secure =
    certificate === undefined
      ? undefined
      : createHttpsServer({ cert: certificate.certificate, key: certificate.privateKey }, onRequest);
  for (const server of [plain, secure])
    if (server !== undefined) server.keepAliveTimeout = keepAliveTimeoutMs;
  const sockets = new Set<Socket>();
  // As the servers of Node set it for sockets of their own.
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // Who leaves before the first byte is nobody's error.
    socket.on("error", () => socket.destroy());
    socket.once("data", (chunk: Buffer) => {
      socket.pause();
      const speaker = chunk[0] === handshake && secure !== undefined ? secure : plain;
      speaker.emit("connection", socket);
      socket.unshift(chunk);
      socket.resume();
    });
  });
  await open(server, port);
  return {
    port: readPort(server.address(), port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function open(server: Server, port: number): Promise<void> {
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
