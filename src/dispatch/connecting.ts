import { Duplex } from "node:stream";
import { buildConnector } from "undici";

/** Makes connections, and knows those that are not made yet. */
export interface Connecting {
  readonly connect: buildConnector.connector;
  /** undici leaves a connection that is being made to its timeout, and the process would wait for it. */
  abandon(): void;
}

/**
 * A signal that all connections share would do the same, but Node leaves its listener on it when a socket is gone: with a
 * hub that closes each connection, a run came to hold every socket that it had ever had.
 */
export function createConnecting({ timeoutMs }: { readonly timeoutMs: number }): Connecting {
  // It answers the socket, which its type does not tell.
  const connect: (options: buildConnector.Options, callback: buildConnector.Callback) => unknown =
    buildConnector({ timeout: timeoutMs });
  const sockets = new Set<Duplex>();
  return {
    connect: (options, callback) => {
      const socket = connect(options, (...made) => {
        if (socket instanceof Duplex) sockets.delete(socket);
        callback(...made);
      });
      if (socket instanceof Duplex) sockets.add(socket);
    },
    abandon: () => {
      for (const socket of sockets) socket.destroy(new Error("the run has ended"));
    },
  };
}
