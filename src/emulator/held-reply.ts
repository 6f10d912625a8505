import type { ServerResponse } from "node:http";

/** A reply whose body is written piece by piece, for as long as its holder likes. */
export interface HeldReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Is called once the headers are out; the reply ends when the promise resolves. */
  readonly hold: (line: OpenLine) => Promise<void>;
}

export interface OpenLine {
  /** Aborted when the client goes away or the server stops. */
  readonly gone: AbortSignal;
  /** Resolves when there is room for more, or when the client is gone; never rejects. */
  write(text: string): Promise<void>;
}

/** Writes a held reply, at the pace of whoever reads it. */
export async function serveHeld(response: ServerResponse, reply: HeldReply): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  if (response.destroyed) gone.abort();
  response.writeHead(reply.status, reply.headers);
  response.flushHeaders();
  await reply.hold({ gone: gone.signal, write: (text) => write(response, text, gone.signal) });
  response.end();
}

function write(response: ServerResponse, text: string, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted || response.write(text)) return resolve();
    const proceed = () => {
      response.off("drain", proceed);
      gone.removeEventListener("abort", proceed);
      resolve();
    };
    response.on("drain", proceed);
    gone.addEventListener("abort", proceed);
  });
}
