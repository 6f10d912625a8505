import type { ClaimScope } from "./backend.ts";
import { ClaimLostError } from "./claim-lost-error.ts";
import type { LedgerStore, StoredClaim } from "./store.ts";

export interface Waiting {
  readonly text: string;
  /** Claims that it needs to be acted upon, by their names in the store. */
  readonly needs: ReadonlyMap<string, ClaimScope>;
}

export interface AppendQueueOptions {
  readonly store: Pick<LedgerStore, "appendLog">;
  /** Renews what is due. Called between batches, so that no claim changes while one is checked against it. */
  readonly renew: () => Promise<void>;
  /** The claim as this run holds it now; `undefined` when it lost it. */
  readonly findHeld: (name: string) => StoredClaim | undefined;
}

/** A store takes this much at once. */
const maxBatchBytes = 2 * 1024 * 1024;

/**
 * Writes to a store one batch at a time: what comes while one is under way goes together in the next. So a slow store
 * makes batches larger, not the run slower by each of them.
 */
export function createAppendQueue(options: AppendQueueOptions): (waiting: Waiting) => Promise<void> {
  const { store, renew, findHeld } = options;
  interface Job extends Waiting {
    resolve(): void;
    reject(error: unknown): void;
  }
  const jobs: Job[] = [];
  let isRunning = false;

  const takeBatch = (): Job[] => {
    const batch: Job[] = [];
    let size = 0;
    for (;;) {
      const next = jobs[0];
      if (next === undefined || (batch.length > 0 && size + next.text.length > maxBatchBytes)) return batch;
      size += next.text.length;
      batch.push(next);
      jobs.shift();
    }
  };

  /** Outcomes are facts and need no claim: a renewal that fails keeps nothing back but intents. */
  const renewFor = async (batch: readonly Job[]): Promise<readonly Job[]> => {
    try {
      await renew();
      return batch;
    } catch (error) {
      for (const job of batch) if (job.needs.size > 0) job.reject(error);
      return batch.filter(({ needs }) => needs.size === 0);
    }
  };

  const write = async (waiting: readonly Job[]): Promise<void> => {
    const batch = await renewFor(waiting);
    if (batch.length === 0) return;
    const names = new Set(batch.flatMap(({ needs }) => [...needs.keys()]));
    const guards = [...names].flatMap((name) => findHeld(name) ?? []);
    const gone = [...names].filter((name) => findHeld(name) === undefined);
    const moved = await store.appendLog(batch.map(({ text }) => text).join(""), guards);
    for (const job of batch) {
      const scopes = [...gone, ...moved].flatMap((name) => job.needs.get(name) ?? []);
      if (scopes.length === 0) job.resolve();
      else job.reject(new ClaimLostError(scopes));
    }
  };

  const run = async (): Promise<void> => {
    isRunning = true;
    for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) {
      try {
        await write(batch);
      } catch (error) {
        for (const job of batch) job.reject(error);
      }
    }
    isRunning = false;
  };

  return (waiting) =>
    new Promise((resolve, reject) => {
      jobs.push({ ...waiting, resolve, reject });
      if (!isRunning) void run();
    });
}
