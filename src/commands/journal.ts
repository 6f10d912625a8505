import { join } from "node:path";
import type { LedgerBackend } from "../ledger/backend.ts";
import { formatEntry } from "../ledger/entry-text.ts";
import type { Delivery, DeliveryKey } from "../model/delivery.ts";
import { FileError } from "../model/errors.ts";
import type { Clock } from "../model/io.ts";
import type { Journal, Settled } from "../model/journal.ts";
import type { IntentDelivery, LedgerEntry, OutcomeEntry } from "../model/ledger-entry.ts";
import type { Workspace } from "./workspace.ts";

export interface LedgerJournal extends Journal {
  /** Outcomes that the ledger did not take. */
  unwritten(): readonly LedgerEntry[];
}

export interface JournalOptions {
  readonly ledger: LedgerBackend;
  readonly run: string;
  readonly deliveries: readonly Delivery[];
  readonly clock: Clock;
}

/** Writes intents and outcomes of a run into its ledger. */
export function createJournal({ ledger, run, deliveries, clock }: JournalOptions): LedgerJournal {
  const digests = new Map<DeliveryKey, IntentDelivery>(
    deliveries.map(({ key, rendered, source }) => [key, { key, rendered, source }]),
  );
  const unwritten: LedgerEntry[] = [];
  const now = () => new Date(clock.nowMs()).toISOString();
  return {
    intend: async (keys) => {
      const group = keys.flatMap((key) => digests.get(key) ?? []);
      await ledger.append([{ entry: "intent", run, at: now(), deliveries: group }], { durable: true });
    },
    record: async (settled) => {
      const entry = toEntry(settled, run, now());
      try {
        // Not forced onto the disk one by one: the next group of intents does it, and a lost one reads as unknown.
        await ledger.append([entry], { durable: false });
      } catch (error) {
        unwritten.push(entry);
        throw error;
      }
    },
    unwritten: () => unwritten,
  };
}

function toEntry({ keys, outcome }: Settled, run: string, at: string): OutcomeEntry {
  const { kind, attempts, status, notificationId, trackingId, cause } = outcome;
  return {
    entry: "outcome",
    run,
    at,
    keys,
    kind,
    attempts,
    ...(status === undefined ? {} : { status }),
    ...(notificationId === undefined ? {} : { notificationId }),
    ...(trackingId === undefined ? {} : { trackingId }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Keeps what the ledger did not take, in a file beside it or else on stderr. Says where, and why. */
export async function leaveRescueFile(
  workspace: Workspace,
  run: string,
  entries: readonly LedgerEntry[],
  error: unknown,
): Promise<string> {
  const { io, project } = workspace;
  const reason =
    error instanceof FileError
      ? `${project.ledger.path}: ${error.code}`
      : error instanceof Error
        ? error.message
        : String(error);
  const why = `CAM5005: the ledger could not be written (${reason}); deliveries without an outcome in it will be held.`;
  if (entries.length === 0) return `${why} Nothing was sent after that.`;
  const path = `${project.ledger.path}.rescue-${run}`;
  const text = entries.map(formatEntry).join("");
  try {
    await io.files.writeText(join(project.root, path), text);
    return `${why} What came of them is in ${path}; resolve each with \`campanile ledger resolve\`.`;
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    io.stderr.write(text);
    return `${why} What came of them stands above, since no file could be written; resolve each with \`campanile ledger resolve\`.`;
  }
}
