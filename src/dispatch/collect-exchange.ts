import { type Dispatcher, errors } from "undici";
import type { Exchange } from "../model/http.ts";

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
  { signal, refusal = () => undefined, deadline }: ExchangeOptions & { readonly deadline: Deadline },
): Promise<Exchange> {
  return new Promise((resolve) => {
    let began = false;
    let controller: Dispatcher.DispatchController | undefined;
    let answer: { status: number; headers: Record<string, string> } | undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    let bodyEndsAtMs = Number.POSITIVE_INFINITY;
    const abandon = () => {
      if (controller === undefined) finish({ kind: "failed", began, reason: stopped });
      else controller.abort(new Error(stopped));
    };
    const finish = (exchange: Exchange) => {
      signal.removeEventListener("abort", abandon);
      resolve(exchange);
    };
    const finishAnswered = (bodyIsCut: boolean) => {
      if (answer === undefined) return;
      const body = Buffer.concat(chunks).toString("utf8");
      finish({ kind: "answered", response: { ...answer, body, bodyIsCut } });
    };
    if (signal.aborted) {
      resolve({ kind: "failed", began, reason: stopped });
      return;
    }
    signal.addEventListener("abort", abandon);
    dispatcher.dispatch(request, {
      onRequestStart: (given) => {
        controller = given;
        const why = signal.aborted ? stopped : began ? "it would have left twice" : refusal();
        if (why === undefined) began = true;
        else given.abort(new Error(why));
      },
      onResponseStart: (_, status, headers) => {
        // A 1xx announces the answer and is none.
        if (status < 200) return;
        answer = { status, headers: flattenHeaders(headers) };
        bodyEndsAtMs = deadline.nowMs() + deadline.maxBodyMs;
      },
      onResponseData: (given, chunk) => {
        size += chunk.length;
        if (size > maxAnswerBytes) given.abort(new Error("the answer is larger than 1 MiB"));
        else if (deadline.nowMs() > bodyEndsAtMs) given.abort(new Error("the answer does not end"));
        else chunks.push(chunk);
      },
      onResponseEnd: () => finishAnswered(false),
      onResponseError: (_, error) => {
        if (answer !== undefined) finishAnswered(true);
        else finish({ kind: "failed", began, reason: reasonOf(error) });
      },
    });
  });
}

function flattenHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value] as const],
  );
  return Object.fromEntries(entries);
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
