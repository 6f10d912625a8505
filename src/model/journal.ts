import type { Outcome } from "./outcome.ts";
import type { Shipment } from "./shipment.ts";

/** Where a run writes what it is about to do and what came of it. */
export interface Journal {
  /**
   * Resolves when the intents are on the disk: only then may a request leave. Answers why some may not leave: their
   * campaign is another run's by now.
   */
  intend(shipments: readonly Shipment[]): Promise<ReadonlyMap<Shipment, string>>;
  /** Takes note of an outcome. It may be written a little later; a failure to do that is thrown by what is called next. */
  record(shipment: Shipment, outcome: Outcome): void;
  /** Resolves when all that was recorded is written. */
  flush(): Promise<void>;
}
