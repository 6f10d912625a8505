import { createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface SeenPost {
  /** As in `POST /newsroom/messages/?api-version=2020-06 HTTP/1.1`. */
  readonly requestLine: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Counts from 0, in the order of arrival. */
  readonly connection: number;
  /** What names a delivery in these tests: its tags, or else its body. */
  readonly delivery: string;
}

/** What the server does to one request. */
export interface Fault {
  /** Acts at the first byte of a request and reads none of it. */
  readonly isBlind?: boolean;
  act(socket: Socket): void | Promise<void>;
}

/** One fault per request, the last one again for all that follow; or a choice by what a request says. */
export type Script = readonly Fault[] | ((post: SeenPost) => Fault);

export interface AnswerOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the connection after half of the body. */
  readonly cutsBody?: boolean;
  /** Ends the connection after the answer without having said so. */
  readonly closes?: boolean;
}

export function answer(status: number, options: AnswerOptions = {}): Fault {
  const { headers = {}, body = "", cutsBody = false, closes = false } = options;
  const lines = [
    `HTTP/1.1 ${status} As-Scripted`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const sent = cutsBody ? body.slice(0, body.length / 2) : body;
  return raw(`${lines.join("\r\n")}\r\n\r\n${sent}`, { thenEnds: cutsBody || closes });
}

/** These bytes, whether they are HTTP or not. */
export function raw(text: string, { thenEnds = false }: { readonly thenEnds?: boolean } = {}): Fault {
  return { act: (socket) => void (thenEnds ? socket.end(text) : socket.write(text)) };
}

export const silence: Fault = { act: () => undefined };

export const reset: Fault = { act: (socket) => void socket.resetAndDestroy() };

export const resetUnread: Fault = { ...reset, isBlind: true };

/** Holds the answer back until the test lets it go. */
export function after(signal: Promise<unknown>, fault: Fault): Fault {
  return {
    act: async (socket) => {
      await signal;
      await fault.act(socket);
    },
  };
}

export interface FaultServer {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** What was read to its end. */
  readonly posts: readonly SeenPost[];
  /** Requests of which at least one byte came. */
  readonly begunCount: number;
  readonly connectionCount: number;
  /** How often each delivery was read to its end. */
  postsOf(delivery: string): number;
  follow(script: Script): void;
  /** Resolves when a byte of that many requests came. */
  begun(requestCount: number): Promise<void>;
  /** Resolves when that many requests were read to their end. */
  arrived(postCount: number): Promise<void>;
  /** Resolves when both ends of that many connections are closed. */
  closed(connectionCount: number): Promise<void>;
  /** Closes what is open, as a server does with idle connections. */
  closeConnections(): void;
  /** Listens no more; what connects is refused. */
  pause(): Promise<void>;
  /** Listens again, at the same address. */
  resume(): Promise<void>;
}

/** A server below HTTP, which answers as a script says. */
export async function startFaultServer(first: Script = [answer(201)]): Promise<FaultServer> {
  let script = first;
  let begunCount = 0;
  let connectionCount = 0;
  let closedCount = 0;
  const posts: SeenPost[] = [];
  const sockets = new Set<Socket>();
  const watchers = new Set<() => void>();
  const tell = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const watcher = () => {
        if (!isSo()) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
      watcher();
    });

  const server = createServer((socket) => {
    const connection = connectionCount++;
    sockets.add(socket);
    let received = Buffer.alloc(0);
    let scripted: Fault | undefined;
    // A reset by the other side is a part of these tests.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      closedCount++;
      tell();
    });
    socket.on("data", (chunk) => {
      if (received.length === 0) {
        const index = begunCount++;
        tell();
        scripted = typeof script === "function" ? undefined : (script[index] ?? script.at(-1));
        if (scripted?.isBlind === true) {
          void scripted.act(socket);
          return;
        }
      }
      received = Buffer.concat([received, chunk]);
      const post = readPost(received, connection);
      if (post === undefined) return;
      received = Buffer.alloc(0);
      posts.push(post);
      const fault = scripted ?? (typeof script === "function" ? script(post) : silence);
      void fault.act(socket);
      tell();
    });
  });
  const port = await listen(server, 0);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    host: `127.0.0.1:${port}`,
    posts,
    get begunCount() {
      return begunCount;
    },
    get connectionCount() {
      return connectionCount;
    },
    postsOf: (delivery) => posts.filter((post) => post.delivery === delivery).length,
    follow: (next) => {
      script = next;
    },
    begun: (requestCount) => until(() => begunCount >= requestCount),
    arrived: (postCount) => until(() => posts.length >= postCount),
    closed: (count) => until(() => closedCount >= count),
    closeConnections: () => {
      for (const socket of sockets) socket.end();
    },
    pause: () => new Promise((resolve) => server.close(() => resolve())),
    resume: async () => {
      await listen(server, port);
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** `undefined` until the request is whole. */
function readPost(received: Buffer, connection: number): SeenPost | undefined {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const [requestLine = "", ...lines] = received.subarray(0, headEnd).toString("latin1").split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const cut = line.indexOf(":");
      return [line.slice(0, cut).toLowerCase(), line.slice(cut + 1).trim()] as const;
    }),
  );
  const body = received.subarray(headEnd + 4);
  if (body.length < Number(headers.get("content-length") ?? 0)) return undefined;
  const text = body.toString("utf8");
  const delivery = headers.get("servicebusnotification-tags") ?? text;
  return { requestLine, headers, body: text, connection, delivery };
}
