import { request } from "node:http";
import type { RunningHub } from "../../src/emulator/hub.ts";
import { hmacSha256 } from "../../src/text/hash.ts";
import { nowMs, sendRule } from "./support.ts";

/** Signed by hand as each client does it, so that none of the project's own signing stands in between. */
export interface TokenStyle {
  /** Encoded as the client encodes it: what is signed is this text. */
  readonly resource: (host: string, target: string) => string;
  readonly order: readonly ("sr" | "sig" | "se" | "skn")[];
  readonly ruleName: string;
  readonly encodeSignature: (signature: string) => string;
  readonly expiresAtSeconds?: string;
}

const seconds = String(Math.floor(nowMs / 1000) + 300);
const toLowerHex = (text: string) => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
const upper = (uri: string) => encodeURIComponent(uri.toLowerCase());
const lower = (uri: string) => toLowerHex(upper(uri));
const lowerSignature = (text: string) => toLowerHex(encodeURIComponent(text));
const pathOf = (target: string) => target.split("?", 1)[0] ?? "";

/** By client. Source: the clients' code, named in each test. */
export const tokenStyles = {
  js: {
    resource: (host) => upper(`https://${host}/`),
    order: ["sr", "sig", "se", "skn"],
    ruleName: "Send%20only",
    encodeSignature: encodeURIComponent,
  },
  dotnet: {
    resource: (host, target) =>
      lower(`http://${host.replace(/:\d+$/, "")}${pathOf(target).replace(/\/?$/, "/")}`),
    order: ["sr", "sig", "se", "skn"],
    ruleName: "Send+only",
    encodeSignature: lowerSignature,
  },
  java: {
    resource: (host, target) => lower(`https://${host}${target}`),
    order: ["sr", "sig", "se", "skn"],
    ruleName: "Send only",
    encodeSignature: encodeURIComponent,
  },
  python: {
    resource: (host) => lower(`https://${host}/Newsroom`),
    order: ["sig", "se", "skn", "sr"],
    ruleName: "Send only",
    encodeSignature: (text) => encodeURIComponent(text).replaceAll("%2F", "/"),
  },
  php: {
    resource: (host, target) => lower(`https://${host}${target}`),
    order: ["sr", "sig", "se", "skn"],
    ruleName: "Send only",
    encodeSignature: encodeURIComponent,
  },
  go: {
    resource: (host) => upper(`https://${host}`),
    order: ["se", "sig", "skn", "sr"],
    ruleName: "Send+only",
    encodeSignature: encodeURIComponent,
  },
  azureSb: {
    resource: (host, target) => encodeURIComponent(`https://${host}${target}`).toLowerCase(),
    order: ["sig", "se", "skn", "sr"],
    ruleName: "Send only",
    encodeSignature: encodeURIComponent,
  },
  ruby: {
    resource: (host) => lower(`sb://${host}/`),
    order: ["sr", "sig", "se", "skn"],
    ruleName: "Send only",
    encodeSignature: encodeURIComponent,
  },
  docsSample: {
    resource: (host, target) => lower(`https://${host}${pathOf(target)}`),
    order: ["sr", "sig", "se", "skn"],
    ruleName: "Send only",
    encodeSignature: lowerSignature,
    // Counted from the year 1, as the sample in the documentation counts.
    expiresAtSeconds: "63840000000",
  },
} satisfies Record<string, TokenStyle>;

export function signAs(
  style: TokenStyle,
  { host, target, key = sendRule.key.reveal() }: { host: string; target: string; key?: string },
): string {
  const sr = style.resource(host, target);
  const se = style.expiresAtSeconds ?? seconds;
  const sig = style.encodeSignature(hmacSha256(key, `${sr}\n${se}`, "base64"));
  const parts = { sr, sig, se, skn: style.ruleName };
  return `SharedAccessSignature ${style.order.map((name) => `${name}=${parts[name]}`).join("&")}`;
}

export interface RawCall {
  readonly method?: string;
  /** Sent as it is. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface RawReply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** One request as it is written: no path is tidied and no header added but the host and the length. */
export function callRaw(
  hub: Pick<RunningHub, "port">,
  { method = "POST", target, headers, body = "" }: RawCall,
): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body);
    const call = request(
      {
        host: "127.0.0.1",
        port: hub.port,
        method,
        path: target,
        headers: { ...headers, "Content-Length": bytes.length },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => {
          const entries = Object.entries(response.headers).map(([name, value]): [string, string] => [
            name,
            String(value),
          ]);
          resolve({ status: response.statusCode ?? 0, headers: new Map(entries), body: text });
        });
      },
    );
    call.on("error", reject);
    // Who asks whether to go on waits for the answer.
    if (headers["Expect"] === undefined) call.end(bytes);
    else call.on("continue", () => call.end(bytes)).flushHeaders();
  });
}

/** Signs and calls as one client does. */
export function callAs(
  hub: RunningHub,
  { client, ...call }: RawCall & { readonly client: keyof typeof tokenStyles },
): Promise<RawReply> {
  const host = `127.0.0.1:${hub.port}`;
  const Authorization = signAs(tokenStyles[client], { host, target: call.target });
  return callRaw(hub, { ...call, headers: { Authorization, ...call.headers } });
}

/** The id of a message as each client finds it in the Location. */
export const idReaders = {
  js: (location: string) => new URL(location).pathname.split("/")[3] ?? "",
  others: (location: string) => /([^/?]+)(?:\?|$)/.exec(location.replace(/^https?:\/\/[^/]*/, ""))?.[1] ?? "",
};
