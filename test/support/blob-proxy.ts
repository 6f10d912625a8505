import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface BlobCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
}

export interface BlobProxyOptions {
  /** Of the service behind it. */
  readonly connectionString: string;
  /** The request goes on when it resolves. */
  readonly before?: (call: BlobCall) => Promise<void>;
  /** Whether the answer of the service is lost. */
  readonly isLost?: (call: BlobCall) => boolean;
}

/** Stands between a client and the storage; answers the connection string that leads through it. */
export async function startBlobProxy(options: BlobProxyOptions): Promise<string> {
  const { connectionString, before, isLost } = options;
  const endpoint = new URL(/BlobEndpoint=([^;]+)/.exec(connectionString)?.[1] ?? "");
  const server = createServer(async (incoming, outgoing) => {
    const { method = "", url = "", headers } = incoming;
    const body = await readBody(incoming);
    await before?.({ method, url });
    const onward = request({ host: endpoint.hostname, port: endpoint.port, method, path: url, headers });
    onward.once("error", () => outgoing.destroy());
    onward.once("response", async (answer) => {
      const answered = await readBody(answer);
      if (isLost?.({ method, url }) === true) outgoing.destroy();
      else outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders).end(answered);
    });
    onward.end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return connectionString.replace(endpoint.host, `127.0.0.1:${port}`);
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
