import { Agent, EnvHttpProxyAgent } from "undici";
import type { Clock } from "../model/io.ts";
import type { Json } from "../model/json.ts";
import { parseJson } from "../text/parse-json.ts";
import { BoardError } from "./comment.ts";
import { textAt } from "./json-path.ts";

/** Speaks JSON with a code host. */
export interface HostClient {
  /** `path` begins with `/`. Answers of 200 to 299 only; any other throws a {@link BoardError}. */
  ask(call: HostCall): Promise<HostAnswer>;
  close(): Promise<void>;
}

export interface HostCall {
  readonly method: "GET" | "POST" | "PATCH" | "PUT";
  readonly path: string;
  readonly body?: Json;
}

export interface HostAnswer {
  readonly body: Json | undefined;
  /** A page follows this one. */
  readonly hasNext: boolean;
}

export interface HostClientOptions {
  /** `https://api.github.com`; without a slash at its end. */
  readonly base: string;
  /** Sent with every request: the token and what the host wants to know. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly proxy: { readonly httpsProxy: string | undefined; readonly noProxy: string | undefined };
  readonly version: string;
  /** The next step for a status that means more here than elsewhere. */
  readonly hintFor: (status: number) => string | undefined;
}

const timeoutMs = 10_000;
const maxTries = 3;
const firstDelayMs = 500;
/** A comment is worth no longer wait. */
const maxWaitMs = 15_000;
const maxShownLength = 200;

export function createHostClient(options: HostClientOptions): HostClient {
  const { base, headers, clock, stop, proxy, version, hintFor } = options;
  requireSafeAddress(base);
  const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: { timeout: timeoutMs } };
  const { httpsProxy, noProxy } = proxy;
  const dispatcher =
    httpsProxy === undefined || isLoopback(new URL(base).hostname)
      ? new Agent(timeouts)
      : new EnvHttpProxyAgent({
          ...timeouts,
          httpProxy: httpsProxy,
          httpsProxy,
          ...(noProxy === undefined ? {} : { noProxy }),
        });
  const once = async ({ method, path, body }: HostCall) => {
    const { origin, pathname, search } = new URL(`${base}${path}`);
    const answer = await dispatcher.request({
      method,
      origin,
      path: pathname + search,
      signal: stop,
      headers: { ...headers, "User-Agent": `campanile/${version}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, body: parseJson(text) };
  };
  const ask = async (call: HostCall): Promise<HostAnswer> => {
    for (let tries = 1; ; tries++) {
      const isLast = tries >= maxTries || stop.aborted;
      let answer: Awaited<ReturnType<typeof once>>;
      try {
        answer = await once(call);
      } catch (error) {
        // What was posted may be there; a second one would be a second comment.
        if (isLast || call.method === "POST") throw unreachable(error);
        await clock.sleep(firstDelayMs * tries, stop);
        continue;
      }
      const { status, headers: told, body } = answer;
      if (status >= 200 && status < 300)
        return { body, hasNext: /;\s*rel="?next"?/.test(one(told["link"]) ?? "") };
      const delayMs = isLast ? undefined : delayFor(call, status, { told, tries });
      if (delayMs === undefined) throw refused(status, body, hintFor(status));
      await clock.sleep(delayMs, stop);
    }
  };
  return { ask, close: () => dispatcher.destroy() };
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * How long to wait before the same request may be made again; `undefined` when it may not. A host that slows a client
 * down says for how long (GitHub docs: rate limits for the REST API; 403 or 429 with `Retry-After`).
 */
function delayFor(
  { method }: HostCall,
  status: number,
  { told, tries }: { readonly told: Headers; readonly tries: number },
): number | undefined {
  const seconds = Number(one(told["retry-after"]));
  if ((status === 403 || status === 429) && one(told["retry-after"]) !== undefined)
    return seconds * 1000 <= maxWaitMs ? seconds * 1000 : undefined;
  return status >= 500 && method !== "POST" ? firstDelayMs * tries : undefined;
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function refused(status: number, body: Json | undefined, hint: string | undefined): BoardError {
  const words = textAt(body, "message") ?? textAt(body, "error") ?? "";
  const shown = words.length > maxShownLength ? `${words.slice(0, maxShownLength)}…` : words;
  return new BoardError(
    `the host answered ${status}${shown === "" ? "" : `: ${shown}`}`,
    hint ?? "The next run tries again.",
  );
}

/** The code of the system says enough, and holds no address. */
function unreachable(error: unknown): BoardError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  return new BoardError(`the host could not be asked: ${code}`, "The next run tries again.");
}

/** A token goes nowhere in clear text, but to this machine. */
function requireSafeAddress(base: string): void {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname))) return;
  throw new BoardError(
    "the address of the host's API is no https address",
    "Check the variable of the CI system.",
  );
}

function isLoopback(hostName: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostName);
}
