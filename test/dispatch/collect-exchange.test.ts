import { Dispatcher } from "undici";
import { describe, expect, it } from "vitest";
import { collectExchange } from "../../src/dispatch/collect-exchange.ts";

const request = { origin: "http://127.0.0.1:1", path: "/", method: "POST", body: "x" } as const;
const { signal } = new AbortController();
const deadline = { nowMs: () => 0, maxBodyMs: 60_000 };

/** Stands for undici: plays the steps of one request to its handler. */
class ScriptedDispatcher extends Dispatcher {
  readonly abortedFor: string[] = [];
  readonly #play: (handler: Dispatcher.DispatchHandler, controller: Dispatcher.DispatchController) => void;

  constructor(
    play: (handler: Dispatcher.DispatchHandler, controller: Dispatcher.DispatchController) => void,
  ) {
    super();
    this.#play = play;
  }

  override dispatch(_: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const controller: Dispatcher.DispatchController = {
      aborted: false,
      paused: false,
      reason: null,
      abort: (reason) => {
        this.abortedFor.push(reason.message);
        handler.onResponseError?.(controller, reason);
      },
      pause: () => undefined,
      resume: () => undefined,
    };
    this.#play(handler, controller);
    return true;
  }
}

describe("a request", () => {
  it("that the client would write a second time is ended as begun", async () => {
    const dispatcher = new ScriptedDispatcher((handler, controller) => {
      handler.onRequestStart?.(controller, {});
      handler.onRequestStart?.(controller, {});
    });
    const exchange = await collectExchange(dispatcher, request, { signal }, deadline);
    expect(exchange).toMatchObject({ kind: "failed", began: true });
    expect(dispatcher.abortedFor).toHaveLength(1);
  });

  it("that failed before its start was not begun, whatever the error says", async () => {
    for (const code of ["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT"]) {
      const dispatcher = new ScriptedDispatcher((handler, controller) =>
        handler.onResponseError?.(controller, Object.assign(new Error("no"), { code })),
      );
      const exchange = await collectExchange(dispatcher, request, { signal }, deadline);
      expect(exchange).toMatchObject({ kind: "failed", began: false });
    }
  });

  it("that is refused at the last moment is ended as not begun, with the reason", async () => {
    const dispatcher = new ScriptedDispatcher((handler, controller) =>
      handler.onRequestStart?.(controller, {}),
    );
    const exchange = await collectExchange(
      dispatcher,
      request,
      { signal, refusal: () => "too late" },
      deadline,
    );
    expect(exchange).toEqual({ kind: "failed", began: false, reason: "too late" });
  });

  it("that starts after it was abandoned is ended without leaving", async () => {
    const abandoned = new AbortController();
    let start = (): void => undefined;
    const dispatcher = new ScriptedDispatcher((handler, controller) => {
      start = () => handler.onRequestStart?.(controller, {});
    });
    const exchange = collectExchange(dispatcher, request, { signal: abandoned.signal }, deadline);
    abandoned.abort();
    expect(await exchange).toMatchObject({ kind: "failed", began: false });
    start();
    expect(dispatcher.abortedFor).toHaveLength(1);
  });

  it("with headers of one name twice hands on both, names in lower case", async () => {
    const dispatcher = new ScriptedDispatcher((handler, controller) => {
      handler.onRequestStart?.(controller, {});
      handler.onResponseStart?.(controller, 201, { "X-Two": ["a", "b"], TrackingId: "t" });
      handler.onResponseEnd?.(controller, {});
    });
    expect(await collectExchange(dispatcher, request, { signal }, deadline)).toMatchObject({
      response: { status: 201, headers: { "x-two": "a, b", trackingid: "t" }, bodyIsCut: false },
    });
  });

  it("whose answer drips without end counts by its status line", async () => {
    let nowMs = 0;
    const dispatcher = new ScriptedDispatcher((handler, controller) => {
      handler.onRequestStart?.(controller, {});
      handler.onResponseStart?.(controller, 201, { Location: "https://hub/messages/1" });
      for (; dispatcher.abortedFor.length === 0; nowMs += 1_000)
        handler.onResponseData?.(controller, Buffer.from("."));
    });
    const drip = { nowMs: () => nowMs, maxBodyMs: 60_000 };
    const exchange = await collectExchange(dispatcher, request, { signal }, drip);
    expect(exchange).toMatchObject({ kind: "answered", response: { status: 201, bodyIsCut: true } });
    expect(nowMs).toBeLessThan(70_000);
  });
});
