import { request } from "node:http";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { call } from "./support.ts";

export interface Message {
  readonly sequence: number;
  readonly device: string | null;
  readonly why: { readonly kind: string; readonly held: readonly string[]; readonly words: string };
  readonly [name: string]: unknown;
}

export async function getInbox(hub: RunningHub, path: string, init: RequestInit = {}) {
  const response = await fetch(`http://127.0.0.1:${hub.port}/$inbox${path}`, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === "" ? {} : JSON.parse(text),
  };
}

export async function listInbox(hub: RunningHub, query = ""): Promise<readonly Message[]> {
  return (await getInbox(hub, `/messages${query}`)).json.messages;
}

export function sendAlert(hub: RunningHub, tags: string | undefined, body = '{"aps":{"alert":"Goal"}}') {
  return call(hub, { body, headers: tags === undefined ? {} : { "ServiceBusNotification-Tags": tags } });
}

/** Sends bytes as they stand: `fetch` sets Host and Origin itself. */
export function statusOf(
  hub: RunningHub,
  headers: Record<string, string>,
  path = "/$inbox/messages",
  method = "GET",
) {
  return new Promise<number>((resolve, reject) => {
    const message = request({ host: "127.0.0.1", port: hub.port, path, method, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    message.on("error", reject);
    message.end();
  });
}
