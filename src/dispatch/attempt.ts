import type { Chance, Clock } from "../model/io.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Shipment } from "../model/shipment.ts";
import { classify } from "./classify.ts";
import type { HubClient } from "./hub-client.ts";
import type { Pace } from "./pace.ts";

export interface Attempted {
  readonly outcome: Outcome;
  readonly opensCircuit: boolean;
}

export interface AttemptOptions {
  readonly client: HubClient;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly pace: Pace;
  /** Gives up on a request in flight. */
  readonly abandon: AbortSignal;
  /** Cuts waits short. */
  readonly halted: AbortSignal;
  /** Why it may not leave any more; asked before each attempt. */
  refusal(): string | undefined;
}

/** How long one delivery may be tried, waits included. */
export const retryBudgetMs = 5 * 60 * 1000;
/** The longest wait that a hub may ask for. */
export const maxRetryAfterMs = 2 * 60 * 1000;
const firstDelayMs = 500;
const maxDelayMs = 30_000;

/** Makes one request until its outcome is settled. Only what surely did nothing at the hub is tried again. */
export async function attemptShipment(shipment: Shipment, options: AttemptOptions): Promise<Attempted> {
  const { client, clock, chance, pace, abandon, halted } = options;
  const startedAtMs = clock.nowMs();
  let attempts = 0;
  let tokenWasRenewed = false;
  let lastCause: string | undefined;
  const unsent = (cause: string): Attempted => {
    const because = lastCause === undefined ? cause : `${cause}; before that: ${lastCause}`;
    return { outcome: { kind: "unsent", attempts, cause: because, hint: "Run again." }, opensCircuit: false };
  };
  for (;;) {
    const refusal = options.refusal();
    if (refusal !== undefined) return unsent(refusal);
    const nowMs = clock.nowMs();
    if (shipment.expiresAtMs !== undefined && nowMs >= shipment.expiresAtMs) {
      return {
        outcome: { kind: "unsent", attempts, cause: "it expired before it could leave" },
        opensCircuit: false,
      };
    }
    attempts++;
    const exchange = await client.exchange(shipment.build(nowMs), abandon);
    const verdict = classify(exchange, clock.nowMs());
    if (verdict.kind === "settled")
      return { outcome: { ...verdict.outcome, attempts }, opensCircuit: verdict.opensCircuit };
    if (verdict.kind === "expired-token") {
      if (tokenWasRenewed) return { outcome: { ...verdict.outcome, attempts }, opensCircuit: true };
      tokenWasRenewed = true;
      client.renewToken();
      continue;
    }
    lastCause = verdict.cause;
    const asked = verdict.kind === "throttled" ? verdict.retryAfterMs : undefined;
    const delayMs = asked === undefined ? backOffMs(attempts, chance) : Math.min(asked, maxRetryAfterMs);
    const wakeAtMs = clock.nowMs() + delayMs;
    if (verdict.kind === "throttled") pace.slowDown(wakeAtMs);
    if (wakeAtMs - startedAtMs > retryBudgetMs) return unsent("5 minutes of trying did not help");
    await clock.sleep(delayMs, halted);
  }
}

/** Doubles with each attempt; a random half keeps runners from coming back together. */
function backOffMs(attempt: number, chance: Chance): number {
  const ceilingMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return ceilingMs / 2 + chance.fraction() * (ceilingMs / 2);
}
