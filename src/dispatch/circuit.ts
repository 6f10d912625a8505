import type { Attempted } from "./attempt.ts";

/** Unknowns in a row that mean that something is wrong with the hub or the way to it. */
const maxUnknownsInARow = 5;

export interface Circuit {
  note(attempted: Attempted): void;
  /** Why nothing more may leave; `undefined` while it may. */
  cause(): string | undefined;
}

/** Stops a run from making the same mistake, or the same unknown, a thousand times. */
export function createCircuit(): Circuit {
  let cause: string | undefined;
  let unknownsInARow = 0;
  return {
    note: ({ outcome, opensCircuit }) => {
      if (opensCircuit) cause ??= `an earlier request failed for good: ${outcome.cause ?? "refused"}`;
      // What never left says nothing of the hub.
      if (outcome.kind === "unsent") return;
      unknownsInARow = outcome.kind === "unknown" ? unknownsInARow + 1 : 0;
      if (unknownsInARow >= maxUnknownsInARow) {
        cause ??= `${maxUnknownsInARow} requests in a row may or may not have arrived; the last one: ${outcome.cause ?? "no answer"}`;
      }
    },
    cause: () => cause,
  };
}
