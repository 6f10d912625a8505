import type { OpenLine } from "../emulator/held-reply.ts";
import type { ReceivedRequest } from "../emulator/received-request.ts";
import { type ServerReply, startServer } from "../emulator/server.ts";

export interface PreviewServer {
  readonly port: number;
  /** Shows another page, and lets those who look at the one before know. */
  show(page: ServedPage): void;
  stop(): Promise<void>;
}

export interface ServedPage {
  readonly html: string;
  readonly version: string;
}

const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** What every answer says: it is for this page alone, for now, and nothing but what it says it is. */
const guardHeaders: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Serves one page to this machine, and tells its readers of the next one. Throws a `UsageError` when the port is taken. */
export async function servePreview(port: number, first: ServedPage): Promise<PreviewServer> {
  let page = first;
  const waiting = new Set<() => void>();
  const changed = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const finish = () => {
        waiting.delete(finish);
        signal.removeEventListener("abort", finish);
        resolve();
      };
      waiting.add(finish);
      signal.addEventListener("abort", finish);
    });
  const follow = async (line: OpenLine) => {
    await line.write("retry: 1000\n\n");
    let told = "";
    while (!line.gone.aborted) {
      if (told === page.version) await changed(line.gone);
      if (line.gone.aborted) return;
      told = page.version;
      await line.write(`data: ${told}\n\n`);
    }
  };
  const answer = (request: ReceivedRequest | undefined): ServerReply => {
    if (request === undefined) return say(413, "The request is too large.");
    // A page of another site may call this one by a name that it bound to this machine.
    if (!loopbackHost.test(request.headers.get("host") ?? ""))
      return say(403, "The preview answers on this machine only, as http://127.0.0.1 or http://localhost.");
    if (request.method !== "GET" && request.method !== "HEAD")
      return say(405, "The preview can only be read.");
    const [path] = request.target.split("?");
    if (path === "/")
      return {
        status: 200,
        headers: { ...guardHeaders, "Content-Type": "text/html; charset=utf-8" },
        body: page.html,
      };
    if (path !== "/events") return say(404, "There is only one page here: /");
    return {
      status: 200,
      headers: { ...guardHeaders, "Content-Type": "text/event-stream; charset=utf-8" },
      hold: (line) => (request.method === "HEAD" ? Promise.resolve() : follow(line)),
    };
  };
  const listening = await startServer({ port, certificate: undefined, answer });
  return {
    port: listening.port,
    show: (next) => {
      page = next;
      for (const finish of [...waiting]) finish();
    },
    stop: listening.stop,
  };
}

function say(status: number, text: string): ServerReply {
  return {
    status,
    headers: { ...guardHeaders, "Content-Type": "text/plain; charset=utf-8" },
    body: `${text}\n`,
  };
}
