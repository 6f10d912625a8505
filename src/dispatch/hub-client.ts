import { type Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import type { Exchange, HubRequest } from "../model/http.ts";
import type { Clock } from "../model/io.ts";
import type { Connection } from "../model/project.ts";
import { isLoopbackHost } from "../nh/connection-string.ts";
import { collectExchange, type ExchangeOptions } from "./collect-exchange.ts";
import { type Connecting, createConnecting } from "./connecting.ts";
import { createRedaction } from "./redact-exchange.ts";
import { createTokenSource } from "./token-source.ts";

export interface HubClient {
  /** Signs and makes one request; never throws for what the network does. */
  exchange(request: HubRequest, options: ExchangeOptions): Promise<Exchange>;
  /** Makes the next request carry a new token. */
  renewToken(): void;
  /** Ends what is still open: connections, and requests that nobody waits for any more. */
  close(): Promise<void>;
}

export interface HubClientOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Requests at the same time, each on a socket of its own. */
  readonly concurrency: number;
  /** As in the environment; a loopback hub is never reached through it. */
  readonly proxy: { readonly httpsProxy: string | undefined; readonly noProxy: string | undefined };
  readonly answerTimeoutMs?: number;
  /** Sees each request and its answer as they went over the wire, for `--debug`. */
  readonly observe?: (request: HubRequest, exchange: Exchange) => void;
}

const connectTimeoutMs = 10_000;
const defaultAnswerTimeoutMs = 60_000;
/** A socket that the hub closes while it is idle looks like a lost answer to the next request. */
const idleSocketMs = 1_000;

export function createHubClient(options: HubClientOptions): HubClient {
  const { connection, clock, observe } = options;
  const connecting = createConnecting({ timeoutMs: connectTimeoutMs });
  const origin = `${connection.protocol}//${connection.host}`;
  const dispatcher = createDispatcher(options, origin, connecting);
  const deadline = { nowMs: clock.nowMs, maxBodyMs: options.answerTimeoutMs ?? defaultAnswerTimeoutMs };
  const tokens = createTokenSource(connection, clock);
  const redact = createRedaction(connection);
  return {
    exchange: (request, exchangeOptions) => {
      const signed: Dispatcher.DispatchOptions = {
        origin,
        path: request.path,
        method: request.method,
        headers: listHeaders(request.headers, tokens.current()),
        body: request.body ?? null,
      };
      return collectExchange(dispatcher, signed, exchangeOptions, deadline).then((collected) => {
        const exchange = redact(collected);
        observe?.(request, exchange);
        return exchange;
      });
    },
    renewToken: tokens.renew,
    close: async () => {
      await dispatcher.destroy();
      connecting.abandon();
    },
  };
}

/** Names and values in turn, which undici takes as they are: to copy an object and add to it takes far longer. */
function listHeaders(headers: HubRequest["headers"], token: string): string[] {
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] ?? "");
  list.push("Authorization", token);
  return list;
}

function createDispatcher(
  options: HubClientOptions,
  origin: string,
  { connect }: Pick<Connecting, "connect">,
): Dispatcher {
  const answerTimeoutMs = options.answerTimeoutMs ?? defaultAnswerTimeoutMs;
  const settings: Agent.Options = {
    connections: options.concurrency,
    pipelining: 1,
    connect,
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
    keepAliveTimeout: idleSocketMs,
    keepAliveMaxTimeout: idleSocketMs,
  };
  const { httpsProxy, noProxy } = options.proxy;
  const { host } = options.connection;
  if (httpsProxy === undefined || isLoopbackHost(host)) return new Pool(origin, settings);
  return new EnvHttpProxyAgent({
    ...settings,
    httpProxy: httpsProxy,
    httpsProxy,
    ...(noProxy === undefined ? {} : { noProxy }),
  });
}
