import { type Dispatcher, errors } from "undici";
import type { Exchange, HubResponse } from "../model/http.ts";

const maxAnswerBytes = 1024 * 1024;

export interface ExchangeOptions {
  /** Abandons the request, whether it waits for a connection or for its answer. */
  readonly signal: AbortSignal;
  /** Why it must not leave any more; asked at the last moment, since a connection may take its time. */
  readonly refusal?: () => string | undefined;
}

/** A body that drips never idles, so its end has a time of its own. */
export interface Deadline {
  readonly maxBodyMs: number;
  nowMs(): number;
}

const stopped = "the run was stopped";

/**
 * Makes one request and waits for its end. undici starts a request only when its socket is connected and about to be
 * written to, so a failure before that moment is one that the hub cannot have seen.
 */
export function collectExchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  options: ExchangeOptions,
  deadline: Deadline,
): Promise<Exchange> {
  if (options.signal.aborted) return Promise.resolve({ kind: "failed", began: false, reason: stopped });
  return new Promise((resolve) => {
    dispatcher.dispatch(request, new ExchangeCollector(options, deadline, resolve));
  });
}

/** One object for each request, since closures for each of its events would cost a good part of what a send does. */
class ExchangeCollector implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #deadline: Deadline;
  readonly #resolve: (exchange: Exchange) => void;
  readonly #abandonments: Set<ExchangeCollector>;
  #began = false;
  #controller: Dispatcher.DispatchController | undefined;
  #answer: Pick<HubResponse, "status" | "headers"> | undefined;
  #chunks: Buffer[] | undefined;
  #sizeBytes = 0;
  #bodyEndsAtMs = Number.POSITIVE_INFINITY;

  constructor(options: ExchangeOptions, deadline: Deadline, resolve: (exchange: Exchange) => void) {
    this.#options = options;
    this.#deadline = deadline;
    this.#resolve = resolve;
    this.#abandonments = abandonmentsOf(options.signal);
    this.#abandonments.add(this);
  }

  abandon(): void {
    if (this.#controller === undefined) this.#fail(stopped);
    else this.#controller.abort(new Error(stopped));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const { signal, refusal } = this.#options;
    const why = signal.aborted ? stopped : this.#began ? "it would have left twice" : refusal?.();
    if (why === undefined) this.#began = true;
    else controller.abort(new Error(why));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    // A 1xx announces the answer and is none.
    if (status < 200) return;
    this.#answer = { status, headers: flattenHeaders(headers) };
    this.#bodyEndsAtMs = this.#deadline.nowMs() + this.#deadline.maxBodyMs;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > maxAnswerBytes) controller.abort(new Error("the answer is larger than 1 MiB"));
    else if (this.#deadline.nowMs() > this.#bodyEndsAtMs)
      controller.abort(new Error("the answer does not end"));
    else {
      this.#chunks ??= [];
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    this.#succeed({ bodyIsCut: false });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#answer === undefined) this.#fail(reasonOf(error));
    else this.#succeed({ bodyIsCut: true });
  }

  #succeed({ bodyIsCut }: { readonly bodyIsCut: boolean }): void {
    if (this.#answer === undefined) return;
    const { status, headers } = this.#answer;
    const body = this.#chunks === undefined ? "" : Buffer.concat(this.#chunks).toString("utf8");
    this.#finish({ kind: "answered", response: { status, headers, body, bodyIsCut } });
  }

  #fail(reason: string): void {
    this.#finish({ kind: "failed", began: this.#began, reason });
  }

  #finish(exchange: Exchange): void {
    this.#abandonments.delete(this);
    this.#resolve(exchange);
  }
}

const abandonments = new WeakMap<AbortSignal, Set<ExchangeCollector>>();

/** What a signal abandons. One listener for all requests: to add and remove one for each takes longer than the rest. */
function abandonmentsOf(signal: AbortSignal): Set<ExchangeCollector> {
  const known = abandonments.get(signal);
  if (known !== undefined) return known;
  const collectors = new Set<ExchangeCollector>();
  abandonments.set(signal, collectors);
  signal.addEventListener("abort", () => {
    for (const collector of [...collectors]) collector.abandon();
  });
  return collectors;
}

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** undici names headers in lower case, and makes an object of its own for each answer: nearly all stay as they are. */
function flattenHeaders(headers: RawHeaders): Readonly<Record<string, string>> {
  return areFlat(headers)
    ? headers
    : Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) =>
          value === undefined
            ? []
            : [[name.toLowerCase(), typeof value === "string" ? value : value.join(", ")]],
        ),
      );
}

function areFlat(headers: RawHeaders): headers is Readonly<Record<string, string>> {
  for (const name in headers)
    if (typeof headers[name] !== "string" || name.toLowerCase() !== name) return false;
  return true;
}

/** The system's or undici's code says more than their texts, and holds no address. */
function reasonOf(error: Error): string {
  if (error instanceof errors.HTTPParserError) return noHttp;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return (code !== undefined ? reasons[code] : undefined) ?? code ?? error.message;
}

const noHttp = "the answer is no HTTP";

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at the hub's address (ECONNREFUSED)",
  ENOTFOUND: "the hub's host name does not resolve (ENOTFOUND)",
  EAI_AGAIN: "the name server did not answer (EAI_AGAIN)",
  ECONNRESET: "the connection was reset (ECONNRESET)",
  EPIPE: "the connection was closed while writing (EPIPE)",
  UND_ERR_SOCKET: "the connection was closed before an answer",
  UND_ERR_HEADERS_TIMEOUT: "no answer came in time",
  UND_ERR_BODY_TIMEOUT: "the answer stopped half-way",
  UND_ERR_CONNECT_TIMEOUT: "no connection in 10 seconds",
  UND_ERR_RESPONSE: noHttp,
};
