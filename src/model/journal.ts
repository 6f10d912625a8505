import type { Outcome } from "./outcome.ts";
import type { Shipment } from "./shipment.ts";

/** Where a run writes what it is about to do and what came of it. */
export interface Journal {
  /**
   * Resolves when the intents are on the disk: only then may a request leave. Answers why some may not leave: their
   * campaign is another run's by now.
   */
  intend(shipments: readonly Shipment[]): Promise<ReadonlyMap<Shipment, string>>;
  record(shipment: Shipment, outcome: Outcome): Promise<void>;
}
