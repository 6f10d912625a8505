import { describe, expect, it } from "vitest";
import { classify } from "../../src/dispatch/classify.ts";
import { answered, startMs } from "./support.ts";

const context = { nowMs: () => startMs, step: "send", attempts: 1 } as const;
const verdictOf = (status: number, options?: Parameters<typeof answered>[1]) =>
  classify(answered(status, options), context);

describe("an exchange that failed", () => {
  it("before the request was begun may be tried again, whatever the error", () => {
    for (const reason of ["ECONNREFUSED", "CERT_HAS_EXPIRED", "anything"]) {
      const verdict = classify({ kind: "failed", began: false, reason }, context);
      expect(verdict).toEqual({ kind: "not-begun", cause: reason });
    }
  });

  it("after the request had begun is unknown, whatever the error", () => {
    for (const reason of ["ECONNRESET", "EPIPE", "anything"]) {
      const verdict = classify({ kind: "failed", began: true, reason }, context);
      expect(verdict).toMatchObject({ kind: "settled", outcome: { kind: "unknown" }, opensCircuit: false });
      expect(verdict).toHaveProperty("outcome.cause", expect.stringContaining(reason));
      expect(verdict).toHaveProperty("outcome.hint", expect.stringContaining("ledger list --unknown"));
    }
  });
});

describe("an answer", () => {
  it.each([200, 201])("of %i is accepted, with the ids of its headers", (status) => {
    const headers = {
      location: "https://ns.servicebus.windows.net/newsroom/messages/123-abc?api-version=2020-06",
      trackingid: "tracking-1",
    };
    expect(verdictOf(status, { headers })).toEqual({
      kind: "settled",
      outcome: { kind: "accepted", attempts: 1, status, notificationId: "123-abc", trackingId: "tracking-1" },
      opensCircuit: false,
    });
  });

  it.each([200, 201])("of %i without ids is accepted all the same", (status) => {
    expect(verdictOf(status)).toEqual({
      kind: "settled",
      outcome: { kind: "accepted", attempts: 1, status },
      opensCircuit: false,
    });
  });

  it.each([202, 203, 204, 206, 299, 408, 500, 501, 502, 503, 504, 507, 599, 600, 999])(
    "of %i is unknown and never sent again",
    (status) => {
      expect(verdictOf(status)).toMatchObject({
        kind: "settled",
        outcome: { kind: "unknown", status },
        opensCircuit: false,
      });
    },
  );

  it.each([
    300, 301, 302, 303, 304, 307, 308, 400, 402, 405, 406, 409, 410, 411, 412, 413, 414, 415, 417, 422, 431,
    451, 499,
  ])("of %i is rejected, and says why and what to do", (status) => {
    const verdict = verdictOf(status);
    expect(verdict).toMatchObject({
      kind: "settled",
      outcome: { kind: "rejected", status },
      opensCircuit: false,
    });
    expect(verdict).toHaveProperty("outcome.cause", expect.stringContaining(String(status)));
    expect(verdict).toHaveProperty("outcome.hint", expect.stringMatching(/\S/));
  });

  it.each([401, 403, 404])("of %i is rejected and opens the circuit", (status) => {
    expect(verdictOf(status)).toMatchObject({
      kind: "settled",
      outcome: { kind: "rejected", status },
      opensCircuit: true,
    });
  });

  it("of 429 is throttled, with or without Retry-After", () => {
    expect(verdictOf(429)).toMatchObject({ kind: "throttled", retryAfterMs: undefined });
    expect(verdictOf(429, { headers: { "retry-after": "7" } })).toMatchObject({
      kind: "throttled",
      retryAfterMs: 7000,
    });
  });

  it.each([403, 503])("of %i is throttled only with Retry-After", (status) => {
    const verdict = verdictOf(status, { headers: { "retry-after": "30" } });
    expect(verdict).toMatchObject({ kind: "throttled", retryAfterMs: 30_000 });
    expect(verdictOf(status).kind).toBe("settled");
  });

  it.each([400, 401, 404, 500, 502])("of %i is not throttled by a Retry-After", (status) => {
    expect(verdictOf(status, { headers: { "retry-after": "30" } }).kind).toBe("settled");
  });
});

describe("Retry-After", () => {
  it.each([
    ["0", 0],
    [" 12 ", 12_000],
    ["Tue, 24 Nov 2026 10:00:45 GMT", 45_000],
    ["Tue, 24 Nov 2026 09:00:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
  ])("of `%s` is read as %s ms", (text, retryAfterMs) => {
    expect(verdictOf(503, { headers: { "retry-after": text } })).toMatchObject({
      kind: "throttled",
      retryAfterMs,
    });
  });
});

describe("a 401", () => {
  const body = (detail: string) => `<Error><Code>401</Code><Detail>${detail}</Detail></Error>`;

  it.each([
    "SubCode=40106. The token is gone.",
    "ExpiredToken: The token is expired. Expiration time: 11/24/2026 9:00:00 AM.",
    "The token has expired",
  ])("that says `%s` asks for a new token", (detail) => {
    expect(verdictOf(401, { body: body(detail) })).toMatchObject({
      kind: "expired-token",
      outcome: { kind: "rejected", status: 401 },
    });
  });

  it.each(["SubCode=40103. Invalid authorization token signature.", "InvalidSignature", ""])(
    "that says `%s` is final",
    (detail) => {
      expect(verdictOf(401, { body: body(detail) })).toMatchObject({ kind: "settled", opensCircuit: true });
    },
  );

  it("hands on what the hub says and its tracking id", () => {
    const trackingId = "8c9fc6c2-9d3f-4b0c-8d0a-9f60b0e7b0b1";
    const text = body(`Bad claim. TrackingId:${trackingId},TimeStamp:11/24/2026 10:00:00 AM +00:00`);
    expect(verdictOf(401, { body: text })).toMatchObject({
      outcome: { trackingId, cause: expect.stringContaining(": Bad claim") },
    });
  });
});

describe("an answer to a cancel", () => {
  const cancelled = (status: number) => classify(answered(status), { ...context, step: "cancel" });

  it.each([200, 204])("of %i means that the hub took it back", (status) => {
    expect(cancelled(status)).toMatchObject({
      kind: "settled",
      outcome: { kind: "accepted", attempts: 1, status },
    });
  });

  it("of 404 is unknown, since it may have gone out, and says nothing of the hub", () => {
    expect(cancelled(404)).toMatchObject({
      kind: "settled",
      outcome: { kind: "unknown", status: 404 },
      opensCircuit: false,
    });
  });

  it("of 401 is a refusal like any other", () => {
    expect(cancelled(401)).toMatchObject({ outcome: { kind: "rejected" }, opensCircuit: true });
  });
});
