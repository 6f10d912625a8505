import type { HubRequest } from "../model/http.ts";
import type { Clock } from "../model/io.ts";
import type { Outcome } from "../model/outcome.ts";
import { readNotificationOutcome } from "../nh/outcome-xml.ts";
import { classify } from "./classify.ts";
import type { HubClient } from "./hub-client.ts";

/** A test send is never repeated by itself: what a person watches, a person repeats. */
export async function testSend(
  client: HubClient,
  request: HubRequest,
  { clock, stop }: { readonly clock: Clock; readonly stop: AbortSignal },
): Promise<Outcome> {
  const exchange = await client.exchange(request, { signal: stop });
  const verdict = classify(exchange, { nowMs: clock.nowMs, step: "send", attempts: 1 });
  switch (verdict.kind) {
    case "not-begun":
      return {
        kind: "unsent",
        attempts: 1,
        cause: verdict.cause,
        hint: "Check the hub's address, then run again.",
      };
    case "throttled": {
      const seconds = verdict.retryAfterMs === undefined ? undefined : Math.ceil(verdict.retryAfterMs / 1000);
      const wait = seconds === undefined ? "a minute" : `${seconds} seconds`;
      return {
        kind: "unsent",
        attempts: 1,
        cause: verdict.cause,
        hint: `Wait ${wait}; a hub takes about 10 test sends a minute.`,
      };
    }
    case "expired-token":
      return verdict.outcome;
    case "settled":
      break;
  }
  const { outcome } = verdict;
  if (outcome.kind !== "accepted" || exchange.kind !== "answered") return outcome;
  const detail = readNotificationOutcome(exchange.response.body);
  if (detail === undefined) return { ...outcome, cause: "the hub took it but did not say what became of it" };
  return { ...outcome, reached: detail.success, results: detail.results };
}

/** Waits so that no more than `perMinute` calls fall into any minute. */
export function createMinuteGate(perMinute: number, clock: Clock): (stop: AbortSignal) => Promise<void> {
  const startedAtMs: number[] = [];
  return async (stop) => {
    const oldest = startedAtMs.length < perMinute ? undefined : startedAtMs.shift();
    if (oldest !== undefined) await clock.sleep(Math.max(0, oldest + 60_000 - clock.nowMs()), stop);
    startedAtMs.push(clock.nowMs());
  };
}
