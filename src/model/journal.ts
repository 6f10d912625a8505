import type { DeliveryKey } from "./delivery.ts";
import type { Outcome } from "./outcome.ts";

/** Where a run writes what it is about to do and what came of it. */
export interface Journal {
  /** Resolves when the intents are on the disk: only then may a request leave. */
  intend(keys: readonly DeliveryKey[]): Promise<void>;
  record(settled: Settled): Promise<void>;
}

/** Deliveries that one request carried, and what came of it. */
export interface Settled {
  readonly keys: readonly DeliveryKey[];
  readonly outcome: Outcome;
}
