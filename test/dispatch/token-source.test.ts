import { describe, expect, it } from "vitest";
import { createTokenSource } from "../../src/dispatch/token-source.ts";
import { verifyToken } from "../../src/nh/sas.ts";
import { fakeClock } from "../support/fake-io.ts";
import { connectionTo, startMs } from "./support.ts";

const minuteMs = 60_000;
const connection = connectionTo("ns.servicebus.windows.net", { protocol: "https:" });

const expiryOf = (token: string) => Number(/&se=(\d+)/.exec(token)?.[1]);

describe("a token source", () => {
  it("signs a token that a hub takes for each of its paths, good for an hour", () => {
    const clock = fakeClock();
    const authorization = createTokenSource(connection, clock).current();
    expect(expiryOf(authorization)).toBe(startMs / 1000 + 3600);
    const verdict = verifyToken({
      authorization,
      path: "/newsroom/messages/",
      nowSeconds: startMs / 1000,
      keysOf: () => [connection.key.reveal()],
    });
    expect(verdict).toEqual({ kind: "valid", ruleName: "Send" });
  });

  it("uses a token for 45 minutes, then signs another before the hub would refuse it", () => {
    const clock = fakeClock();
    const tokens = createTokenSource(connection, clock);
    const first = tokens.current();
    clock.advance(45 * minuteMs - 1);
    expect(tokens.current()).toBe(first);
    clock.advance(1);
    expect(expiryOf(tokens.current())).toBe(expiryOf(first) + 45 * 60);
  });

  it("signs anew when asked to", () => {
    const clock = fakeClock();
    const tokens = createTokenSource(connection, clock);
    const first = tokens.current();
    clock.advance(1000);
    tokens.renew();
    expect(expiryOf(tokens.current())).toBe(expiryOf(first) + 1);
  });

  it("follows a clock that was set back", () => {
    let nowMs = startMs;
    const tokens = createTokenSource(connection, { nowMs: () => nowMs, sleep: async () => undefined });
    tokens.current();
    nowMs -= 24 * 60 * minuteMs;
    tokens.renew();
    expect(expiryOf(tokens.current())).toBe(nowMs / 1000 + 3600);
  });
});
