import type { RunningHub } from "../../src/emulator/hub.ts";
import { call, fullRule, listenRule, sendRule, startTestHub, token } from "./support.ts";

const namespaces =
  'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';

export function entry(inside: string, name = "AppleRegistrationDescription"): string {
  return `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><${name} ${namespaces}>${inside}</${name}></content></entry>`;
}

export const plain = entry("<Tags>news</Tags><DeviceToken>00ff</DeviceToken>");

interface Ask {
  readonly method?: string;
  /** Behind the hub. */
  readonly path?: string;
  readonly body?: string;
  readonly ifMatch?: string;
  readonly rule?: typeof listenRule | typeof sendRule | typeof fullRule;
}

export async function start(
  devices: Parameters<typeof startTestHub>[0] = { devices: [] },
): Promise<RunningHub> {
  return startTestHub({ keys: [fullRule, listenRule, sendRule], ...devices });
}

export function ask(
  hub: RunningHub,
  { method = "POST", path = "registrations", body = plain, ifMatch, rule }: Ask = {},
) {
  return call(hub, {
    method,
    path: `/Newsroom/${path}${path.includes("?") ? "&" : "?"}api-version=2020-06`,
    body,
    headers: {
      Authorization: token(hub, rule ?? fullRule),
      "Content-Type": "application/atom+xml;type=entry;charset=utf-8",
      ...(ifMatch === undefined ? {} : { "If-Match": ifMatch }),
    },
  });
}

export function idsIn(body: string): readonly string[] {
  return [...body.matchAll(/<RegistrationId>([^<]*)</g)].map((match) => match[1] ?? "");
}
