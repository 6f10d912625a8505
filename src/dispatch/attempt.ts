import type { Chance, Clock } from "../model/io.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Shipment } from "../model/shipment.ts";
import { classify } from "./classify.ts";
import type { HubClient } from "./hub-client.ts";
import type { Pace } from "./pace.ts";

export interface Attempted {
  readonly outcome: Outcome;
  readonly opensCircuit: boolean;
  /** No byte of it came to the hub, in none of the attempts. */
  readonly neverLeft?: boolean;
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
  /** When the hub last took something of this run. */
  lastAcceptedAtMs(): number;
  /** Why it may not leave any more; asked before each attempt, and again when its first byte is about to leave. */
  refusal(shipment: Shipment, nowMs: number): string | undefined;
}

/** How long one delivery may be tried, waits included. */
export const retryBudgetMs = 5 * 60 * 1000;
/** The longest wait that a hub may ask for. */
export const maxRetryAfterMs = 2 * 60 * 1000;
/** A hub that says "now", or names a time that this machine has passed, is not asked in a busy loop. */
const minRetryAfterMs = 500;
const firstDelayMs = 500;
const maxDelayMs = 30_000;

const expired = "it expired before it could leave";
const budgetIsSpent = "5 minutes of trying did not help";

/** Makes one request until its outcome is settled. Only what surely did nothing at the hub is tried again. */
export async function attemptShipment(shipment: Shipment, options: AttemptOptions): Promise<Attempted> {
  const { client, clock, chance, pace, abandon, halted } = options;
  const startedAtMs = clock.nowMs();
  let attempts = 0;
  let tokenWasRenewed = false;
  let lastCause: string | undefined;
  let neverLeft = true;
  const unsent = (cause: string): Attempted => {
    const because = lastCause === undefined ? cause : `${cause}; before that: ${lastCause}`;
    const hint = cause === expired ? {} : { hint: "Run again." };
    // When nobody got through all the while, the others need not try for as long, one after the other.
    const opensCircuit = cause === budgetIsSpent && options.lastAcceptedAtMs() < startedAtMs;
    return { outcome: { kind: "unsent", attempts, cause: because, ...hint }, opensCircuit, neverLeft };
  };
  const refusal = (nowMs = clock.nowMs()) => {
    const isExpired = shipment.expiresAtMs !== undefined && nowMs >= shipment.expiresAtMs;
    return options.refusal(shipment, nowMs) ?? (isExpired ? expired : undefined);
  };
  const exchangeOptions = { signal: abandon, refusal };
  for (let nowMs = startedAtMs; ; nowMs = clock.nowMs()) {
    const refused = refusal(nowMs);
    if (refused !== undefined) return unsent(refused);
    if (nowMs - startedAtMs > retryBudgetMs) return unsent(budgetIsSpent);
    attempts++;
    const exchange = await client.exchange(shipment.build(nowMs), exchangeOptions);
    const verdict = classify(exchange, { nowMs: clock.nowMs, step: shipment.step, attempts });
    if (verdict.kind === "settled") return finish(verdict, shipment);
    if (verdict.kind !== "not-begun") neverLeft = false;
    if (verdict.kind === "expired-token") {
      if (tokenWasRenewed) return { outcome: verdict.outcome, opensCircuit: true };
      tokenWasRenewed = true;
      client.renewToken();
      continue;
    }
    const refusedSince = refusal();
    if (verdict.kind === "not-begun" && refusedSince !== undefined) return unsent(refusedSince);
    lastCause = verdict.cause;
    const asked = verdict.kind === "throttled" ? verdict.retryAfterMs : undefined;
    const delayMs =
      asked === undefined
        ? backOffMs(attempts, chance)
        : Math.min(Math.max(asked, minRetryAfterMs), maxRetryAfterMs);
    const wakeAtMs = clock.nowMs() + delayMs;
    if (verdict.kind === "throttled") pace.slowDown(wakeAtMs);
    if (wakeAtMs - startedAtMs > retryBudgetMs) return unsent(budgetIsSpent);
    await clock.sleep(delayMs, halted);
    await pace.rest(halted);
  }
}

function finish(attempted: Attempted, shipment: Shipment): Attempted {
  const { outcome } = attempted;
  return outcome.kind === "accepted" && shipment.step !== "send"
    ? { ...attempted, outcome: { ...outcome, ...tellStep(shipment) } }
    : attempted;
}

/** What the hub took means more than a send for a schedule and for a cancel. */
function tellStep({ step, deliverAt }: Shipment): Pick<Outcome, "scheduledFor" | "cancelled"> {
  if (step === "cancel") return { cancelled: true };
  return step === "schedule" && deliverAt !== undefined ? { scheduledFor: deliverAt } : {};
}

/** Doubles with each attempt; a random half keeps runners from coming back together. */
function backOffMs(attempt: number, chance: Chance): number {
  const ceilingMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return ceilingMs / 2 + chance.fraction() * (ceilingMs / 2);
}
