import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Answer = (request: SeenRequest, response: ServerResponse, count: number) => void;

export interface StandInHub {
  readonly connectionString: string;
  readonly key: string;
  readonly requests: readonly SeenRequest[];
  answerWith(answer: Answer): void;
}

export const accept: Answer = (_, response, count) => {
  response.writeHead(201, {
    Location: `https://ns.servicebus.windows.net/newsroom/messages/message-${count}?api-version=2020-06`,
    TrackingId: `tracking-${count}`,
  });
  response.end();
};

/** A server that stands where a real hub would, and answers as the test says. */
export async function startStandInHub(first: Answer = accept): Promise<StandInHub> {
  let answer = first;
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const seen = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
      requests.push(seen);
      answer(seen, response, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address() as AddressInfo;
  const key = "c2VjcmV0LWtleS1vZi10aGUtdGVzdC1zdWl0ZS0wMDE=";
  return {
    connectionString: `Endpoint=http://127.0.0.1:${address.port}/;SharedAccessKeyName=Send;SharedAccessKey=${key}`,
    key,
    requests,
    answerWith: (next) => {
      answer = next;
    },
  };
}
